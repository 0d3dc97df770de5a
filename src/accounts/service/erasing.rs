//! Erasing an account: its files, with the copies that restores and upgrades have set aside, and all its rows in the agency's file.
//!
//! First it is noted who erases it and what it holds; from then on nobody finds it. Then its files go, and last its rows. The accounts
//! that show snapshots of it go the same way, each with its certificate. Whatever stops in between is taken up by [`finish`]. The access
//! log keeps what was done in the account, as the law asks; it names no customer.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    accounts::{
        model::{Account, Actor, ErasedAccount, Right},
        service::{ACCOUNTS, access, find, hosts},
        store::{
            access_log,
            erasing::{self as store, Holds, Stage},
        },
        texts,
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
    },
    cache::AGENCY,
    db::{Class, Held, swap::Swap, upgrade::kept},
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
    let (id, actor, env) = (account.id, actor.clone(), env.clone());
    let mut holds = HashMap::from([(id, holds_of(&env, slug).await?)]);
    for shown in env.db.control().read(move |conn| store::showing(conn, id)).await? {
        holds.insert(shown.id, holds_of(&env, &shown.slug).await?);
    }
    // On a task of its own: whoever asked may hang up.
    let work = tokio::spawn(async move {
        for id in note(&env, account, actor, holds).await? {
            let erased = get(&env, id).await?;
            if let Err(cause) = take_away_soon(&env, &erased).await {
                tracing::warn!(account.slug = erased.slug, %cause, "an erased account's files are deleted with the next round of upkeep");
            }
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

/// What an account holds. A file that can't be read is erased all the same, uncounted.
async fn holds_of(env: &Env, slug: &str) -> Result<Holds> {
    let looked = |cause| Error::internal("looking for an account's files", cause);
    let mut files = Vec::new();
    for path in files_of(env.db.data_dir(), slug).map_err(looked)? {
        files.push((name_of(&path), fs::metadata(&path).map_or(0, |file| file.len())));
    }
    let mut rows = Vec::new();
    // One that is only on its way has none.
    if files.iter().any(|(name, _)| *name == format!("{slug}.db")) {
        if let Ok(file) = env.db.account(slug).await {
            rows = file.read(store::count_rows).await.unwrap_or_default();
        }
        if let Ok(Some(archive)) = env.db.archive(slug).await {
            rows.extend(archive.read(store::count_rows).await.unwrap_or_default());
        }
    }
    Ok(Holds { rows, files })
}

/// Notes that an account is erased, and those that show snapshots of it. Answers with whom to erase.
async fn note(env: &Env, account: Account, actor: Actor, holds: HashMap<AccountId, Holds>) -> Result<Vec<AccountId>> {
    let env_after = env.clone();
    let note = move |tx: &crate::db::Tx<'_>| {
        let holds = |id: AccountId| holds.get(&id).cloned().unwrap_or_default();
        let mut erased = store::showing(tx, account.id)?;
        store::begin(tx, &account, &actor, &holds(account.id), tx.now())?;
        for shown in &erased {
            store::begin_shown(tx, shown, &actor, &holds(shown.id), tx.now())?;
        }
        erased.insert(0, account);
        for account in &erased {
            let entry = access(&actor, "account.erase", &format!("account:{}", account.slug));
            access_log::append(tx, Some(account.id), None, &entry, tx.now())?;
        }
        let ids = erased.iter().map(|account| account.id).collect();
        tx.after_commit(move || {
            for account in &erased {
                env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &account.slug);
                env_after.cache.drop_account(account.id);
            }
            hosts::forget(&env_after);
        });
        Ok(ids)
    };
    env.db.control().write(Class::Person, note).await
}

/// With a pause and another try, where a job reads the files from beside.
async fn take_away_soon(env: &Env, erased: &ErasedAccount) -> Result<()> {
    for _ in 1..TRIES {
        if take_away(env, erased).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(AGAIN).await;
    }
    take_away(env, erased).await
}

/// The list it comes from may be old: another round may have ended this erasure since, and a new account may have the slug.
async fn take_away(env: &Env, erased: &ErasedAccount) -> Result<()> {
    let (slug, id, env_after) = (erased.slug.clone(), erased.id, env.clone());
    let work = move |held: &Held| {
        let stage = held.ask_control(move |conn| store::stage(conn, id))?;
        if stage == Stage::Used {
            return Ok(());
        }
        if stage == Stage::Files {
            held.swap(&Swap { slug: slug.clone(), put: None, put_archive: None, keep_old: false })?;
            files_of(env_after.db.data_dir(), &slug)
                .and_then(|files| files.iter().try_for_each(fs::remove_file))
                .map_err(|cause| Error::internal("deleting an account's copies", cause))?;
        }
        held.tell_control(move |tx| {
            store::finish(tx, id, tx.now())?;
            tx.after_commit(move || {
                env_after.cache.drop_account(id);
                hosts::forget(&env_after);
            });
            Ok(())
        })
    };
    env.db.while_closed(&erased.slug, work).await
}

/// An account's files with their logs, and the copies of it that were set aside.
fn files_of(data_dir: &Path, slug: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(data_dir.join("accounts"))? {
        let path = entry?.path();
        let name = name_of(&path);
        let own = [".db", ".db-wal", ".db-shm"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or_default();
        let own = own.strip_suffix(".archive").unwrap_or(own);
        if own == slug || is_aside_of(own, slug) {
            files.push(path);
        }
    }
    files.extend(kept::files_of(data_dir, slug)?);
    files.sort_unstable();
    Ok(files)
}

/// Restores keep old files as `before-restore-<slug>-<time>`.
fn is_aside_of(name: &str, slug: &str) -> bool {
    name.strip_prefix("before-restore-").and_then(|rest| rest.rsplit_once('-')).is_some_and(|(of, _)| of == slug)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
