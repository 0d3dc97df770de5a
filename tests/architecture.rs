//! The house rules of the source, checked on the source: floors and feature order, where SQL and the calendar may stand,
//! what `mod.rs` holds, how long a file gets. The rules are written out in `architecture/place.rs` and `architecture/rules.rs`.

#[path = "architecture/bites.rs"]
mod bites;
#[path = "architecture/place.rs"]
mod place;
#[path = "architecture/read.rs"]
mod read;
#[path = "architecture/rules.rs"]
mod rules;

use std::path::Path;
use std::{fs, io};

use read::Source;

#[test]
fn the_source_keeps_the_rules() -> io::Result<()> {
    // cargo runs a test in the folder of its package.
    let root = Path::new(".");
    let mut sources = Vec::new();
    for folder in ["src", "tests", "benches"] {
        collect(root, &root.join(folder), &mut sources)?;
    }
    assert!(sources.iter().any(|source| source.path == "src/lib.rs"), "src/lib.rs was not found below {}", root.display());
    let complaints = rules::complaints(&sources);
    let list: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} complaints:\n{}", list.len(), list.join("\n"));
    Ok(())
}

/// Every Rust file below `folder`, named relative to `root` with forward slashes. A folder that is not there holds none.
fn collect(root: &Path, folder: &Path, into: &mut Vec<Source>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            // tests/e2e carries npm packages
            if path.file_name().is_some_and(|name| name != "node_modules") {
                collect(root, &path, into)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            into.push(Source { path: name, text: fs::read_to_string(&path)? });
        }
    }
    Ok(())
}
