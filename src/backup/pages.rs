//! A database file as a stream of its pages, as of one instant, whoever writes meanwhile.
//!
//! One read transaction sees the file and its WAL together, so the stream is what the file would be after a checkpoint of that
//! instant: the page with the header comes from the same snapshot as the rest.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, config::DbConfig};

use crate::{backup::fault::Why, db::open::FLAGS};

/// Pages that are fetched at once.
const BATCH: u32 = 64;
const PATIENCE: Duration = Duration::from_secs(5);

/// The pages of a file, from the first to the last, and the transaction that holds them still.
pub struct Pages {
    conn: Connection,
    page_size: usize,
    count: u32,
    next: u32,
    buffer: Vec<u8>,
    taken: usize,
}

/// What a database held at that instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Its `user_version`.
    pub schema: i64,
    pub rows: BTreeMap<String, i64>,
}

impl Pages {
    /// Opens the file beside its owner; the instant is now.
    pub fn open(path: &Path) -> Result<Self, Why> {
        match std::fs::metadata(path) {
            Err(cause) => return Err(Why::of_io(&cause)),
            Ok(file) if !file.is_file() => return Err(Why::Unreadable("it is no file".to_owned())),
            Ok(_) => {}
        }
        let pages = Self::begin(path).map_err(|cause| Why::of_database(path, &cause))?;
        if pages.count == 0 { Err(Why::Empty) } else { Ok(pages) }
    }

    pub fn length(&self) -> u64 {
        u64::from(self.count) * self.page_size as u64
    }

    /// Checks the structure and counts the rows of every table, in the stream's transaction.
    pub fn contents(&self, path: &Path) -> Result<Contents, Why> {
        let (verdict, contents) = self.look().map_err(|cause| Why::of_database(path, &cause))?;
        if verdict == "ok" { Ok(contents) } else { Err(Why::Damaged(verdict)) }
    }

    fn begin(path: &Path) -> rusqlite::Result<Self> {
        let conn = Connection::open_with_flags(path, FLAGS)?;
        conn.busy_timeout(PATIENCE)?;
        // Reading leaves a file as it is, also where nobody else has it open.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        conn.pragma_update(None, "cache_size", -2000)?;
        conn.pragma_update(None, "mmap_size", 0)?;
        conn.pragma_update(None, "trusted_schema", false)?;
        conn.pragma_update(None, "query_only", true)?;
        conn.execute_batch("BEGIN")?;
        // The first read opens the transaction; from here on the file stands still for us.
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        let page_size: u32 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let count = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
        Ok(Self { conn, page_size: page_size as usize, count, next: 1, buffer: Vec::new(), taken: 0 })
    }

    fn look(&self) -> rusqlite::Result<(String, Contents)> {
        let verdict = self.conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        let schema = self.conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let mut tables = self.conn.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )?;
        let names = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let mut rows = BTreeMap::new();
        for name in names {
            let count = format!("SELECT count(*) FROM \"{}\" /* whole table: counted at night */", name.replace('"', "\"\""));
            rows.insert(name, self.conn.query_row(&count, [], |row| row.get(0))?);
        }
        Ok((verdict, Contents { schema, rows }))
    }

    fn fetch(&mut self) -> rusqlite::Result<()> {
        self.buffer.clear();
        self.taken = 0;
        let last = self.count.min(self.next.saturating_add(BATCH - 1));
        let mut page = self.conn.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?;
        for number in self.next..=last {
            page.query_row([number], |row| {
                self.buffer.extend_from_slice(row.get_ref(0)?.as_blob()?);
                Ok(())
            })?;
        }
        self.next = last + 1;
        Ok(())
    }
}

impl Read for Pages {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.buffer.len() {
            if self.next > self.count {
                return Ok(0);
            }
            self.fetch().map_err(io::Error::other)?;
        }
        let read = (&self.buffer[self.taken..]).read(into)?;
        self.taken += read;
        Ok(read)
    }
}
