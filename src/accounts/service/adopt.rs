//! An account made of files that are there already, and its going.

use crate::{
    accounts::{
        model::{Access, Account, AccountChange, AccountStatus, NewAccount},
        service::{ACCOUNTS, find},
        store,
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
    },
    cache::AGENCY,
    db::{Class, swap::Swap},
    env::Env,
};

/// Makes an account whose files wait under the names that `swap` tells: pending in the control file, then the files, then confirmed.
/// `by` is what the access log says of it.
pub async fn adopt(env: &Env, new: NewAccount, status: AccountStatus, swap: Swap, by: Access) -> Result<Account> {
    let slug = new.slug.as_str().to_owned();
    let pending = move |tx: &crate::db::Tx<'_>| {
        let id = store::insert_pending(tx, &new, tx.now())?;
        store::access_log::append(tx, Some(id), None, &by, tx.now())?;
        Ok(id)
    };
    let id = env.db.control().write(Class::Person, pending).await?;
    env.db.swap(swap).await?;
    let (env_after, key) = (env.clone(), slug.clone());
    let confirm = move |tx: &crate::db::Tx<'_>| {
        store::update(tx, id, &AccountChange { status: Some(status), ..AccountChange::default() })?;
        store::confirm(tx, id)?;
        tx.after_commit(move || env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &key));
        Ok(())
    };
    env.db.control().write(Class::Person, confirm).await?;
    find(env, &slug).await?.ok_or(Error::NotFound)
}

/// Takes an account out of the box again that was only there to be looked at: first nobody finds it, then its files go.
pub async fn dismiss(env: &Env, account: &Account, by: Access) -> Result<()> {
    let (env_after, key, id) = (env.clone(), account.slug.clone(), account.id);
    let work = move |tx: &crate::db::Tx<'_>| {
        store::delete(tx, id)?;
        store::access_log::append(tx, Some(id), None, &by, tx.now())?;
        tx.after_commit(move || {
            env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &key);
            env_after.cache.drop_account(id);
        });
        Ok(())
    };
    env.db.control().write(Class::Person, work).await?;
    env.db.swap(Swap { slug: account.slug.clone(), put: None, put_archive: None, keep_old: false }).await?;
    Ok(())
}

/// Takes an account out of the list of a control file that nobody serves.
pub fn strike(conn: &rusqlite::Connection, id: AccountId) -> Result<()> {
    store::delete(conn, id)
}
