//! The backend through which the repository's library reads and writes a bucket. Its calls block.

use std::{
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use rustic_core::{BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend};
use tokio::runtime::{Builder, Runtime};

use crate::backup::store::{Bucket, Checked, Fault, Patience, Store, check::probe};

const CONFIG: &str = "config";

/// Told of the bytes sent so far; a break stops the work.
pub type Watch = Arc<dyn Fn(u64) -> ControlFlow<()> + Send + Sync>;

/// A repository's files in a bucket. Not for a runtime's own threads.
pub struct Remote {
    bucket: Bucket,
    /// Its own: the library's threads belong to nobody's.
    runtime: Option<Runtime>,
    sent_bytes: AtomicU64,
    watch: Mutex<Option<Watch>>,
}

impl Remote {
    pub fn open(store: &Store, patience: Patience) -> Result<Arc<Self>, Fault> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(|cause| Fault::NoRuntime(cause.to_string()))?;
        Ok(Arc::new(Self {
            bucket: Bucket::new(store, patience)?,
            runtime: Some(runtime),
            sent_bytes: AtomicU64::new(0),
            watch: Mutex::default(),
        }))
    }

    /// The test of the settings, before a long piece of work.
    pub fn check(&self) -> Result<Checked, Fault> {
        self.wait(probe(&self.bucket))
    }

    /// What the repository has written so far.
    pub fn sent_bytes(&self) -> u64 {
        self.sent_bytes.load(Ordering::Relaxed)
    }

    /// Who is told of each file that is written, and may stop the work by that.
    pub(in crate::backup) fn watch(&self, watch: Watch) {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch);
    }

    fn write(&self, name: &str, content: &BytesList) -> Result<(), Fault> {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if watch.is_some_and(|watch| watch(self.sent_bytes()).is_break()) {
            return Err(Fault::Stopped);
        }
        self.wait(self.bucket.write(name, content.slice()))?;
        self.sent_bytes.fetch_add(content.size() as u64, Ordering::Relaxed);
        Ok(())
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(work),
            None => Err(Fault::NoRuntime(String::new())),
        }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // Waiting here would panic where the last owner is a task.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl ReadBackend for Remote {
    fn location(&self) -> String {
        self.bucket.store().repository()
    }

    fn list_with_size(&self, tpe: FileType) -> RusticResult<Vec<(Id, u32)>> {
        if tpe == FileType::Config {
            let found = told(self.wait(self.bucket.list(CONFIG, 1)))?;
            return Ok(found
                .iter()
                .filter(|object| object.name == CONFIG)
                .map(|object| (Id::default(), u32::try_from(object.bytes).unwrap_or(u32::MAX)))
                .collect());
        }
        let folder = format!("{}/", tpe.dirname());
        let objects = told(self.wait(self.bucket.list(&folder, usize::MAX)))?;
        // What is not named like a file of a repository is not ours to judge.
        let file = |object: crate::backup::store::bucket::Object| {
            let id = object.name.rsplit('/').next()?.parse::<Id>().ok()?;
            (object.name == name(tpe, &id)).then_some((id, u32::try_from(object.bytes).ok()?))
        };
        Ok(objects.into_iter().filter_map(file).collect())
    }

    fn read_full(&self, tpe: FileType, id: &Id) -> RusticResult<Bytes> {
        told(self.wait(self.bucket.read(&name(tpe, id))))
    }

    fn read_partial(&self, tpe: FileType, id: &Id, _cacheable: bool, offset: u32, length: u32) -> RusticResult<Bytes> {
        told(self.wait(self.bucket.read_part(&name(tpe, id), u64::from(offset), length)))
    }

    fn warmup_path(&self, tpe: FileType, id: &Id) -> String {
        name(tpe, id)
    }
}

impl WriteBackend for Remote {
    fn write_bytes(&self, tpe: FileType, id: &Id, _cacheable: bool, content: BytesList) -> RusticResult<()> {
        told(self.write(&name(tpe, id), &content))
    }

    fn remove(&self, tpe: FileType, id: &Id, _cacheable: bool) -> RusticResult<()> {
        told(self.wait(self.bucket.delete(&name(tpe, id))))
    }
}

/// The library's error, from which the fault is taken out again by whoever asked the library.
fn told<T>(result: Result<T, Fault>) -> RusticResult<T> {
    result.map_err(|fault| RusticError::with_source(ErrorKind::Backend, fault.to_string(), fault))
}

/// Where restic keeps a file.
fn name(tpe: FileType, id: &Id) -> String {
    let hex = id.to_hex();
    let hex = hex.as_str();
    match tpe {
        FileType::Config => CONFIG.to_owned(),
        FileType::Pack => format!("data/{}/{hex}", &hex[..2]),
        _ => format!("{}/{hex}", tpe.dirname()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_where_restic_looks() {
        let id: Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".parse().expect("an id");
        assert_eq!(name(FileType::Config, &id), "config");
        assert_eq!(name(FileType::Key, &id), format!("keys/{}", id.to_hex().as_str()));
        assert_eq!(name(FileType::Pack, &id), format!("data/01/{}", id.to_hex().as_str()));
    }
}
