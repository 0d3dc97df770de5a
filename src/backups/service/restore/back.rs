//! Putting back what was there before a restore, as long as it is kept.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::{Access, Actor},
        service::{
            self as accounts,
            errand::{AgencyErrand, see_through},
        },
    },
    backups::{
        service::restore::{
            kept::{self, Kept},
            place::PutInPlace,
            ready,
        },
        texts::restore as texts,
    },
    base::error::{Error, Result},
    env::Env,
    retention::service as retention,
};

/// Puts a kept file in the place of the account's, whose present one is kept in turn.
#[derive(Debug, Serialize, Deserialize)]
pub struct PutBack {
    /// Its name in `accounts/`.
    pub file: String,
    pub by: Access,
}

impl AgencyErrand for PutBack {
    const NAME: &'static str = "backups.put_back";
    /// The account's slug.
    type Answer = String;

    async fn carry_out(self, env: &Env) -> Result<String> {
        // What is asked for is looked up among what is there, and never taken for a path.
        let gone = || Error::conflict("file", texts::KEPT_GONE);
        let kept = kept::kept(env).await?.into_iter().find(|kept| kept.file == self.file).ok_or_else(gone)?;
        let slug = slug_of(&kept).ok_or_else(gone)?;
        let account = accounts::find(env, &slug).await?.filter(|account| account.created_at <= kept.at).ok_or_else(gone)?;
        let (list, now, data_dir) = (retention::list_of(env, account.id).await?, env.now(), env.settings.data_dir.clone());
        let copy = move || {
            let file = data_dir.join("accounts").join(&kept.file);
            ready::copy_ready(&data_dir, &account.slug, [&file, &archive_of(&file)], kept.at, &list, now)
        };
        let copied = tokio::task::spawn_blocking(copy).await.map_err(|cause| Error::internal("copying a file", cause))?;
        let ready = copied?;
        let put = PutInPlace { slug: slug.clone(), file: ready.file.clone(), archive: ready.archive.clone(), by: self.by };
        put.carry_out(env).await.inspect_err(|_| ready::discard(&ready))?;
        Ok(slug)
    }
}

/// Puts a kept file back. Answers with its account's slug.
pub async fn put_back(env: &Env, actor: &Actor, file: &str) -> Result<String> {
    see_through(env, PutBack { file: file.to_owned(), by: accounts::access(actor, "account.restore", &format!("file:{file}")) }).await
}

/// `before-restore-hanbit-20261123T040000Z.db` is hanbit's; an archive goes along with its account's file.
fn slug_of(kept: &Kept) -> Option<String> {
    let name = kept.file.strip_prefix("before-restore-")?.strip_suffix(".db")?;
    if name.ends_with(".archive") {
        return None;
    }
    name.rsplit_once('-').map(|(slug, _)| slug.to_owned())
}

fn archive_of(file: &Path) -> PathBuf {
    file.with_extension("archive.db")
}
