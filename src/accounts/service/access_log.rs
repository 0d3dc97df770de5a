//! Reading the access log, and checking that nobody has tampered with it.

use rusqlite::Connection;

use crate::{
    accounts::{
        access_log::{Chain, Entry, Filter, Verdict},
        model::Actor,
        service::log_agency_act,
        store::access_log as store,
    },
    base::{
        error::Result,
        page::{Cursor, MAX_SIZE, Page, PageRequest},
    },
    db::Class,
    env::Env,
};

/// Rows that are read at once while the chain is followed.
const BATCH: u32 = 2_000;
/// Rows of one file that is taken out; for more, the days have to be narrowed.
pub const EXPORTED: usize = 50_000;
/// Names and actions that the filters offer.
const OFFERED: u32 = 200;

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
    // Where it ends is asked first: rows that are added meanwhile stand behind it.
    let end = env.db.control().read(store::end).await?;
    let mut chain = Chain::default();
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
    let mut chain = Chain::default();
    loop {
        if let Some(verdict) = follow(conn, &mut chain, end)? {
            return Ok(verdict);
        }
    }
}

/// One batch further; the verdict once it is known.
fn follow(conn: &Connection, chain: &mut Chain, end: Option<(i64, [u8; 32])>) -> Result<Option<Verdict>> {
    let rows = store::after(conn, chain.last_id(), BATCH)?;
    let is_last = rows.len() < BATCH as usize;
    for (entry, stored) in &rows {
        if let Err(fault) = chain.follow(entry, *stored, end) {
            return Ok(Some(Verdict::Broken(fault)));
        }
    }
    Ok(is_last.then(|| chain.end(end)))
}
