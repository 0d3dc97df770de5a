//! Who on this machine can read the data, the key and the settings.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt as _,
    path::Path,
};

use crate::{
    backup::Key,
    operations::{finding::Report, service::health::directory::contents, texts::health as texts},
};

const CHECK: &str = "permissions";
/// The owner's group and everybody; everybody; writing by any of them.
const FOR_OTHERS: u32 = 0o077;
const FOR_EVERYBODY: u32 = 0o007;
const WRITING: u32 = 0o022;

pub fn look(report: &mut Report, data_dir: &Path, settings_file: Option<&Path>) {
    let faults = report.faults();
    let key = Key::path(data_dir);
    if let Ok(found) = fs::metadata(&key)
        && found.mode() & FOR_OTHERS != 0
    {
        let what = texts::KEY_OPEN.with(&[("file", &key.display()), ("mode", &mode(&found))]);
        report.fault(CHECK, what, texts::KEY_OPEN_REMEDY.with(&[("file", &key.display())]));
    }
    // Nobody reaches a file through a directory that is closed to them.
    let is_reached = fs::metadata(data_dir).is_ok_and(|found| found.mode() & FOR_EVERYBODY != 0);
    let is_data = |path: &Path| path.extension().is_some_and(|ending| ending == "db" || ending == "db-wal");
    let files = if is_reached { contents(data_dir) } else { Vec::new() };
    let open = files.into_iter().find(|(path, file)| is_data(path) && file.mode() & FOR_EVERYBODY != 0);
    if let Some((path, found)) = open {
        let what = texts::FILE_OPEN.with(&[("file", &path.display()), ("mode", &mode(&found))]);
        report.fault(CHECK, what, texts::FILE_OPEN_REMEDY.with(&[("directory", &data_dir.display())]));
    }
    if let Some(file) = settings_file
        && let Ok(found) = fs::metadata(file)
        && found.mode() & WRITING != 0
    {
        let what = texts::SETTINGS_WRITABLE.with(&[("file", &file.display()), ("mode", &mode(&found))]);
        report.fault(CHECK, what, texts::SETTINGS_WRITABLE_REMEDY.with(&[("file", &file.display())]));
    }
    if report.faults() == faults {
        report.ok(CHECK, texts::PERMISSIONS);
    }
}

fn mode(file: &Metadata) -> String {
    format!("{:o}", file.mode() & 0o777)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_a_data_file_and_settings_that_others_can_reach_are_faults() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        let write = |name: &str, mode: u32| {
            fs::write(path.join(name), "x").unwrap();
            fs::set_permissions(path.join(name), fs::Permissions::from_mode(mode)).unwrap();
        };
        let settings = path.join("dangol.toml");
        write("recovery.key", 0o600);
        write("control.db", 0o640);
        write("dangol.toml", 0o644);
        let faults = || {
            let mut report = Report::default();
            look(&mut report, path, Some(&settings));
            report.faults()
        };
        assert_eq!(faults(), 0);
        for (n, (name, mode)) in [("recovery.key", 0o640), ("control.db", 0o644), ("dangol.toml", 0o664)].into_iter().enumerate() {
            write(name, mode);
            assert_eq!(faults(), n + 1, "{name}");
        }
    }
}
