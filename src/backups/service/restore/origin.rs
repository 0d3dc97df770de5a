//! Where a restore takes its files from.

use std::path::Path;

use crate::{
    backup::{
        Fault, Key, Place, Repository, Shared, Snapshot,
        store::{Patience, Remote, Store},
    },
    backups::{restore::Which, service::access, texts::restore as texts},
    base::error::{Error, Result},
    env::Env,
};

/// A repository and what opens it.
#[derive(Clone)]
pub struct Origin {
    pub place: Place,
    pub key: Key,
}

impl Origin {
    /// The repository of this box.
    pub fn local(env: &Env) -> Result<Self> {
        let place = Place::directory(&env.settings.backup_directory()).map_err(told)?;
        Ok(Self { place, key: Key::read(&env.settings.data_dir).map_err(told)? })
    }

    /// That repository, or the off-site copy of it.
    pub async fn of(env: &Env, offsite: bool) -> Result<Self> {
        if !offsite {
            return Self::local(env);
        }
        let access = access(env).await?.ok_or_else(|| Error::conflict("offsite", texts::NO_OFFSITE))?;
        let data_dir = &env.settings.data_dir;
        Self::far(&access.store()?, Key::read(data_dir).map_err(told)?, data_dir)
    }

    /// A repository in a store. Whoever works on it holds a lock in this directory.
    pub fn far(store: &Store, key: Key, directory: &Path) -> Result<Self> {
        let remote = |patience| Remote::open(store, patience).map_err(|fault| Error::conflict("backup", fault.message()));
        let place = Place::store(store.repository(), remote(Patience::NIGHT)?, directory.join("run/offsite.lock"));
        Ok(Self { place: place.with_quick(remote(Patience::BUTTON)?), key })
    }

    /// Opens it for a restore; nobody changes it meanwhile, and a store that restarts is waited for. Blocks.
    pub fn open(&self) -> Result<Opened> {
        let lock = self.place.share("restore").map_err(told)?;
        let repository = Repository::open(self.place.clone(), &self.key).map_err(told)?;
        let snapshots = repository.snapshots().map_err(told)?;
        Ok(Opened { repository, lock, snapshots })
    }

    /// Its snapshots, the newest last, for a look that waits for nobody. Blocks.
    pub fn look(&self) -> Result<Vec<Snapshot>> {
        Repository::open(self.place.hurried(), &self.key).and_then(|repository| repository.snapshots()).map_err(told)
    }
}

/// A repository that is held for a restore.
pub struct Opened {
    pub repository: Repository,
    pub lock: Shared,
    /// Those that were found whole, the newest last.
    pub snapshots: Vec<Snapshot>,
}

/// The snapshot that is meant.
pub fn pick<'a>(snapshots: &'a [Snapshot], which: &Which) -> Result<&'a Snapshot> {
    let place = which.pick(snapshots.iter().map(|snapshot| (snapshot.id.as_str(), snapshot.record.at)));
    place.and_then(|place| snapshots.get(place)).ok_or_else(|| Error::conflict("at", texts::NO_SNAPSHOT))
}

/// The path of an account's file in a snapshot, and that of its archive.
pub fn paths(slug: &str) -> [String; 2] {
    [format!("accounts/{slug}.db"), format!("accounts/{slug}.archive.db")]
}

/// A fault of the repository, in words for whoever asked.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
pub fn told(fault: Fault) -> Error {
    Error::conflict("backup", fault.message())
}
