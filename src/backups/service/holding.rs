//! Which snapshots hold an account that was erased, and until when.

use crate::{
    accounts::model::{ErasedAccount, Holding},
    backups::service::{facts::snapshots, settings::settings, store},
    base::{error::Result, time::DAY_MS},
    env::Env,
};

/// Snapshots, here or off-site, that were taken of an account while it was there, the last one first.
pub async fn holding(env: &Env, erased: &ErasedAccount) -> Result<Vec<Holding>> {
    let here = settings(env).await?.keep_days;
    let away = store(env).await?.map(|stored| stored.offsite.keep_days);
    let of_account = |known: &crate::backups::model::Known| {
        known.snapshot.files.iter().any(|file| file.slug() == Some(&erased.slug) && (erased.created_at..=erased.at).contains(&file.at))
    };
    let known = snapshots(env).await?;
    Ok(known
        .into_iter()
        .filter(of_account)
        .map(|known| {
            let local = known.local_id.as_ref().map(|_| here);
            let copied = known.copy_id.as_ref().and(away);
            let days = local.max(copied).unwrap_or(here);
            let at = known.snapshot.at;
            Holding { snapshot: known.id().chars().take(8).collect(), at, expires_at: at.plus_ms(i64::from(days) * DAY_MS) }
        })
        .collect())
}
