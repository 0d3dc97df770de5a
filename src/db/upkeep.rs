//! What keeps a file small: it is written anew where much of it is free.
//!
//! The planner gets no statistics. Every statement finds its index without them, which the tests see to; with them SQLite 3.40 puts all
//! leads into a Bloom filter before it lists the first fifty by score.

use rusqlite::Connection;

use crate::base::error::Result;

/// How full a file is, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    pub all: u64,
    /// Left behind by rows that were deleted; new rows fill them.
    pub free: u64,
    pub page_bytes: u64,
}

/// From this part of free pages on a file is written anew, and below so many it is not worth the trouble.
const FREE_PERCENT: u64 = 25;
const LEAST_PAGES: u64 = 256;

impl Pages {
    pub fn of(conn: &Connection) -> Result<Self> {
        let read = |pragma: &str| conn.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
        Ok(Self { all: read("page_count")?, free: read("freelist_count")?, page_bytes: read("page_size")? })
    }

    /// Is so much free that the file should be written anew?
    pub const fn are_loose(self) -> bool {
        self.all >= LEAST_PAGES && self.free * 100 >= self.all * FREE_PERCENT
    }

    /// What writing the file anew has to copy.
    pub const fn held_bytes(self) -> u64 {
        (self.all - self.free) * self.page_bytes
    }

    pub const fn free_bytes(self) -> u64 {
        self.free * self.page_bytes
    }
}

/// Writes the file anew, full page after full page. One transaction of the WAL: whatever kills the process, the file is the old or
/// the new one, and readers go on meanwhile. Must not run in a transaction.
///
/// The new content is gathered in a temporary file on disk: in memory it would be as large as the account.
pub fn write_anew(conn: &Connection) -> Result<()> {
    conn.execute_batch("PRAGMA temp_store = FILE")?;
    let written = conn.execute_batch("VACUUM");
    conn.execute_batch("PRAGMA temp_store = MEMORY")?;
    Ok(written?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_anew_where_a_quarter_is_free() {
        let pages = |all, free| Pages { all, free, page_bytes: 4_096 };
        assert!(pages(1_000, 250).are_loose() && !pages(1_000, 249).are_loose());
        assert!(!pages(200, 150).are_loose(), "a small file is left");
        assert_eq!((pages(1_000, 250).held_bytes(), pages(1_000, 250).free_bytes()), (3_072_000, 1_024_000));
    }
}
