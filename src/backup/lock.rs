//! One process at a time changes a repository: it holds a lock on a file, in which stands who it is and what it does. Those who only
//! read share it, so that none of them keeps another waiting.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    ops::Deref,
    path::Path,
};

use crate::backup::Fault;

/// The right to change a repository, until it is dropped or the process dies. Who may change it may read it too.
#[derive(Debug)]
pub struct Lock(Shared);

/// The right to read a repository that nobody changes meanwhile.
#[derive(Debug)]
pub struct Shared(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// Takes the lock without waiting. `doing` is a word for whoever comes second, such as `backup`.
    pub fn take(path: &Path, doing: &str) -> Result<Self, Fault> {
        take(path, doing, File::try_lock).map(Shared).map(Self)
    }
}

impl Deref for Lock {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Shared {
    /// The same beside others who read. Of these the one that came last is told of.
    pub fn take(path: &Path, doing: &str) -> Result<Self, Fault> {
        take(path, doing, File::try_lock_shared).map(Self)
    }
}

fn take(path: &Path, doing: &str, lock: fn(&File) -> Result<(), TryLockError>) -> Result<File, Fault> {
    let io = |cause: std::io::Error| Fault::io(path, &cause);
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path).map_err(io)?;
    match lock(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder).map_err(io)?;
            let (pid, doing) = holder.trim().split_once(' ').unwrap_or((holder.trim(), ""));
            return Err(Fault::Locked { pid: pid.to_owned(), doing: doing.to_owned() });
        }
        Err(TryLockError::Error(cause)) => return Err(io(cause)),
    }
    let line = format!("{} {doing}\n", std::process::id());
    file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(line.as_bytes())).map_err(io)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_what_the_first_does() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("lock");
        let first = Lock::take(&path, "backup").expect("free");
        let Err(Fault::Locked { pid, doing }) = Lock::take(&path, "prune") else { panic!("the lock is held") };
        assert_eq!((pid, doing.as_str()), (std::process::id().to_string(), "backup"));
        assert!(Shared::take(&path, "drill").is_err());
        drop(first);
        Lock::take(&path, "prune").expect("free again");
    }

    #[test]
    fn those_who_read_keep_nobody_waiting_but_who_changes() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("lock");
        let readers = [Shared::take(&path, "drill").expect("free"), Shared::take(&path, "restore").expect("shared")];
        let Err(Fault::Locked { doing, .. }) = Lock::take(&path, "prune") else { panic!("somebody reads") };
        assert_eq!(doing, "restore");
        drop(readers);
        Lock::take(&path, "prune").expect("free");
    }
}
