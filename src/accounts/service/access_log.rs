//! Reading the access log, and checking that nobody has tampered with it.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        access_log::{Chain, Entry, Fault, Filter, Hash, Verdict},
        model::{Access, Actor},
        service::{
            access,
            errand::{AgencyErrand, send},
            find, log_agency_act,
        },
        store::access_log as store,
    },
    base::{
        error::{Error, Result},
        page::{Cursor, MAX_SIZE, Page, PageRequest},
        time::Timestamp,
    },
    db::Class,
    env::Env,
};

/// Rows that are read at once while the chain is followed.
const BATCH: u32 = 2_000;
/// Old rows that one transaction deletes: some 30 ms of the writer.
const DELETED_AT_ONCE: u32 = 1_000;
/// Rows of one file that is taken out; for more, the days have to be narrowed.
pub const EXPORTED: usize = 50_000;
/// Names and actions that the filters offer.
const OFFERED: u32 = 200;

/// Notes in the access log what somebody took out of an account, from a process beside its owner too.
#[derive(Debug, Serialize, Deserialize)]
pub struct NoteAccess {
    slug: String,
    access: Access,
}

impl AgencyErrand for NoteAccess {
    const NAME: &'static str = "accounts.note_access";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let account = find(env, &self.slug).await?.ok_or(Error::NotFound)?;
        let note = move |tx: &crate::db::Tx<'_>| store::append(tx, Some(account.id), None, &self.access, tx.now());
        env.db.control().write(Class::Person, note).await
    }
}

/// Notes it, here or by the owner.
pub async fn note(env: &Env, actor: &Actor, slug: &str, action: &str, subject: &str) -> Result<()> {
    send(env, NoteAccess { slug: slug.to_owned(), access: access(actor, action, subject) }).await
}

/// One page of the rows asked for, the newest first. Its total is not counted.
pub async fn list(env: &Env, filter: Filter, request: PageRequest) -> Result<Page<Entry>> {
    env.db.control().read(move |conn| store::list(conn, &filter, &request)).await
}

/// Who stands in the log, and what they did: for its filters.
pub async fn choices(env: &Env) -> Result<(Vec<(String, String)>, Vec<String>)> {
    env.db.control().read(|conn| Ok((store::actors(conn, OFFERED)?, store::actions(conn, OFFERED)?))).await
}

/// The rows asked for, to be taken out as a file: at most [`EXPORTED`]. That they were is noted.
pub async fn export(env: &Env, actor: &Actor, filter: Filter) -> Result<Vec<Entry>> {
    let actor = actor.clone();
    env.db.control().write(Class::Person, move |tx| log_agency_act(tx, &actor, "access_log.export", "access_log")).await?;
    let mut rows = Vec::new();
    let mut request = PageRequest { size: MAX_SIZE, ..PageRequest::default() };
    loop {
        let page = list(env, filter.clone(), request.clone()).await?;
        rows.extend(page.data);
        let Some(next) = page.page.next.filter(|_| rows.len() < EXPORTED) else { return Ok(rows) };
        request.cursor = Some(Cursor::parse(&next)?);
    }
}

/// Follows the whole chain, in batches between which others read.
pub async fn verify(env: &Env) -> Result<Verdict> {
    loop {
        // Where it ends is asked first: rows that are added meanwhile stand behind it.
        let (start, end) = env.db.control().read(|conn| Ok((store::start(conn)?, store::end(conn)?))).await?;
        let verdict = follow_all(env, Chain::behind(start, end), end).await?;
        // Old rows may have gone meanwhile.
        if matches!(verdict, Verdict::Whole { .. }) || env.db.control().read(store::start).await? == start {
            return Ok(verdict);
        }
    }
}

async fn follow_all(env: &Env, mut chain: Chain, end: Option<(i64, Hash)>) -> Result<Verdict> {
    loop {
        let (followed, outcome) = env
            .db
            .control()
            .read(move |conn| {
                let mut chain = chain;
                let outcome = follow(conn, &mut chain, end)?;
                Ok((chain, outcome))
            })
            .await?;
        if let Some(verdict) = outcome {
            return Ok(verdict);
        }
        chain = followed;
    }
}

/// The same on one connection, for whoever looks at the file from outside.
pub fn verify_file(conn: &Connection) -> Result<Verdict> {
    let end = store::end(conn)?;
    let mut chain = Chain::behind(store::start(conn)?, end);
    loop {
        if let Some(verdict) = follow(conn, &mut chain, end)? {
            return Ok(verdict);
        }
    }
}

/// How many rows are from before an instant.
pub async fn count_before(env: &Env, before: Timestamp) -> Result<i64> {
    env.db.control().read(move |conn| store::count_before(conn, before)).await
}

/// Deletes a slice of the oldest rows, as far as they are from before an instant, and notes that it did. The rest is still proved, from
/// where it begins. Rows that are not what was written stay, and the fault is told. Call it again until it says 0.
pub async fn forget(env: &Env, before: Timestamp) -> Result<std::result::Result<usize, Fault>> {
    env.db
        .control()
        .write(Class::Batch, move |tx| {
            let (start, end) = (store::start(tx)?, store::end(tx)?);
            let mut chain = Chain::behind(start, end);
            let rows = store::after(tx, chain.last_id(), DELETED_AT_ONCE)?;
            let old: Vec<_> = rows.iter().take_while(|(entry, _)| entry.at < before).collect();
            for (entry, stored) in &old {
                if let Err(fault) = chain.follow(entry, *stored, end) {
                    return Ok(Err(fault));
                }
            }
            if !old.is_empty() {
                store::delete_up_to(tx, chain.last_id(), chain.hash())?;
                log_agency_act(tx, &Actor::product(), "access_log.delete", &format!("access_log:{}", chain.last_id()))?;
            }
            Ok(Ok(old.len()))
        })
        .await
}

/// One batch further; the verdict once it is known.
fn follow(conn: &Connection, chain: &mut Chain, end: Option<(i64, Hash)>) -> Result<Option<Verdict>> {
    let rows = store::after(conn, chain.last_id(), BATCH)?;
    let is_last = rows.len() < BATCH as usize;
    for (entry, stored) in &rows {
        if let Err(fault) = chain.follow(entry, *stored, end) {
            return Ok(Some(Verdict::Broken(fault)));
        }
    }
    Ok(is_last.then(|| chain.end(end)))
}
