//! Directories as an older version left them: the tables come from the migrations of then, the rows from `tests/fixtures/upgrade`, which
//! are those of a demo agency.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use dangol::db::migrate::Schema;
use rusqlite::Connection;

/// Migrations that both kinds of files had.
pub const STEPS: usize = 5;
/// The account whose rows the fixture holds.
pub const SLUG: &str = "hanbit";

const CONTROL: &str = include_str!("../../fixtures/upgrade/control-0005.sql");
const ACCOUNT: &str = include_str!("../../fixtures/upgrade/account-0005.sql");

/// Leaves an old directory with so many accounts in place of whatever is there. Says where their files are, the agency's own first.
pub fn leave(directory: &Path, accounts: usize) -> Vec<PathBuf> {
    for folder in [directory.to_owned(), directory.join("accounts")] {
        for entry in fs::read_dir(&folder).expect("listed") {
            let path = entry.expect("one").path();
            if path.to_string_lossy().contains(".db") {
                fs::remove_file(path).expect("removed");
            }
        }
    }
    let control = directory.join("control.db");
    let conn = make(&control, Schema::Control, CONTROL);
    conn.execute("DELETE FROM account WHERE slug <> ?1", [SLUG]).expect("deleted");
    for number in 1..accounts {
        let sql = "INSERT INTO account (slug, name, status, ready, time_zone, locale, created_at)
                   SELECT ?1, ?1, status, ready, time_zone, locale, created_at FROM account WHERE slug = ?2";
        conn.execute(sql, (slug(number), SLUG)).expect("added");
    }
    drop(conn);
    let first = file(directory, SLUG);
    drop(make(&first, Schema::Account, ACCOUNT));
    let mut files = vec![control, first.clone()];
    for number in 1..accounts {
        let path = file(directory, &slug(number));
        fs::copy(&first, &path).expect("copied");
        files.push(path);
    }
    files
}

/// The further accounts' names.
pub fn slug(number: usize) -> String {
    format!("client-{number:02}")
}

/// An account's file.
pub fn file(directory: &Path, slug: &str) -> PathBuf {
    directory.join(format!("accounts/{slug}.db"))
}

/// Rows that the tenth migration adds up, and can't: their sum is no number that fits.
pub fn spoil(directory: &Path, slug: &str) {
    let conn = Connection::open(file(directory, slug)).expect("opens");
    let sql = "INSERT INTO rollup_page SELECT 20800, 1, ?1, 0, 0, 0, 9223372036854775807, 0, 0";
    let columns = conn.prepare("SELECT * FROM rollup_page").expect("prepared").column_count();
    assert_eq!(columns, 9);
    for source in 1..3 {
        conn.execute(sql, [source]).expect("spoilt");
    }
}

/// Mends it again.
pub fn mend(directory: &Path, slug: &str) {
    Connection::open(file(directory, slug)).expect("opens").execute("DELETE FROM rollup_page WHERE day = 20800", []).expect("mended");
}

/// Every file of the directory by its path, but for what says who works on it and the backups.
pub fn contents(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("listed") {
            let path = entry.expect("one").path();
            let name = path.file_name().expect("named").to_string_lossy().into_owned();
            if path.is_dir() && !["run", "backups"].contains(&name.as_str()) {
                folders.push(path);
            } else if path.is_file() {
                let bytes = fs::read(&path).expect("read");
                // Looking at a file leaves an empty log and its index.
                let is_left = name.ends_with("-shm") || (name.ends_with("-wal") && bytes.is_empty());
                if !is_left {
                    files.insert(path.strip_prefix(directory).expect("inside").to_owned(), bytes);
                }
            }
        }
    }
    files
}

/// Migrations that each of these files has.
pub fn versions(files: &[PathBuf]) -> Vec<i64> {
    let version = |path: &PathBuf| {
        let conn = Connection::open(path).expect("opens");
        let check: String = conn.query_row("PRAGMA quick_check", [], |row| row.get(0)).expect("checked");
        assert_eq!(check, "ok", "{}", path.display());
        conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("asked")
    };
    files.iter().map(version).collect()
}

/// What [`versions`] says of such files once they are up to date.
pub fn newest(files: &[PathBuf]) -> Vec<i64> {
    let of = |schema: Schema| i64::try_from(schema.migrations().len()).expect("few");
    (0..files.len()).map(|index| of(if index == 0 { Schema::Control } else { Schema::Account })).collect()
}

fn make(path: &Path, schema: Schema, rows: &str) -> Connection {
    let conn = Connection::open(path).expect("made");
    for sql in &schema.migrations()[..STEPS] {
        conn.execute_batch(sql).expect("migrated");
    }
    let mark = if schema == Schema::Control { 0x6461_6e30 } else { 0x6461_6e31 };
    conn.execute_batch(&format!("PRAGMA journal_mode = WAL; PRAGMA application_id = {mark}; PRAGMA user_version = {STEPS}"))
        .expect("marked");
    // What triggers have written is among the rows.
    let mut statement = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").expect("prepared");
    let triggers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("asked");
    let triggers: Vec<(String, String)> = triggers.map(|trigger| trigger.expect("one")).collect();
    drop(statement);
    conn.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").expect("begun");
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    conn.execute_batch(rows).expect("filled");
    for (_, sql) in &triggers {
        conn.execute_batch(sql).expect("made");
    }
    conn.execute_batch("COMMIT; PRAGMA foreign_keys = ON").expect("committed");
    conn
}
