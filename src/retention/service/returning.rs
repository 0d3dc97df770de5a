//! Files that come back, out of a snapshot or an export: who was erased since they were saved stays erased.

use rusqlite::Connection;

use crate::{
    accounts::{
        model::{Account, Actor},
        service::parcel::importing::{self, Arrived},
    },
    base::{
        error::Result,
        ids::{AccountId, CustomerId},
    },
    customers::service::{self as customers, erasing::Known},
    db::{
        Held, open, server_key,
        shred::{self, shredding},
        upkeep,
    },
    env::Env,
    interactions::service as interactions,
    retention::{
        erasure::{ErasureList, Who},
        service::persons::{KEY, take_out},
        store::erasures as store,
    },
};

/// The persons who were erased from an account, and from the one whose snapshot it shows, to hold a restored file of it against.
pub async fn list_of(env: &Env, account: AccountId) -> Result<ErasureList> {
    env.db.control().read(move |conn| list_in(conn, account)).await
}

/// The same out of a control file that nobody serves.
pub fn list_in(control: &Connection, account: AccountId) -> Result<ErasureList> {
    let marks = store::marks(control, account)?;
    // Without anybody there may be no key yet.
    let key = if marks.is_empty() { [0; 64] } else { server_key::get(control, KEY)? };
    let own = ErasureList::new(key, account, marks);
    // An account that shows a snapshot is younger than the one it came from, so this comes to an end.
    match store::shown_of(control, account)?.filter(|of| *of < account) {
        Some(of) => Ok(own.with(list_in(control, of)?)),
        None => Ok(own),
    }
}

/// Erases again who was erased since a file was saved, in that file and the archive that belongs to it, before anybody is served from
/// them: both are connections that nobody else has. Answers with who that was.
pub fn erase_again(file: &Connection, archive: Option<&Connection>, list: &ErasureList) -> Result<Vec<CustomerId>> {
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    customers::erasing::each(file, |known| {
        if list.names(&who_is(&known)) {
            found.push(known.id);
        }
        Ok(())
    })?;
    if found.is_empty() {
        return Ok(found);
    }
    // The archive first: what is gone from the file can't be found in the archive any more.
    let leads = found.iter().map(|id| customers::erasing::leads_of(file, *id)).collect::<Result<Vec<_>>>()?.concat();
    if let Some(archive) = archive {
        let instant = archive.unchecked_transaction()?;
        shredding(&instant, |archive| interactions::erasing::erase_archived(archive, &leads))?;
        instant.commit()?;
    }
    let instant = file.unchecked_transaction()?;
    shredding(&instant, |file| found.iter().try_for_each(|id| take_out(file, *id).map(drop)))?;
    instant.commit()?;
    Ok(found)
}

/// Lets an account in that has arrived as a file. Answers with how many persons were erased from it again.
pub async fn admit(env: &Env, actor: &Actor, arrived: Arrived) -> Result<(Account, usize)> {
    let again = match arrived.own_origin(env) {
        None => 0,
        Some(origin) => {
            let list = list_of(env, origin).await?;
            arrived.with_files(|file, archive| erase_again(file, archive, &list))?.len()
        }
    };
    Ok((importing::admit(env, actor, arrived).await?, again))
}

/// Erases who was erased from an account in those that show snapshots of it, too. One whose file has yet to come is looked through by
/// whoever brings it, once more and after this.
pub async fn erase_where_shown(env: &Env, account: AccountId) -> Result<()> {
    for (id, slug) in env.db.control().read(move |conn| store::showing(conn, account)).await? {
        let work = move |held: &Held| {
            let [file, archive] = held.files();
            if !file.exists() {
                return Ok(());
            }
            let list = held.ask_control(move |conn| list_in(conn, id))?;
            let file = open::writer(&file)?;
            let archive = if archive.exists() { Some(open::writer(&archive)?) } else { None };
            erase_and_tidy(&file, archive.as_ref(), &list).map(drop)
        };
        env.db.while_closed(&slug, work).await?;
    }
    Ok(())
}

/// The same as [`erase_again`], and leaves no trace in files from which it has taken somebody: they are written anew.
pub fn erase_and_tidy(file: &Connection, archive: Option<&Connection>, list: &ErasureList) -> Result<Vec<CustomerId>> {
    let found = erase_again(file, archive, list)?;
    if !found.is_empty() {
        for conn in archive.into_iter().chain([file]) {
            upkeep::write_anew(conn)?;
            shred::empty_log(conn)?;
        }
    }
    Ok(found)
}

fn who_is(known: &Known) -> Who<'_> {
    Who { customer: known.id, since: known.since, email: known.email.as_ref(), phone: known.phone.as_ref() }
}
