//! Putting back what was there before a restore, as long as it is kept.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::{Access, Actor},
        service::{
            self as accounts,
            errand::{AgencyErrand, send},
        },
    },
    backups::{
        restore::needed_bytes,
        service::restore::{
            kept::{self, Kept},
            place::PutInPlace,
            ready,
        },
        texts::restore as texts,
    },
    base::error::{Error, Result},
    db::swap,
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
        let copy = move || -> Result<(PathBuf, Option<PathBuf>)> {
            let from = data_dir.join("accounts").join(&kept.file);
            let from_archive = archive_of(&from);
            let size = |path: &Path| path.metadata().map_or(0, |file| file.len());
            ready::check_room(&data_dir, needed_bytes(size(&from) + size(&from_archive), 0))?;
            let put = swap::incoming(&data_dir, &account.slug, "", now);
            let put_archive = from_archive.exists().then(|| swap::incoming(&data_dir, &account.slug, "-archive", now));
            let copied = |from: &Path, to: &Path| std::fs::copy(from, to).map_err(|cause| Error::internal("copying a file", cause));
            copied(&from, &put)?;
            if let Some(put_archive) = &put_archive {
                copied(&from_archive, put_archive)?;
            }
            ready::dress(&put, put_archive.as_deref(), &list, now)?;
            Ok((put, put_archive))
        };
        let copied = tokio::task::spawn_blocking(copy).await.map_err(|cause| Error::internal("copying a file", cause))?;
        let (file, archive) = copied?;
        PutInPlace { slug: slug.clone(), file, archive, by: self.by }.carry_out(env).await?;
        Ok(slug)
    }
}

/// Puts a kept file back. Answers with its account's slug.
pub async fn put_back(env: &Env, actor: &Actor, file: &str) -> Result<String> {
    send(env, PutBack { file: file.to_owned(), by: accounts::access(actor, "account.restore", &format!("file:{file}")) }).await
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
