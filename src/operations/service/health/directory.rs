//! The data directory: there, ours, closed to others.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::{Access, access};

use crate::operations::{finding::Report, texts::health as texts};

const CHECK: &str = "directory";
/// Permission to read, write or enter for everybody on the machine.
const FOR_EVERYBODY: u32 = 0o007;

/// Is there anything to look at inside?
pub fn look(report: &mut Report, data_dir: &Path) -> bool {
    let directory = data_dir.display();
    let Ok(found) = fs::metadata(data_dir) else {
        report.note(CHECK, texts::NO_DIRECTORY.with(&[("directory", &directory)]));
        return false;
    };
    if !found.is_dir() {
        report.fault(CHECK, texts::NOT_A_DIRECTORY.with(&[("directory", &directory)]), texts::NOT_A_DIRECTORY_REMEDY);
        return false;
    }
    let faults = report.faults();
    if found.mode() & FOR_EVERYBODY != 0 {
        let mode = format!("{:o}", found.mode() & 0o777);
        let what = texts::OPEN_TO_ALL.with(&[("directory", &directory), ("mode", &mode)]);
        report.fault(CHECK, what, texts::OPEN_TO_ALL_REMEDY.with(&[("directory", &directory)]));
    }
    if access(data_dir, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK).is_err() {
        let what = texts::NOT_WRITABLE.with(&[("directory", &directory)]);
        report.fault(CHECK, what, texts::NOT_WRITABLE_REMEDY.with(&[("uid", &found.uid())]));
        return false;
    }
    if let Some((file, theirs)) = strangers(data_dir, &found).into_iter().next() {
        let what = texts::STRANGER.with(&[("file", &file.display()), ("theirs", &theirs), ("ours", &found.uid())]);
        report.fault(CHECK, what, texts::STRANGER_REMEDY.with(&[("directory", &directory)]));
    }
    if report.faults() == faults {
        report.ok(CHECK, texts::DIRECTORY.with(&[("directory", &directory)]));
    }
    true
}

/// The files of the directory itself and of its folders, without what lies deeper.
pub fn contents(data_dir: &Path) -> Vec<(PathBuf, Metadata)> {
    let list = |folder: &Path| -> Vec<(PathBuf, Metadata)> {
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        entries.filter_map(|entry| Some((entry.path(), entry.metadata().ok()?))).collect()
    };
    let mut found = list(data_dir);
    for folder in ["accounts", "run"] {
        found.extend(list(&data_dir.join(folder)));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// What belongs to another user than the directory: a command that was run as root leaves such files, and locks the service out.
fn strangers(data_dir: &Path, directory: &Metadata) -> Vec<(PathBuf, u32)> {
    let foreign = contents(data_dir).into_iter().filter(|(_, file)| file.uid() != directory.uid());
    foreign.map(|(path, file)| (path, file.uid())).collect()
}
