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
    db::{Class, Held, Tx, swap::Swap},
    env::Env,
};

/// An account that is to be made.
pub struct Adoption {
    pub new: NewAccount,
    pub status: AccountStatus,
    /// The names under which its files wait.
    pub swap: Swap,
    /// What the access log says of it.
    pub by: Access,
}

/// Makes an account whose files are there: pending in the control file, then the files, then confirmed. `note` adds to the first of
/// these transactions, `last` comes right before the files get their names.
pub async fn adopt(
    env: &Env,
    adoption: Adoption,
    note: impl FnOnce(&Tx<'_>, AccountId) -> Result<()> + Send + 'static,
    last: impl FnOnce(&Held, AccountId) -> Result<()> + Send + 'static,
) -> Result<Account> {
    let Adoption { new, status, swap, by } = adoption;
    let slug = new.slug.as_str().to_owned();
    let pending = move |tx: &Tx<'_>| {
        let id = store::insert_pending(tx, &new, tx.now())?;
        store::access_log::append(tx, Some(id), None, &by, tx.now())?;
        note(tx, id)?;
        Ok(id)
    };
    let id = env.db.control().write(Class::Person, pending).await?;
    let put = move |held: &Held| {
        if !held.ask_control(move |conn| store::is_pending(conn, id))? {
            return Err(Error::NotFound);
        }
        last(held, id)?;
        held.swap(&swap)
    };
    if let Err(error) = env.db.while_closed(&slug, put).await {
        let give_up = move |tx: &Tx<'_>| if store::is_pending(tx, id)? { store::delete(tx, id) } else { Ok(()) };
        drop(env.db.control().write(Class::Person, give_up).await);
        return Err(error);
    }
    let (env_after, key) = (env.clone(), slug.clone());
    let confirm = move |tx: &Tx<'_>| {
        store::update(tx, id, &AccountChange { status: Some(status), ..AccountChange::default() })?;
        store::confirm(tx, id)?;
        tx.after_commit(move || env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &key));
        Ok(())
    };
    env.db.control().write(Class::Person, confirm).await?;
    find(env, &slug).await?.ok_or(Error::NotFound)
}

/// Takes an account out of the box again that was only there to be looked at. Its files go first: those that a crash would leave without
/// their account would be found by nobody, while the account can be let go once more.
pub async fn dismiss(env: &Env, account: &Account, by: Access) -> Result<()> {
    let (env_after, slug, id) = (env.clone(), account.slug.clone(), account.id);
    let work = move |held: &Held| {
        held.swap(&Swap { slug: slug.clone(), put: None, put_archive: None, keep_old: false })?;
        held.tell_control(move |tx| {
            store::delete(tx, id)?;
            store::access_log::append(tx, Some(id), None, &by, tx.now())?;
            tx.after_commit(move || {
                env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &slug);
                env_after.cache.drop_account(id);
            });
            Ok(())
        })
    };
    env.db.while_closed(&account.slug, work).await
}

/// Takes an account out of the list of a control file that nobody serves.
pub fn strike(conn: &rusqlite::Connection, id: AccountId) -> Result<()> {
    store::delete(conn, id)
}
