//! A certificate of one's own in files, read again when they change.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject as _};

use crate::{
    base::secret::Secret,
    tls::{certificate::Certificate, fault::Fault},
};

/// More is no certificate.
const LARGEST_BYTES: u64 = 1 << 20;

/// The files of a certificate and of its key.
#[derive(Debug)]
pub struct Files {
    chain: PathBuf,
    key: PathBuf,
    seen: Option<[Option<Stamp>; 2]>,
}

/// Tells a file from the one that lay there before.
type Stamp = (SystemTime, u64);

impl Files {
    pub fn new(chain: &Path, key: &Path) -> Self {
        Self { chain: chain.to_owned(), key: key.to_owned(), seen: None }
    }

    /// What they hold, where it is new: absent while nothing has changed since the last look.
    pub fn look(&mut self) -> Option<Result<Certificate, Fault>> {
        let seen = Some([stamp(&self.chain), stamp(&self.key)]);
        if self.seen == seen {
            return None;
        }
        // Noted first: what changes while it is read is read again.
        self.seen = seen;
        Some(self.read())
    }

    /// What they hold.
    pub fn read(&self) -> Result<Certificate, Fault> {
        let (chain, key) = (text_of(&self.chain)?, text_of(&self.key)?);
        Certificate::read(&chain, &Secret::new(key), &self.name())
    }

    /// How people know it: the path of the certificate.
    pub fn name(&self) -> String {
        self.chain.display().to_string()
    }
}

/// The root certificates in a file; at least one.
pub fn roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let name = path.display().to_string();
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text_of(path)?.as_bytes()).collect();
    found.ok().filter(|found| !found.is_empty()).ok_or(Fault::NoCertificate(name))
}

fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn text_of(path: &Path) -> Result<String, Fault> {
    let unreadable = |cause: std::io::Error| Fault::File { file: path.display().to_string(), cause: cause.to_string() };
    let mut text = String::new();
    fs::File::open(path).map_err(unreadable)?.take(LARGEST_BYTES).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn write(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
        let (key, paths) = (KeyPair::generate().expect("a key"), (folder.join("chain.pem"), folder.join("key.pem")));
        let chain = CertificateParams::new(vec![name.to_owned()]).expect("parameters").self_signed(&key).expect("signed");
        fs::write(&paths.0, chain.pem()).expect("written");
        fs::write(&paths.1, key.serialize_pem()).expect("written");
        paths
    }

    #[test]
    fn files_are_read_again_when_they_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let (chain, key) = write(folder.path(), "a.example.kr");
        let mut files = Files::new(&chain, &key);
        assert!(files.look().expect("new").expect("read").covers("a.example.kr"));
        assert!(files.look().is_none());
        write(folder.path(), "another.example.kr");
        assert!(files.look().expect("changed").expect("read").covers("another.example.kr"));
        fs::remove_file(&key).expect("removed");
        assert!(matches!(files.look(), Some(Err(Fault::File { .. }))));
        assert!(files.look().is_none());
        assert_eq!(roots(&chain).expect("one").len(), 1);
        fs::write(&chain, "nothing").expect("written");
        assert!(matches!(roots(&chain), Err(Fault::NoCertificate(_))));
    }
}
