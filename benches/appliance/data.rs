//! The data sets that are measured: built once by `dangol demo`, copied for each run that changes them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use dangol::base::time::{Clock as _, DAY_MS, SystemClock, Timestamp, Zone};

/// Built sets are kept here and used again by the next run; `DANGOL_BENCH_DATA` names another place. Remove one to have it built anew.
pub fn folder() -> PathBuf {
    let inside = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench/data");
    std::env::var_os("DANGOL_BENCH_DATA").map_or(inside, PathBuf::from)
}

/// A data directory in the folder, complete and stopped.
pub struct DataSet {
    pub scale: f64,
    path: PathBuf,
}

/// One copy, which goes with it.
pub struct Copied(PathBuf);

impl DataSet {
    /// The agency of that size whose last day is so many days back.
    pub fn at(binary: &Path, scale: f64, days_back: i64) -> Self {
        let folder = folder();
        fs::create_dir_all(&folder).unwrap();
        let until = Zone::default().day_of(Timestamp(SystemClock.now().0 - days_back * DAY_MS));
        let path = folder.join(format!("scale-{scale}-until-{until}"));
        if !path.exists() {
            let (part, start) = (path.with_extension("part"), Instant::now());
            let _ = fs::remove_dir_all(&part);
            eprintln!("building the data set {} …", path.display());
            let mut command = Command::new(binary);
            // Not one of the product's settings, which it would ask about.
            command
                .env_remove("DANGOL_BENCH_DATA")
                .args(["demo", "--scale", &scale.to_string(), "--until", &until.to_string()])
                .arg("--data-dir")
                .arg(&part);
            let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            assert!(status.success(), "dangol demo failed");
            fs::rename(&part, &path).unwrap();
            eprintln!("built in {:.0} s", start.elapsed().as_secs_f64());
        }
        Self { scale, path }
    }

    /// A copy to change; where the file system can, it shares its blocks with the original.
    pub fn copy(&self) -> Copied {
        let to = folder().join(format!("copy-{}-{}", std::process::id(), self.path.file_name().unwrap().display()));
        let _ = fs::remove_dir_all(&to);
        let copied = Command::new("cp").args(["-a", "--reflink=auto"]).arg(&self.path).arg(&to).status().unwrap();
        assert!(copied.success(), "cp failed");
        Copied(to)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Copied {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Bytes of all files below a directory.
pub fn bytes_below(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries
        .map(|entry| if entry.path().is_dir() { bytes_below(&entry.path()) } else { entry.metadata().map_or(0, |file| file.len()) })
        .sum()
}

/// The accounts by the size of their files, the largest first.
pub fn accounts(path: &Path) -> Vec<String> {
    let mut files: Vec<(u64, String)> = fs::read_dir(path.join("accounts"))
        .unwrap()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let slug = name.strip_suffix(".db")?.to_owned();
            (!slug.contains('.')).then_some((entry.metadata().ok()?.len(), slug))
        })
        .collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    files.into_iter().map(|(_, slug)| slug).collect()
}
