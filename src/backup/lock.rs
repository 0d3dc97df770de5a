//! One process at a time works on a repository: it holds a lock on a file, in which stands who it is and what it does.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::Path,
};

use crate::backup::Fault;

/// The right to work on a repository, until it is dropped or the process dies.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// Takes the lock without waiting. `doing` is a word for whoever comes second, such as `backup`.
    pub fn take(path: &Path, doing: &str) -> Result<Self, Fault> {
        let io = |cause: std::io::Error| Fault::io(path, &cause);
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path).map_err(io)?;
        match file.try_lock() {
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
        Ok(Self(file))
    }
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
        drop(first);
        Lock::take(&path, "prune").expect("free again");
    }
}
