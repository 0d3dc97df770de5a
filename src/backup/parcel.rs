//! An account as one file that travels: a tar, compressed with zstd. First `manifest.json`, then the members that it names, in its order.
//!
//! What is read may be anybody's: names, sizes and the number of members are held to what the manifest says and to bounds, nothing is
//! written anywhere but where the reader says, and every member is held against its hash.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A file in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub name: String,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

/// Why a parcel can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("it is no exported account")]
    Foreign,
    #[error("it ends too early")]
    Truncated,
    #[error("it holds {0:?}, which its manifest does not name")]
    Unexpected(String),
    #[error("{0} is not what was exported")]
    Changed(String),
    #[error("its manifest is larger than {MANIFEST_BYTES} bytes")]
    TooLarge,
    #[error("{0}")]
    Io(io::Error),
}

/// The first member.
const MANIFEST: &str = "manifest.json";
/// A manifest of all that is known takes one or two thousand.
const MANIFEST_BYTES: u64 = 64 << 10;
/// As with landing pages: SQLite's pages gain little from more.
const LEVEL: i32 = 3;
/// What a reader gives the window of zstd: 128 MiB. Ours needs 2.
const WINDOW_LOG: u32 = 27;
const CHUNK: usize = 64 << 10;

/// A file on the disk, as a member of this name.
pub fn measure(path: &Path, name: &str) -> io::Result<Member> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let bytes = pass(&mut file, u64::MAX, |chunk| {
        hash.update(chunk);
        Ok(())
    })?;
    Ok(Member { name: name.to_owned(), bytes, sha256: data_encoding::HEXLOWER.encode(&hash.finalize()) })
}

/// Writes a parcel: whole under its name or not at all. Only whoever writes it may read it.
pub fn pack(to: &Path, manifest: &[u8], members: &[(Member, PathBuf)]) -> io::Result<()> {
    let part = part_of(to);
    let written = write(&part, manifest, members).and_then(|()| {
        std::fs::rename(&part, to)?;
        let folder = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    });
    if written.is_err() {
        // Whatever went wrong is told; what is half written only takes room.
        drop(std::fs::remove_file(&part));
    }
    written
}

/// A file beside another one, for what is on its way there.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// Reads a parcel. `place` is shown the manifest, and says which members there must be and where each is written.
pub fn unpack<E: From<Fault>>(from: &Path, place: impl FnOnce(&[u8]) -> Result<Vec<(Member, PathBuf)>, E>) -> Result<(), E> {
    let file = File::open(from).map_err(Fault::Io)?;
    let mut stream = zstd::Decoder::new(file).map_err(|_| Fault::Foreign)?;
    stream.window_log_max(WINDOW_LOG).map_err(Fault::Io)?;
    let mut archive = tar::Archive::new(stream);
    let mut entries = archive.entries().map_err(|_| Fault::Foreign)?;
    let mut first = entries.next().ok_or(Fault::Foreign)?.map_err(|cause| damaged(&cause, Fault::Foreign))?;
    if name_of(&first)? != MANIFEST || !first.header().entry_type().is_file() {
        return Err(Fault::Foreign.into());
    }
    let mut manifest = Vec::new();
    (&mut first).take(MANIFEST_BYTES + 1).read_to_end(&mut manifest).map_err(|cause| damaged(&cause, Fault::Truncated))?;
    if manifest.len() as u64 > MANIFEST_BYTES {
        return Err(Fault::TooLarge.into());
    }
    for (member, to) in place(&manifest)? {
        let mut entry = entries.next().ok_or(Fault::Truncated)?.map_err(|cause| damaged(&cause, Fault::Truncated))?;
        let name = name_of(&entry)?;
        if name != member.name || !entry.header().entry_type().is_file() {
            return Err(Fault::Unexpected(name).into());
        }
        extract(&mut entry, &member, &to)?;
    }
    match entries.next() {
        None => Ok(()),
        Some(Ok(entry)) => Err(Fault::Unexpected(name_of(&entry)?).into()),
        Some(Err(cause)) => Err(damaged(&cause, Fault::Truncated).into()),
    }
}

fn write(to: &Path, manifest: &[u8], members: &[(Member, PathBuf)]) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to)?;
    let mut archive = tar::Builder::new(zstd::Encoder::new(file, LEVEL)?);
    append(&mut archive, MANIFEST, manifest.len() as u64, manifest)?;
    for (member, path) in members {
        append(&mut archive, &member.name, member.bytes, File::open(path)?)?;
    }
    let file = archive.into_inner()?.finish()?;
    file.sync_all()
}

fn append(archive: &mut tar::Builder<impl Write>, name: &str, bytes: u64, content: impl Read) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    archive.append_data(&mut header, name, content.take(bytes))
}

fn extract(entry: &mut impl Read, member: &Member, to: &Path) -> Result<(), Fault> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(Fault::Io)?;
    let mut hash = Sha256::new();
    // One byte more than it may have tells whether it has more.
    let bytes = pass(entry, member.bytes + 1, |chunk| {
        hash.update(chunk);
        file.write_all(chunk)
    });
    let bytes = bytes.map_err(|cause| damaged(&cause, Fault::Truncated))?;
    if bytes != member.bytes || data_encoding::HEXLOWER.encode(&hash.finalize()) != member.sha256 {
        return Err(Fault::Changed(member.name.clone()));
    }
    file.sync_all().map_err(Fault::Io)
}

/// Hands what is read on in chunks, at most so many bytes. Says how many there were.
fn pass(from: &mut impl Read, most: u64, mut to: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut passed = 0;
    loop {
        let room = usize::try_from((most - passed).min(CHUNK as u64)).unwrap_or(CHUNK);
        match from.read(&mut chunk[..room]) {
            Ok(0) => return Ok(passed),
            Ok(read) => {
                to(&chunk[..read])?;
                passed += read as u64;
            }
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
}

fn name_of(entry: &tar::Entry<'_, impl Read>) -> Result<String, Fault> {
    let path = entry.path().map_err(|_| Fault::Foreign)?;
    Ok(path.to_string_lossy().into_owned())
}

/// The disk's faults are told as they are; what tar or zstd complain of is about the file.
fn damaged(cause: &io::Error, otherwise: Fault) -> Fault {
    match cause.raw_os_error() {
        Some(number) => Fault::Io(io::Error::from_raw_os_error(number)),
        None => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(directory: &Path, members: &[(&str, &[u8])]) -> (PathBuf, Vec<Member>) {
        let members: Vec<(Member, PathBuf)> = members
            .iter()
            .map(|(name, content)| {
                let path = directory.join(name.replace('/', "-"));
                std::fs::write(&path, content).expect("written");
                (measure(&path, name).expect("measured"), path)
            })
            .collect();
        let to = directory.join("a.tar.zst");
        pack(&to, b"{}", &members).expect("packed");
        (to, members.into_iter().map(|(member, _)| member).collect())
    }

    fn open(from: &Path, expected: &[Member], into: &Path) -> Result<(), Fault> {
        let expected = expected.to_vec();
        unpack(from, |manifest| {
            assert_eq!(manifest, b"{}");
            Ok(expected.iter().enumerate().map(|(n, member)| (member.clone(), into.join(format!("{n}")))).collect())
        })
    }

    #[test]
    fn what_was_packed_comes_out_and_what_was_changed_does_not() {
        let directory = tempfile::tempdir().expect("a directory");
        let content = vec![7_u8; 300_000];
        let (from, members) = parcel(directory.path(), &[("account.db", &content), ("archive.db", b"old")]);
        let into = tempfile::tempdir().expect("a directory");
        open(&from, &members, into.path()).expect("opened");
        assert_eq!(std::fs::read(into.path().join("0")).expect("read"), content);
        assert!(matches!(open(&from, &members, into.path()), Err(Fault::Io(_))), "nothing is written over");

        let other = |change: fn(&mut Vec<Member>)| {
            let mut members = members.clone();
            change(&mut members);
            let into = tempfile::tempdir().expect("a directory");
            open(&from, &members, into.path()).expect_err("refused")
        };
        assert!(matches!(other(|members| members[0].sha256 = "0".repeat(64)), Fault::Changed(_)));
        assert!(matches!(other(|members| members[0].bytes -= 1), Fault::Changed(_)));
        assert!(matches!(other(|members| members[0].bytes += 1), Fault::Changed(_)));
        assert!(matches!(other(|members| members.truncate(1)), Fault::Unexpected(name) if name == "archive.db"));
        assert!(matches!(other(|members| members.swap(0, 1)), Fault::Unexpected(_)));
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_told_so() {
        let directory = tempfile::tempdir().expect("a directory");
        let content: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
        let (from, members) = parcel(directory.path(), &[("account.db", &content)]);
        let whole = std::fs::read(&from).expect("read");
        for part in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&from, &whole[..part]).expect("cut");
            let into = tempfile::tempdir().expect("a directory");
            let fault = open(&from, &members, into.path()).expect_err("refused");
            assert!(matches!(fault, Fault::Truncated | Fault::Foreign | Fault::Changed(_)), "{part}: {fault:?}");
        }
        std::fs::write(&from, "no parcel").expect("written");
        assert!(matches!(open(&from, &members, directory.path()), Err(Fault::Foreign)));
    }

    #[test]
    fn what_leads_elsewhere_is_written_nowhere() {
        let directory = tempfile::tempdir().expect("a directory");
        let evil = |kind: tar::EntryType, name: &[u8], link: Option<&str>| {
            let from = directory.path().join("evil.tar.zst");
            let mut archive = tar::Builder::new(zstd::Encoder::new(File::create(&from).expect("made"), 3).expect("zstd"));
            append(&mut archive, MANIFEST, 2, b"{}".as_slice()).expect("written");
            let mut header = tar::Header::new_gnu();
            header.as_old_mut().name[..name.len()].copy_from_slice(name);
            header.set_entry_type(kind);
            header.set_size(if link.is_some() { 0 } else { 3 });
            if let Some(link) = link {
                header.set_link_name(link).expect("a link");
            }
            header.set_cksum();
            archive.append(&header, if link.is_some() { b"".as_slice() } else { b"bad" }).expect("written");
            archive.into_inner().expect("ended").finish().expect("ended");
            let member = Member { name: "account.db".into(), bytes: 3, sha256: String::new() };
            let into = tempfile::tempdir().expect("a directory");
            let fault = open(&from, &[member], into.path()).expect_err("refused");
            assert_eq!(std::fs::read_dir(into.path()).expect("listed").count(), 0);
            fault
        };
        for name in [b"../../account.db".as_slice(), b"/etc/account.db", b"account.db/../x"] {
            assert!(matches!(evil(tar::EntryType::Regular, name, None), Fault::Unexpected(_)));
        }
        assert!(matches!(evil(tar::EntryType::Symlink, b"account.db", Some("/etc/passwd")), Fault::Unexpected(_)));
    }
}
