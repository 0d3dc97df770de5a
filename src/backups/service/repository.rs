//! The repository on this machine, in the words of this feature.

use std::{collections::BTreeMap, path::Path};

use crate::{
    backup::{self, Fault, Key, Place, Repository, repository::exists},
    backups::model::{FileFacts, Snapshot},
    base::chance::Chance,
    env::Env,
};

/// Snapshots with their ids, in the order in which they were made.
pub type Listed = Vec<(String, Snapshot)>;

/// Where it lies.
pub fn place(env: &Env) -> Result<Place, Fault> {
    Place::directory(&env.settings.backup_directory())
}

/// The repository; absent before the first backup.
pub fn find(env: &Env) -> Result<Option<Repository>, Fault> {
    let place = place(env)?;
    if exists(&place)? { Repository::open(place, &Key::read(env.db.data_dir())?).map(Some) } else { Ok(None) }
}

/// The repository, made where there is none. A key that is lost is never replaced while there is one that it would open.
pub fn find_or_make(env: &Env) -> Result<Repository, Fault> {
    find_or_make_in(&env.settings.backup_directory(), env.db.data_dir(), &*env.chance)
}

/// The same for a data directory that is not open.
pub fn find_or_make_in(directory: &Path, data_dir: &Path, chance: &dyn Chance) -> Result<Repository, Fault> {
    let place = Place::directory(directory)?;
    if exists(&place)? { Repository::open(place, &Key::read(data_dir)?) } else { Repository::init(place, &Key::keep(data_dir, chance)?) }
}

/// What lies in it.
pub fn list(repository: &Repository) -> Result<Listed, Fault> {
    Ok(repository.snapshots()?.iter().map(|snapshot| (snapshot.id.clone(), facts(snapshot))).collect())
}

/// A snapshot's record as it is remembered.
pub fn facts(snapshot: &backup::Snapshot) -> Snapshot {
    let file =
        |file: &backup::SavedFile| FileFacts { path: file.path.clone(), at: file.at, bytes: whole(file.bytes), rows: rows(&file.rows) };
    Snapshot {
        number: whole(snapshot.record.number),
        at: snapshot.record.at,
        bytes: whole(snapshot.bytes()),
        new_bytes: whole(snapshot.new_bytes),
        duration_ms: i64::try_from(snapshot.took.as_millis()).unwrap_or(i64::MAX),
        files: snapshot.record.files.iter().map(file).collect(),
    }
}

/// Rows of all tables.
pub fn rows(tables: &BTreeMap<String, i64>) -> i64 {
    tables.values().sum()
}

fn whole(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
