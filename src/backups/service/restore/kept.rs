//! The files that restores have put aside, for as long as they are kept.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::errand::AgencyErrand,
    backups::restore::KEPT_DAYS,
    base::{
        error::{Error, Result},
        time::{DAY_MS, Timestamp},
    },
    db::{swap, upgrade},
    env::Env,
};

/// A file as it was before a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Its name in `accounts/`.
    pub file: String,
    pub at: Timestamp,
    pub until: Timestamp,
    pub bytes: u64,
}

/// Old files, the newest first.
pub async fn kept(env: &Env) -> Result<Vec<Kept>> {
    let data_dir = env.settings.data_dir.clone();
    let look = move || -> std::io::Result<Vec<Kept>> {
        let mut kept = Vec::new();
        for (path, at) in swap::kept_aside(&data_dir)?.into_iter().rev() {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = path.metadata().map_or(0, |file| file.len());
            kept.push(Kept { file, at, until: at.plus_ms(KEPT_DAYS * DAY_MS), bytes });
        }
        Ok(kept)
    };
    let looked = tokio::task::spawn_blocking(look).await.map_err(|cause| Error::internal("looking at old files", cause))?;
    looked.map_err(|cause| Error::internal("looking at old files", cause))
}

/// Deletes the old files whose time is over.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetKept {}

impl AgencyErrand for ForgetKept {
    const NAME: &'static str = "backups.forget_kept";
    type Answer = usize;

    async fn carry_out(self, env: &Env) -> Result<usize> {
        let (data_dir, before) = (env.settings.data_dir.clone(), env.now().plus_ms(-KEPT_DAYS * DAY_MS));
        let now = env.now();
        let forget = move || Ok(swap::forget_aside(&data_dir, before)? + upgrade::kept::forget(&data_dir, now)?);
        let forgotten: std::io::Result<usize> =
            tokio::task::spawn_blocking(forget).await.map_err(|cause| Error::internal("deleting old files", cause))?;
        forgotten.map_err(|cause| Error::internal("deleting old files", cause))
    }
}
