//! The nightly upkeep of files, done by their owner.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::errand::AgencyErrand,
    base::error::Result,
    db::{Database, upkeep::Pages},
    env::Env,
};

/// A file of the data directory; accounts by slug.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum File {
    Control,
    Account(String),
    Archive(String),
}

/// Writes a file anew where a quarter of it is free. Unlike other errands it may hold the file's writer for
/// longer than 50 ms: some two seconds at most, or as long as it takes while nobody writes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Optimize {
    pub file: File,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Optimized {
    /// What the disk got back.
    pub freed_bytes: u64,
    /// Free pages that are left until a night on which nobody writes.
    pub left_bytes: u64,
}

/// A file that holds no more than this is written anew in some two seconds (100 MB a second on the smallest box): visitors can wait so
/// long for an answer.
const QUICK_BYTES: u64 = 192 << 20;
/// In a larger file nobody may have written for so long.
const QUIET: Duration = Duration::from_secs(5);

impl AgencyErrand for Optimize {
    const NAME: &'static str = "accounts.optimize";
    type Answer = Optimized;

    async fn carry_out(self, env: &Env) -> Result<Optimized> {
        let file = match &self.file {
            File::Control => Some(env.db.control().clone()),
            File::Account(slug) => Some(env.db.account(slug).await?),
            File::Archive(slug) => env.db.archive(slug).await?,
        };
        match file {
            Some(file) => optimize(&file).await,
            None => Ok(Optimized::default()),
        }
    }
}

async fn optimize(file: &Database) -> Result<Optimized> {
    let pages = file.read(Pages::of).await?;
    if !pages.are_loose() {
        return Ok(Optimized::default());
    }
    if pages.held_bytes() > QUICK_BYTES && !is_quiet(file).await {
        return Ok(Optimized { freed_bytes: 0, left_bytes: pages.free_bytes() });
    }
    file.write_anew().await?;
    let freed_bytes = pages.free_bytes().saturating_sub(file.read(Pages::of).await?.free_bytes());
    Ok(Optimized { freed_bytes, left_bytes: 0 })
}

async fn is_quiet(file: &Database) -> bool {
    let commits = file.commits();
    tokio::time::sleep(QUIET).await;
    file.commits() == commits
}
