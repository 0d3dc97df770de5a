//! Who carries an order out: the running owner of the directory, asked over its socket, or this process, when nobody else is.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    app,
    base::{chance::SystemChance, error::Error, lang::Text, time::SystemClock},
    cli::{
        failure::Failure,
        orders::{Answer, Order, carry_out},
        socket::{self, Distant, Unheard},
        texts,
    },
    config::{layers::Loaded, settings::Settings},
    db::lock::{DirectoryLock, LockError},
    env::Env,
};

/// How long an owner may take to begin listening, or another command to end.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Has an order carried out, and brings its answer.
pub fn run_order(loaded: &Loaded, order: Order) -> Result<Answer, Failure> {
    let data_dir = &loaded.settings.data_dir;
    let directory = data_dir.display();
    if !order.may_begin() && !data_dir.join("control.db").exists() {
        return Err(Failure::new(texts::NOTHING_YET.with(&[("directory", &directory)]), texts::BEGIN));
    }
    let stranger = stranger_in(data_dir);
    let until = Instant::now() + PATIENCE;
    loop {
        match socket::ask(data_dir, &order) {
            Ok(answer) => return answer,
            Err(Unheard::BrokeOff(cause)) => return Err(Failure::new(texts::BROKE_OFF.with(&[("cause", &cause)]), texts::LOOK_FIRST)),
            Err(Unheard::Nobody) => {}
        }
        if let Some(uid) = stranger {
            return Err(somebody_elses(texts::SOMEBODY_ELSES, data_dir, uid));
        }
        match DirectoryLock::take(data_dir) {
            Ok(lock) => return be_the_owner(&loaded.settings, lock, order),
            Err(LockError::Held { .. }) if Instant::now() < until => sleep(LOOK_AGAIN),
            Err(error) => return Err(unavailable(error)),
        }
    }
}

/// The environment for long work on a directory: as its owner where nobody else is, beside the owner otherwise.
pub async fn environment(settings: &Settings) -> Result<Env, Failure> {
    refuse_strangers(&settings.data_dir)?;
    environment_of_server(settings).await
}

/// The same for a process that the server has started: whose files they are was settled when it was.
pub async fn environment_of_server(settings: &Settings) -> Result<Env, Failure> {
    let data_dir = &settings.data_dir;
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(owner) = Distant::of(data_dir) {
            return Ok(app::beside(settings.clone(), Arc::new(owner), clock, chance).await?);
        }
        match DirectoryLock::take(data_dir) {
            Ok(lock) => return Ok(app::open(settings.clone(), lock, clock, chance).await?),
            Err(LockError::Held { .. }) if Instant::now() < until => tokio::time::sleep(LOOK_AGAIN).await,
            Err(error) => return Err(unavailable(error)),
        }
    }
}

/// Refuses work that leaves files of its own in a directory, or in one that is to be made, where they would be another user's than the
/// rest: the service could not open them. Whoever is not root may write where others let them, such as in /tmp.
pub fn refuse_strangers(directory: &Path) -> Result<(), Failure> {
    let existing = directory.ancestors().map(or_here).find(|existing| existing.exists());
    let is_parent = existing != Some(directory);
    if is_parent && !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    match existing.and_then(stranger_in) {
        Some(uid) => Err(somebody_elses(texts::NOT_YOUR_DIRECTORY, directory, uid)),
        None => Ok(()),
    }
}

/// A relative path of one part has an empty parent.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

fn somebody_elses(what: Text, directory: &Path, uid: u32) -> Failure {
    Failure::new(what.with(&[("directory", &directory.display()), ("uid", &uid)]), texts::AS_THAT_USER.with(&[("uid", &uid)]))
}

/// Why a directory can't be had.
pub fn unavailable(error: LockError) -> Failure {
    match error {
        LockError::Held { directory, pid } => {
            Failure::new(texts::HELD.with(&[("directory", &directory), ("pid", &pid)]), texts::HELD_REMEDY)
        }
        LockError::Io { directory, cause } => {
            Failure::new(texts::DIRECTORY.with(&[("directory", &directory), ("cause", &cause)]), texts::DIRECTORY_REMEDY)
        }
    }
}

fn be_the_owner(settings: &Settings, lock: DirectoryLock, order: Order) -> Result<Answer, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Error::internal("starting the runtime", cause))?;
    runtime.block_on(async {
        let env = app::open(settings.clone(), lock, Arc::new(SystemClock), Arc::new(SystemChance)).await?;
        Ok(carry_out(&env, order).await?)
    })
}

/// The user whom the directory belongs to, when that is not the one who asks: root's files in it would lock the service out.
pub fn stranger_in(data_dir: &Path) -> Option<u32> {
    let owner = fs::metadata(data_dir).ok()?.uid();
    (owner != rustix::process::geteuid().as_raw()).then_some(owner)
}
