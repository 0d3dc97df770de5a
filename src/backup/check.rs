//! Does the repository still hold what it says? What is damaged is named with the files that it hits, so that the others are known
//! to be safe.

use std::collections::{BTreeMap, BTreeSet};

use rustic_core::{
    CheckOptions,
    repofile::{PackId, SnapshotFile},
};

use crate::backup::{Fault, Lock, Repository, Snapshot, save::lost as lost_of};

/// What a check has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is damaged, in the library's words. Empty: all is well.
    pub findings: Vec<String>,
    /// The packs among them.
    pub packs: BTreeSet<String>,
    /// Index files that can't be read. Until they are mended nothing can be brought back.
    pub indexes: BTreeSet<String>,
    /// Files with a part in a damaged pack, by snapshot id: they may not come back. All others do.
    pub lost: BTreeMap<String, Vec<String>>,
}

impl Report {
    pub fn is_well(&self) -> bool {
        self.findings.is_empty() && self.lost.is_empty()
    }
}

impl Repository {
    /// Checks the structure; with `read_data` every byte is read, decrypted and compared with its name.
    pub fn verify(&self, _: &Lock, read_data: bool) -> Result<Report, Fault> {
        let indexes = self.bad_indexes()?;
        if !indexes.is_empty() {
            let lost = |snapshot: Snapshot| (snapshot.id, snapshot.record.files.into_iter().map(|file| file.path).collect());
            let lost = self.snapshots()?.into_iter().map(lost).collect();
            let findings = indexes.iter().map(|id| format!("index {id} can't be read")).collect();
            return Ok(Report { findings, indexes, lost, ..Report::default() });
        }
        let library = self.library()?;
        let options = CheckOptions::default().trust_cache(true).read_data(read_data);
        let results = library.check(options).map_err(|error| self.fault(&error))?;
        let mut report = Report::default();
        for (level, finding) in &results.0 {
            // Packs that no index names are what a killed run has left: no harm, and the next prune takes them.
            if format!("{level:?}") == "Error" {
                report.findings.push(finding.to_string());
                report.packs.extend(ids(&format!("{finding:?}")));
            }
        }
        if !report.findings.is_empty() {
            self.trace(&mut report)?;
        }
        Ok(report)
    }

    /// Finds the files that need a damaged pack, and those whose chunks no index knows.
    fn trace(&self, report: &mut Report) -> Result<(), Fault> {
        let files: Vec<SnapshotFile> = self.files()?;
        let library = self.library()?.to_indexed().map_err(|error| self.fault(&error))?;
        let is_bad = |pack: PackId| report.packs.contains(pack.into_inner().to_hex().as_str());
        let mut lost = BTreeMap::new();
        for (snapshot, file) in files.iter().filter_map(|file| Some((Snapshot::of(file)?, file))) {
            let paths = lost_of(&library, file, &snapshot.record, |pack| !is_bad(pack));
            if !paths.is_empty() {
                lost.insert(snapshot.id, paths);
            }
        }
        report.lost = lost;
        Ok(())
    }
}

/// The ids that stand in a text: 64 hexadecimal digits.
fn ids(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() == 64).map(str::to_owned)
}
