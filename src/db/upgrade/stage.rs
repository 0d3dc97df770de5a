//! A copy of one file, brought up to date and checked beside the others. The file itself is only read.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::db::{
    open,
    swap::{remove, sidecars},
    upgrade::{Behind, Fault, look::check},
};

/// Where copies wait until all of them are ready. Whatever lies there at a start is of no use.
pub const FOLDER: &str = "upgrading";

/// Makes room for the copies, and throws away those of an attempt that came to no end.
pub fn begin(data_dir: &Path) -> io::Result<()> {
    clear(data_dir)?;
    make_private(&data_dir.join(FOLDER).join("accounts"))
}

/// Throws the copies away.
pub fn clear(data_dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(data_dir.join(FOLDER)) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// Copies a file, as of one instant, and brings the copy up to date. It is on disk when this returns.
pub fn stage(data_dir: &Path, file: &Behind) -> Result<(), Fault> {
    let (from, to) = (data_dir.join(&file.path), data_dir.join(FOLDER).join(&file.path));
    copy(&from, &to)?;
    let mut conn = open::copy(&to)?;
    let before = rows(&conn)?;
    for index in file.found..file.schema.migrations().len() {
        file.schema.take_step(&mut conn, index).map_err(|cause| Fault::of_step(index + 1, cause))?;
    }
    keeps_rows(&before, &rows(&conn)?, file)?;
    names_no_others(&conn, &from)?;
    // As the others are, so that whoever only looks at it can read it beside its writer.
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.close().map_err(|(_, cause)| cause)?;
    check(&to)?;
    remove(&sidecars(&to))?;
    Ok(File::open(&to)?.sync_all()?)
}

/// Folders of the data directory are their owner's alone.
pub(in crate::db::upgrade) fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Page by page in one transaction: what the write-ahead log holds is in it, and a checkpoint meanwhile does no harm.
fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    let conn = open::looker(from)?;
    conn.execute_batch("BEGIN")?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let pages: u32 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let mut file = BufWriter::with_capacity(1 << 20, OpenOptions::new().create_new(true).write(true).mode(0o600).open(to)?);
    let mut page = conn.prepare("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?;
    for number in 1..=pages {
        let written = page.query_row([number], |row| Ok(file.write_all(row.get_ref(0)?.as_blob()?)))?;
        written?;
    }
    file.flush()?;
    Ok(())
}

/// The rows of every table.
fn rows(conn: &Connection) -> rusqlite::Result<BTreeMap<String, i64>> {
    let mut tables = conn.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let names = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let count = |name: String| {
        let sql = format!("SELECT count(*) FROM \"{}\" /* whole table: once */", name.replace('"', "\"\""));
        Ok((name, conn.query_row(&sql, [], |row| row.get(0))?))
    };
    names.into_iter().map(count).collect()
}

fn keeps_rows(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>, file: &Behind) -> Result<(), Fault> {
    let may_shrink = file.schema.shrinks(file.found);
    for (table, before) in before.iter().filter(|(table, _)| !may_shrink.contains(table.as_str())) {
        let after = after.get(table).copied().unwrap_or(0);
        if after < *before {
            return Err(Fault::Fewer { table: table.clone(), before: *before, after });
        }
    }
    Ok(())
}

/// What was amiss before is not the migration's doing, and no reason to stay behind.
fn names_no_others(conn: &Connection, original: &Path) -> Result<(), Fault> {
    let dangling = |conn: &Connection| conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get::<_, i64>(0));
    let after = dangling(conn)?;
    if after > 0 && after > dangling(&open::looker(original)?)? { Err(Fault::Dangling(after)) } else { Ok(()) }
}

/// Where a copy waits.
pub fn staged(path: &str) -> String {
    PathBuf::from(FOLDER).join(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::Schema;

    fn old_account(directory: &Path, steps: usize) -> Behind {
        let path = "accounts/cafe.db".to_owned();
        fs::create_dir_all(directory.join("accounts")).expect("made");
        let mut conn = open::create(&directory.join(&path)).expect("made");
        for index in 0..steps {
            Schema::Account.take_step(&mut conn, index).expect("migrated");
        }
        Behind { path, schema: Schema::Account, found: steps, bytes: 0 }
    }

    #[test]
    fn a_copy_is_brought_up_to_date_with_what_the_log_holds_and_the_file_stays() {
        let directory = tempfile::tempdir().expect("a directory");
        let behind = old_account(directory.path(), 5);
        let file = directory.path().join(&behind.path);
        let conn = open::writer(&file).expect("opens");
        conn.execute_batch("INSERT INTO word (text) VALUES ('only in the log')").expect("written");
        let bytes = || [&file, &crate::db::writer::wal_path(&file)].map(|path| fs::read(path).expect("read"));
        let before = bytes();
        begin(directory.path()).expect("begun");
        stage(directory.path(), &behind).expect("staged");
        assert_eq!(bytes(), before);
        drop(conn);

        let copy = open::reader(&directory.path().join(staged(&behind.path))).expect("opens");
        assert_eq!(Schema::Account.steps_behind(&copy).expect("asked"), 0);
        let word: String = copy.query_row("SELECT text FROM word WHERE text LIKE 'only%'", [], |row| row.get(0)).expect("there");
        let mode: String = copy.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("asked");
        assert_eq!((word.as_str(), mode.as_str()), ("only in the log", "wal"));
        clear(directory.path()).expect("cleared");
        assert!(!directory.path().join(FOLDER).exists());
    }

    #[test]
    fn a_step_that_fails_is_named() {
        let directory = tempfile::tempdir().expect("a directory");
        let behind = old_account(directory.path(), 5);
        // The sixth step makes this table.
        open::writer(&directory.path().join(&behind.path)).expect("opens").execute_batch("CREATE TABLE job (id)").expect("made");
        begin(directory.path()).expect("begun");
        let fault = stage(directory.path(), &behind).expect_err("a step fails");
        assert!(matches!(&fault, Fault::Step { step: 6, cause } if cause.contains("job")), "{fault}");
    }

    #[test]
    fn rows_that_went_are_noticed_and_references_that_lead_nowhere() {
        let directory = tempfile::tempdir().expect("a directory");
        let behind = old_account(directory.path(), 5);
        let table = |rows: &[(&str, i64)]| rows.iter().map(|(name, rows)| ((*name).to_owned(), *rows)).collect::<BTreeMap<_, _>>();
        let before = table(&[("lead", 9), ("word", 3)]);
        keeps_rows(&before, &table(&[("lead", 9), ("word", 4), ("new", 0)]), &behind).expect("all there");
        let fault = keeps_rows(&before, &table(&[("lead", 8), ("word", 3)]), &behind);
        assert!(matches!(fault, Err(Fault::Fewer { before: 9, after: 8, .. })));
        assert!(matches!(keeps_rows(&before, &table(&[("lead", 9)]), &behind), Err(Fault::Fewer { after: 0, .. })));

        let original = directory.path().join(&behind.path);
        let lost = "PRAGMA foreign_keys = off; INSERT INTO customer_tag VALUES ('vip', 999)";
        let copy = Connection::open_in_memory().expect("memory");
        copy.execute_batch(Schema::Account.migrations()[0]).expect("migrated");
        names_no_others(&copy, &original).expect("nothing leads nowhere");
        copy.execute_batch(lost).expect("written");
        assert!(matches!(names_no_others(&copy, &original), Err(Fault::Dangling(1))));
        open::writer(&original).expect("opens").execute_batch(lost).expect("written");
        names_no_others(&copy, &original).expect("it was so before");
    }
}
