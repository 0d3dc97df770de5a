//! One process owns a data directory: it holds a lock on `run/lock`, in which its process id stands.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::Path,
};

/// Ownership of a data directory, until it is dropped or the process dies.
#[derive(Debug)]
pub struct DirectoryLock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Why the lock could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("The data directory {directory} is in use by process {pid}.")]
    Held { directory: String, pid: String },
    #[error("The data directory {directory} can't be used: {cause}.")]
    Io { directory: String, cause: std::io::Error },
}

impl DirectoryLock {
    /// Makes the directory if need be and takes its lock, without waiting.
    pub fn take(data_dir: &Path) -> Result<Self, LockError> {
        let directory = data_dir.display().to_string();
        let io = |cause| LockError::Io { directory: directory.clone(), cause };
        make_private(&data_dir.join("accounts")).and_then(|()| make_private(&data_dir.join("run"))).map_err(io)?;
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(data_dir.join("run/lock")).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid).map_err(io)?;
                return Err(LockError::Held { directory, pid: pid.trim().to_owned() });
            }
            Err(TryLockError::Error(cause)) => return Err(io(cause)),
        }
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(io)?;
        Ok(Self(file))
    }
}

/// A directory that only its owner can enter: it holds personal data.
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_is_first() {
        let directory = tempfile::tempdir().expect("a directory");
        let first = DirectoryLock::take(directory.path()).expect("free");
        let refused = DirectoryLock::take(directory.path()).expect_err("held");
        assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
        drop(first);
        DirectoryLock::take(directory.path()).expect("free again");
    }
}
