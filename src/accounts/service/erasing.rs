//! Erasing an account: its files, with the copies that restores and upgrades have set aside, and all its rows in the agency's file.
//!
//! First it is noted who erases it and what it holds; from then on nobody finds it. Then its files go, and last its rows. Whatever stops
//! in between is taken up by [`finish`]. The access log keeps what was done in the account, as the law asks; it names no customer.

use std::{fs, io, path::PathBuf, time::Duration};

use crate::{
    accounts::{
        model::{Actor, ErasedAccount, Right},
        service::{ACCOUNTS, access, find, hosts},
        store::{access_log, erasing as store},
        texts,
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
    },
    cache::AGENCY,
    db::{Class, swap::Swap, upgrade::kept},
    env::Env,
};

/// How often and how long a job is waited for that reads the account's file from beside.
const TRIES: u32 = 3;
const AGAIN: Duration = Duration::from_millis(500);

/// Erases an account for good. Only snapshots hold it after that, until their time is over.
pub async fn erase(env: &Env, actor: &Actor, slug: &str) -> Result<ErasedAccount> {
    if !actor.may(Right::Erase) {
        return Err(Error::Forbidden(texts::ERASE_FOR_OWNERS.into()));
    }
    let account = find(env, slug).await?.ok_or(Error::NotFound)?;
    // A file that can't be read is erased all the same, uncounted.
    let mut rows = match env.db.account(slug).await {
        Ok(file) => file.read(store::count_rows).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    if let Ok(Some(archive)) = env.db.archive(slug).await {
        rows.extend(archive.read(store::count_rows).await.unwrap_or_default());
    }
    let files = files_of(env, slug).map_err(|cause| Error::internal("looking for an account's files", cause))?;
    let files: Vec<(String, u64)> = files.iter().map(|path| (name_of(path), fs::metadata(path).map_or(0, |file| file.len()))).collect();
    let (id, actor, env) = (account.id, actor.clone(), env.clone());
    // On a task of its own: whoever asked may hang up.
    let work = tokio::spawn(async move {
        let (env_after, slug) = (env.clone(), account.slug.clone());
        let entry = access(&actor, "account.erase", &format!("account:{slug}"));
        let note = move |tx: &crate::db::Tx<'_>| {
            store::begin(tx, &account, &actor, &rows, &files, tx.now())?;
            access_log::append(tx, Some(id), None, &entry, tx.now())?;
            tx.after_commit(move || {
                env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &account.slug);
                env_after.cache.drop_account(account.id);
                hosts::forget(&env_after);
            });
            Ok(())
        };
        env.db.control().write(Class::Person, note).await?;
        let erased = get(&env, id).await?;
        for _ in 1..TRIES {
            if take_away(&env, &erased).await.is_ok() {
                return get(&env, id).await;
            }
            tokio::time::sleep(AGAIN).await;
        }
        if let Err(cause) = take_away(&env, &erased).await {
            tracing::warn!(account.slug = erased.slug, %cause, "an erased account's files are deleted with the next round of upkeep");
        }
        get(&env, id).await
    });
    work.await.map_err(|cause| Error::internal("erasing an account", cause))?
}

/// Takes erasures to their end that a fault or a crash has cut short. Answers with how many.
pub async fn finish(env: &Env) -> Result<usize> {
    let mut finished = 0;
    for erased in env.db.control().read(store::open).await? {
        match take_away(env, &erased).await {
            Ok(()) => finished += 1,
            Err(cause) => tracing::warn!(account.slug = erased.slug, %cause, "an erased account's files are deleted later"),
        }
    }
    Ok(finished)
}

/// The accounts that were erased, the last one first.
pub async fn list(env: &Env) -> Result<Vec<ErasedAccount>> {
    env.db.control().read(store::list).await
}

/// An erased account.
pub async fn get(env: &Env, id: AccountId) -> Result<ErasedAccount> {
    env.db.control().read(move |conn| store::find(conn, id)?.ok_or(Error::NotFound)).await
}

async fn take_away(env: &Env, erased: &ErasedAccount) -> Result<()> {
    let (slug, id) = (erased.slug.clone(), erased.id);
    env.db.swap(Swap { slug: slug.clone(), put: None, put_archive: None, keep_old: false }).await?;
    let env_of_files = env.clone();
    tokio::task::spawn_blocking(move || files_of(&env_of_files, &slug)?.iter().try_for_each(fs::remove_file))
        .await
        .map_err(|cause| Error::internal("deleting an account's copies", cause))?
        .map_err(|cause| Error::internal("deleting an account's copies", cause))?;
    let env_after = env.clone();
    let end = move |tx: &crate::db::Tx<'_>| {
        store::finish(tx, id, tx.now())?;
        tx.after_commit(move || {
            env_after.cache.drop_account(id);
            hosts::forget(&env_after);
        });
        Ok(())
    };
    env.db.control().write(Class::Person, end).await
}

/// An account's files with their logs, and the copies of it that were set aside.
fn files_of(env: &Env, slug: &str) -> io::Result<Vec<PathBuf>> {
    let folder = env.db.data_dir().join("accounts");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = name_of(&path);
        let own = [".db", ".db-wal", ".db-shm"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or_default();
        let own = own.strip_suffix(".archive").unwrap_or(own);
        if own == slug || is_aside_of(own, slug) {
            files.push(path);
        }
    }
    files.extend(kept::files_of(env.db.data_dir(), slug)?);
    files.sort_unstable();
    Ok(files)
}

/// Restores keep old files as `before-restore-<slug>-<time>`.
fn is_aside_of(name: &str, slug: &str) -> bool {
    name.strip_prefix("before-restore-").and_then(|rest| rest.rsplit_once('-')).is_some_and(|(of, _)| of == slug)
}

fn name_of(path: &std::path::Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
