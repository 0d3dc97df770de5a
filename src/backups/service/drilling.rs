//! The drill: one account of the newest snapshot is brought back aside, checked, and compared with what was recorded.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    accounts::{model::Account, service::job::Run},
    backup::{self, Fault, Key, Repository, Shared, pages::Pages, place::free_bytes},
    backups::{
        disk_rule::reserve_bytes,
        drill,
        model::{AGENCY, Proof, Proven, Settings},
        service::{facts::KeepProof, repository, waiting::patiently},
        texts,
    },
    base::{ids::AccountId, lang::Message},
    env::Env,
};

/// Where it is restored to; what a drill that was killed has left goes with the next.
const FOLDER: &str = "run/drill";

/// Restores the account that waits the longest and says what was found. Absent while there is no snapshot.
pub fn drill(run: &Run, accounts: &[Account], proofs: &[Proof], settings: &Settings) -> Result<Option<KeepProof>, Fault> {
    let env = run.env();
    let place = repository::place(env)?;
    if !backup::repository::exists(&place)? {
        return Ok(None);
    }
    let repository = Repository::open(place, &Key::read(env.db.data_dir())?)?;
    let lock = patiently(run, || repository.place().share("backup-drill"))?;
    let Some(newest) = repository.snapshots()?.pop() else { return Ok(None) };
    let saved = |slug: &str| newest.file(&format!("accounts/{slug}.db")).is_some();
    let mut choices = vec![AGENCY];
    choices.extend(accounts.iter().filter(|account| saved(&account.slug)).map(|account| account.id));
    let Some(account) = drill::next(&choices, proofs) else { return Ok(None) };
    let slug = accounts.iter().find(|known| known.id == account).map(|account| account.slug.as_str());
    let folder = env.db.data_dir().join(FOLDER);
    let paths = paths(&newest, slug);
    let bytes = paths.iter().filter_map(|path| newest.file(path)).map(|file| file.bytes).sum::<u64>();
    let swept = sweep(&folder);
    if free_bytes(&folder).is_some_and(|free| free < bytes + reserve_bytes(settings, free)) {
        return Err(Fault::DiskFull { place: folder.display().to_string() });
    }
    let found = swept.and_then(|()| restore(&repository, &lock, &newest, &paths, &folder));
    let _ = fs::remove_dir_all(&folder);
    let found = match found {
        Ok(restored) => Ok(restored.proven(env, &newest)),
        // The disk or the lock says nothing of the snapshot.
        Err(fault @ (Fault::DiskFull { .. } | Fault::Locked { .. } | Fault::File { .. } | Fault::Stopped)) => return Err(fault),
        Err(fault) => Err(fault.message()),
    };
    let found = found.and_then(|proven| proven);
    Ok(Some(KeepProof { account, at: env.now(), found }))
}

/// Which account a drill was about.
pub fn slug_of(accounts: &[Account], account: AccountId) -> Option<String> {
    accounts.iter().find(|known| known.id == account).map(|known| known.slug.clone())
}

/// What was brought back.
struct Restored {
    bytes: u64,
    rows: i64,
    took_ms: i64,
    /// What differs from the record.
    difference: Option<Message>,
}

impl Restored {
    fn proven(self, env: &Env, snapshot: &backup::Snapshot) -> Result<Proven, Message> {
        match self.difference {
            Some(difference) => Err(difference),
            None => Ok(Proven {
                at: env.now(),
                snapshot: snapshot.id.clone(),
                snapshot_at: snapshot.record.at,
                bytes: i64::try_from(self.bytes).unwrap_or(i64::MAX),
                rows: self.rows,
                restore_ms: self.took_ms,
            }),
        }
    }
}

/// An account's file with its archive, or the agency's.
fn paths(snapshot: &backup::Snapshot, slug: Option<&str>) -> Vec<String> {
    let wanted = match slug {
        Some(slug) => vec![format!("accounts/{slug}.db"), format!("accounts/{slug}.archive.db")],
        None => vec!["control.db".to_owned()],
    };
    wanted.into_iter().filter(|path| snapshot.file(path).is_some()).collect()
}

fn sweep(folder: &Path) -> Result<(), Fault> {
    let io = |cause: std::io::Error| Fault::File { path: folder.to_owned(), detail: cause.to_string() };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(io)?;
    }
    fs::create_dir_all(folder).map_err(io)
}

fn restore(
    repository: &Repository,
    lock: &Shared,
    snapshot: &backup::Snapshot,
    paths: &[String],
    folder: &Path,
) -> Result<Restored, Fault> {
    let shelf = repository.shelf(lock)?;
    let (mut bytes, mut restored) = (0, Vec::new());
    let began = Instant::now();
    for (number, path) in paths.iter().enumerate() {
        let target: PathBuf = folder.join(format!("{number}.db"));
        let saved = shelf.write_out(snapshot, path, &target)?;
        bytes += saved.bytes;
        restored.push((saved, target));
    }
    let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (mut rows, mut difference) = (0, None);
    for (saved, target) in restored {
        let contents = Pages::open(&target).and_then(|pages| pages.contents(&target));
        match contents {
            Ok(contents) if contents.rows == saved.rows && Some(contents.schema) == saved.schema => rows += repository::rows(&saved.rows),
            Ok(contents) => {
                let (now, then) = (repository::rows(&contents.rows), repository::rows(&saved.rows));
                difference = Some(texts::ROWS_DIFFER.with(&[("path", &saved.path), ("now", &now), ("then", &then)]));
            }
            Err(why) => {
                let say = |why: &str| texts::NOT_OPENED.with(&[("path", &saved.path), ("why", &why)]);
                let why = why.message();
                difference = Some(Message { ko: say(&why.ko).ko, en: say(&why.en).en });
            }
        }
    }
    Ok(Restored { bytes, rows, took_ms, difference })
}
