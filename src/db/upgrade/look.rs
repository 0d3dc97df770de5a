//! Which files of a directory are older than this version.

use std::path::Path;

use crate::db::{
    migrate::{self, Schema},
    open, swap,
    upgrade::Fault,
    writer::wal_path,
};

/// The agency's own file.
pub const CONTROL: &str = "control.db";

/// A healthy file that is older than this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// In the data directory, such as `accounts/cafe.db`.
    pub path: String,
    pub schema: Schema,
    /// Migrations that it has.
    pub found: usize,
    /// With its write-ahead log.
    pub bytes: u64,
}

/// A file that was not fit before anything was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    pub path: String,
    pub why: String,
}

/// What a directory holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The agency's file first, when it is one of them.
    pub behind: Vec<Behind>,
    /// All files that can be read, those included; told only where some are behind.
    pub whole: Vec<String>,
    pub damaged: Vec<Damaged>,
}

impl Damaged {
    /// By which [`crate::db::Databases`] knows it.
    pub fn key(&self) -> &str {
        self.path.strip_prefix("accounts/").and_then(|name| name.strip_suffix(".db")).unwrap_or(&self.path)
    }
}

impl Look {
    /// Of the files that are behind.
    pub fn bytes_behind(&self) -> u64 {
        self.behind.iter().map(|file| file.bytes).sum()
    }
}

/// Looks at the agency's file, at each account's that it lists and at their archives. What is missing or newer is left for whoever opens
/// it to tell, and so is all where the agency's file is new, foreign or newer.
pub fn look(data_dir: &Path) -> Result<Look, (String, Fault)> {
    let mut look = Look::default();
    let Some((control, slugs)) = look_at_control(data_dir).map_err(|fault| (CONTROL.to_owned(), fault))? else { return Ok(look) };
    let mut found = vec![control];
    for slug in slugs {
        for (ending, schema) in [("db", Schema::Account), ("archive.db", Schema::Archive)] {
            let path = format!("accounts/{slug}.{ending}");
            match version(&data_dir.join(&path), schema) {
                Ok(Some(version)) => found.push(behind(data_dir, path, schema, version)),
                Ok(None) | Err(migrate::Fault::Newer { .. }) => {}
                Err(migrate::Fault::Unreadable(cause)) if !is_damage(&cause) => return Err((path, cause.into())),
                Err(fault) => look.damaged.push(Damaged { path, why: fault.to_string() }),
            }
        }
    }
    if found.iter().all(Behind::is_current) {
        return Ok(Look { damaged: look.damaged, ..Look::default() });
    }
    for file in found {
        match check(&data_dir.join(&file.path)) {
            Ok(()) => {
                look.whole.push(file.path.clone());
                if !file.is_current() {
                    look.behind.push(file);
                }
            }
            // Without it nothing can be served, so it is not set aside.
            Err(Fault::Damaged(why)) if file.path != CONTROL => {
                look.damaged.push(Damaged { path: file.path, why: format!("it is damaged: {why}; restore it from a backup") });
            }
            Err(fault) => return Err((file.path, fault)),
        }
    }
    Ok(look)
}

/// Are files of an account half-way in place? They get there first.
pub fn is_swapping(data_dir: &Path) -> bool {
    let control = data_dir.join(CONTROL);
    control.exists() && open::looker(&control).and_then(|conn| swap::is_waiting(&conn)).unwrap_or(false)
}

impl Behind {
    fn is_current(&self) -> bool {
        self.found == self.schema.migrations().len()
    }
}

fn behind(data_dir: &Path, path: String, schema: Schema, found: usize) -> Behind {
    let size = |path: &Path| path.metadata().map_or(0, |file| file.len());
    let file = data_dir.join(&path);
    let bytes = size(&file) + size(&wal_path(&file));
    Behind { path, schema, found, bytes }
}

fn look_at_control(data_dir: &Path) -> Result<Option<(Behind, Vec<String>)>, Fault> {
    let path = data_dir.join(CONTROL);
    match version(&path, Schema::Control) {
        Ok(Some(version)) => {
            let conn = open::looker(&path)?;
            let mut statement = conn.prepare("SELECT slug FROM account ORDER BY slug")?;
            let slugs = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(Some((behind(data_dir, CONTROL.to_owned(), Schema::Control, version), slugs)))
        }
        Err(migrate::Fault::Unreadable(cause)) if !is_damage(&cause) => Err(cause.into()),
        Ok(None) | Err(_) => Ok(None),
    }
}

/// The migrations that a file has; absent where it is missing, or where nobody has written to it yet.
fn version(path: &Path, schema: Schema) -> Result<Option<usize>, migrate::Fault> {
    if !path.exists() {
        return Ok(None);
    }
    let found = schema.migrations().len() - schema.steps_behind(&open::looker(path)?)?;
    Ok((found > 0).then_some(found))
}

/// Reads a file from end to end, its write-ahead log included.
pub(in crate::db::upgrade) fn check(path: &Path) -> Result<(), Fault> {
    let verdict: String = open::looker(path)?.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(Fault::Damaged(verdict)) }
}

fn is_damage(cause: &rusqlite::Error) -> bool {
    matches!(cause.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase))
}
