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

/// Old answers that one transaction deletes: whoever waits for it is a person.
const DELETED_AT_ONCE: u32 = 1_000;

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
    forget_old(conn, now)?;
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
    forget_old(conn, now)?;
    conn.prepare_cached("INSERT OR REPLACE INTO idempotency (key_hash, body_hash, status, body, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![key.request, key.body, answer.status, answer.body, now])?;
    Ok(())
}

/// Deletes a slice of what is over a day old. Says how many there were: 0 when nothing is left.
pub fn forget_old(conn: &Connection, now: Timestamp) -> Result<usize> {
    let deleted = conn
        .prepare_cached("DELETE FROM idempotency WHERE key_hash IN (SELECT key_hash FROM idempotency WHERE at <= ?1 LIMIT ?2)")?
        .execute(params![now.plus_ms(-DAY_MS), DELETED_AT_ONCE])?;
    Ok(deleted)
}

/// Takes the text out of kept answers of which `is_meant` says so: whoever asks again is told that the answer was lost. Says how many.
pub fn forget_answers(conn: &Connection, is_meant: impl Fn(&[u8]) -> bool) -> Result<usize> {
    let mut statement = conn.prepare_cached(
        "SELECT key_hash, body FROM idempotency /* whole table: once for a person who is erased; answers go after a day */ WHERE status <> 0",
    )?;
    let mut rows = statement.query([])?;
    let mut meant: Vec<[u8; 32]> = Vec::new();
    while let Some(row) = rows.next()? {
        if is_meant(row.get_ref(1)?.as_blob().unwrap_or_default()) {
            meant.push(row.get(0)?);
        }
    }
    let mut blank = conn.prepare_cached("UPDATE idempotency SET status = 0, body = x'' WHERE key_hash = ?1")?;
    meant.iter().try_fold(0, |sum, key| Ok(sum + blank.execute([key])?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::Schema;

    #[test]
    fn old_answers_go_in_slices() {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        let now = Timestamp(5 * DAY_MS);
        conn.execute(
            "INSERT INTO idempotency WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
             SELECT CAST(i AS BLOB), x'', 200, x'', ?1 FROM n",
            [now.plus_ms(-DAY_MS)],
        )
        .expect("filled");
        let key = Key { request: [7; 32], body: [0; 32] };
        begin(&conn, key, now).expect("noted");
        let gone: Vec<_> = (0..3).map(|_| forget_old(&conn, now).expect("deleted")).collect();
        assert_eq!(gone, [1_000, 500, 0]);
        begin(&conn, key, now).expect_err("it is still there");
    }
}
