//! Deleting so that what was deleted can't be read from the file any more.
//!
//! SQLite leaves deleted rows where they were until something else needs the room. With `secure_delete` it writes zeros over them
//! (<https://sqlite.org/pragma.html#pragma_secure_delete>). Copies that moved with a page's rows long before stay, until the file is
//! written anew; and so does what the write-ahead log holds, until it is emptied.

use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::{base::error::Result, db::open};

/// How often the log is tried to be emptied: all writes to the file wait meanwhile.
const TRIES: u32 = 10;
const AGAIN: Duration = Duration::from_millis(30);

/// Does something in a transaction whose deletions are overwritten.
pub fn shredding<T>(conn: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    set(conn, true)?;
    let outcome = work(conn);
    set(conn, false)?;
    outcome
}

/// Moves the whole write-ahead log into the file and empties it. Says whether that was done: not while somebody reads on and on from it.
pub fn empty_log(conn: &Connection) -> Result<bool> {
    conn.busy_timeout(Duration::ZERO)?;
    let mut emptied = truncate(conn)?;
    for _ in 1..TRIES {
        if emptied {
            break;
        }
        std::thread::sleep(AGAIN);
        emptied = truncate(conn)?;
    }
    conn.busy_timeout(open::BUSY)?;
    Ok(emptied)
}

fn truncate(conn: &Connection) -> Result<bool> {
    match conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)) {
        Ok(busy) => Ok(busy == 0),
        // Somebody else's checkpoint is under way.
        Err(rusqlite::Error::SqliteFailure(failure, _)) if matches!(failure.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Ok(false)
        }
        Err(cause) => Err(cause.into()),
    }
}

fn set(conn: &Connection, on: bool) -> Result<()> {
    // It answers with a row.
    conn.pragma_update_and_check(None, "secure_delete", on, |_| Ok(()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shredded_is_not_in_the_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("t.db");
        let conn = crate::db::open::create(&path).expect("created");
        conn.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT) STRICT; CREATE INDEX i ON t (text)").expect("a table");
        let long = "김민감".repeat(2_000);
        for text in ["hong@example.com", long.as_str(), "other"] {
            conn.execute("INSERT INTO t (text) VALUES (?1)", [text]).expect("written");
        }
        shredding(&conn, |conn| Ok(conn.execute("DELETE FROM t WHERE n <= 2", [])?)).expect("deleted");
        assert!(empty_log(&conn).expect("emptied"));
        let holds = |needle: &str| {
            [path.clone(), crate::db::writer::wal_path(&path)]
                .iter()
                .filter_map(|path| std::fs::read(path).ok())
                .any(|bytes| memchr::memmem::find(&bytes, needle.as_bytes()).is_some())
        };
        assert_eq!((holds("hong@example.com"), holds("김민감"), holds("other")), (false, false, true));
    }
}
