//! Answers that are given again: a POST with the same `Idempotency-Key` within 24 hours is carried out once.
//!
//! The key is noted in the transaction that does the work, the answer after it. Where the answer is missing, the process died
//! between the two: the work stands, and whoever asks again is told so instead of getting it done twice.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::base::{
    error::{Error, Result},
    lang::{Text, text},
    time::{DAY_MS, Timestamp},
};

/// A request as the key sees it: hashes of who asks what under which key, and of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub request: [u8; 32],
    pub body: [u8; 32],
}

/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

const ANSWER_LOST: Text = text(
    "이 요청은 이미 처리되었지만 답을 보내지 못했습니다. 목록에서 결과를 확인해 주세요.",
    "This request was carried out, but its answer was lost. Look at the list for its result.",
);
const OTHER_BODY: Text =
    text("같은 Idempotency-Key를 다른 내용에 썼습니다. 새 키를 쓰세요.", "This Idempotency-Key was used with another body. Use a new key.");

/// What was answered under this key; absent when it is new.
pub fn find(conn: &Connection, key: Key, now: Timestamp) -> Result<Option<Answer>> {
    let kept = conn
        .prepare_cached("SELECT body_hash, status, body FROM idempotency WHERE key_hash = ?1 AND at > ?2")?
        .query_row(params![key.request, now.plus_ms(-DAY_MS)], |row| {
            Ok((row.get::<_, [u8; 32]>(0)?, Answer { status: row.get(1)?, body: row.get(2)? }))
        })
        .optional()?;
    match kept {
        None => Ok(None),
        Some((body, _)) if body != key.body => Err(Error::field("Idempotency-Key", OTHER_BODY)),
        Some((_, answer)) if answer.status == 0 => Err(Error::conflict("Idempotency-Key", ANSWER_LOST)),
        Some((_, answer)) => Ok(Some(answer)),
    }
}

/// Notes a key in the transaction that does the work; a key that is there already is a conflict.
pub fn begin(conn: &Connection, key: Key, now: Timestamp) -> Result<()> {
    conn.prepare_cached("DELETE FROM idempotency WHERE at <= ?1")?.execute([now.plus_ms(-DAY_MS)])?;
    let added = conn
        .prepare_cached("INSERT OR IGNORE INTO idempotency (key_hash, body_hash, status, body, at) VALUES (?1, ?2, 0, x'', ?3)")?
        .execute(params![key.request, key.body, now])?;
    if added == 0 { Err(Error::conflict("Idempotency-Key", ANSWER_LOST)) } else { Ok(()) }
}

/// Keeps the answer of a request that was carried out.
pub fn finish(conn: &Connection, key: Key, answer: &Answer) -> Result<()> {
    conn.prepare_cached("UPDATE idempotency SET status = ?2, body = ?3 WHERE key_hash = ?1")?.execute(params![
        key.request,
        answer.status,
        answer.body
    ])?;
    Ok(())
}

/// Notes a key together with its answer, where the work did not note the key itself.
pub fn keep(conn: &Connection, key: Key, answer: &Answer, now: Timestamp) -> Result<()> {
    conn.prepare_cached("DELETE FROM idempotency WHERE at <= ?1")?.execute([now.plus_ms(-DAY_MS)])?;
    conn.prepare_cached("INSERT OR REPLACE INTO idempotency (key_hash, body_hash, status, body, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![key.request, key.body, answer.status, answer.body, now])?;
    Ok(())
}

/// Deletes what is over a day old. Says how many there were.
pub fn forget_old(conn: &Connection, now: Timestamp) -> Result<usize> {
    Ok(conn.prepare_cached("DELETE FROM idempotency WHERE at <= ?1")?.execute([now.plus_ms(-DAY_MS)])?)
}
