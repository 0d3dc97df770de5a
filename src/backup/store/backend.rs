//! The backend through which the repository's library reads and writes a bucket. Its calls block.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use rustic_core::{BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend};
use tokio::runtime::{Builder, Runtime};

use crate::backup::store::{Bucket, Checked, Fault, Patience, Store, check::probe};

const CONFIG: &str = "config";

/// A repository's files in a bucket. Not for a runtime's own threads.
pub struct Remote {
    bucket: Bucket,
    /// Its own: the library's threads belong to nobody's.
    runtime: Option<Runtime>,
    /// What the library made into an error of its own, first of all.
    first: Mutex<Option<Fault>>,
}

impl Remote {
    pub fn open(store: &Store, patience: Patience) -> Result<Arc<Self>, Fault> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(|cause| Fault::NoRuntime(cause.to_string()))?;
        Ok(Arc::new(Self { bucket: Bucket::new(store, patience)?, runtime: Some(runtime), first: Mutex::default() }))
    }

    /// The test of the settings, before a long piece of work.
    pub fn check(&self) -> Result<Checked, Fault> {
        self.wait(probe(&self.bucket))
    }

    /// Takes the first fault since the last call: the library tells errors of threads as "gone".
    pub fn fault(&self) -> Option<Fault> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(work),
            None => Err(Fault::NoRuntime(String::new())),
        }
    }

    fn told<T>(&self, result: Result<T, Fault>) -> RusticResult<T> {
        result.map_err(|fault| {
            self.first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| fault.clone());
            RusticError::with_source(ErrorKind::Backend, fault.to_string(), fault)
        })
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
            let found = self.told(self.wait(self.bucket.list(CONFIG, 1)))?;
            return Ok(found
                .iter()
                .filter(|object| object.name == CONFIG)
                .map(|object| (Id::default(), u32::try_from(object.bytes).unwrap_or(u32::MAX)))
                .collect());
        }
        let folder = format!("{}/", tpe.dirname());
        let objects = self.told(self.wait(self.bucket.list(&folder, usize::MAX)))?;
        // What is not named like a file of a repository is not ours to judge.
        let file = |object: crate::backup::store::bucket::Object| {
            let id = object.name.rsplit('/').next()?.parse::<Id>().ok()?;
            (object.name == name(tpe, &id)).then_some((id, u32::try_from(object.bytes).ok()?))
        };
        Ok(objects.into_iter().filter_map(file).collect())
    }

    fn read_full(&self, tpe: FileType, id: &Id) -> RusticResult<Bytes> {
        self.told(self.wait(self.bucket.read(&name(tpe, id))))
    }

    fn read_partial(&self, tpe: FileType, id: &Id, _cacheable: bool, offset: u32, length: u32) -> RusticResult<Bytes> {
        self.told(self.wait(self.bucket.read_part(&name(tpe, id), u64::from(offset), length)))
    }

    fn warmup_path(&self, tpe: FileType, id: &Id) -> String {
        name(tpe, id)
    }
}

impl WriteBackend for Remote {
    fn write_bytes(&self, tpe: FileType, id: &Id, _cacheable: bool, content: BytesList) -> RusticResult<()> {
        self.told(self.wait(self.bucket.write(&name(tpe, id), content.slice())))
    }

    fn remove(&self, tpe: FileType, id: &Id, _cacheable: bool) -> RusticResult<()> {
        self.told(self.wait(self.bucket.delete(&name(tpe, id))))
    }
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
