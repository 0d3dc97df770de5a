//! The size of the box as this process may use it: limits of its control group first, then the machine.

use std::{fmt, fs, path::Path};

/// What this process has to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// At least 1.
    pub cores: usize,
    /// Absent where neither the control group nor `/proc/meminfo` tells.
    pub memory_bytes: Option<u64>,
    /// Is it a control group that sets this memory, and not the machine?
    pub is_limited: bool,
}

impl Machine {
    pub fn measure() -> Self {
        // The standard library counts affinity and the CPU quota of control groups, v2 and v1.
        Self::of(std::thread::available_parallelism().map_or(1, std::num::NonZero::get), Path::new("/"))
    }

    /// The smallest of all limits on memory counts; `root` is `/` but in tests.
    fn of(cores: usize, root: &Path) -> Self {
        let groups = fs::read_to_string(root.join("proc/self/cgroup")).unwrap_or_default();
        let limit = groups.lines().flat_map(|line| group_limits(root, line)).min();
        let physical = physical_bytes(root);
        let is_limited = limit.is_some_and(|limit| physical.is_none_or(|physical| limit < physical));
        Self { cores, memory_bytes: if is_limited { limit } else { physical }, is_limited }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = if self.is_limited { "control group" } else { "machine" };
        match self.memory_bytes {
            Some(bytes) => write!(f, "{whose}: {} cores, {} MB of memory", self.cores, bytes >> 20),
            None => write!(f, "{whose}: {} cores, memory unknown", self.cores),
        }
    }
}

/// The limits of one line of `/proc/self/cgroup`: `0::/path` for v2, `N:memory:/path` for v1. A parent's limit binds its children.
fn group_limits(root: &Path, line: &str) -> Vec<u64> {
    let mut parts = line.splitn(3, ':').skip(1);
    let (controllers, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (mount, files): (_, &[&str]) = match controllers {
        "" => ("sys/fs/cgroup", &["memory.max", "memory.high"]),
        "memory" => ("sys/fs/cgroup/memory", &["memory.limit_in_bytes"]),
        _ => return Vec::new(),
    };
    let mount = root.join(mount);
    // In a container the path may be the host's and missing here; its mount is then the container's own group.
    mount
        .join(path.trim_start_matches('/'))
        .ancestors()
        .take_while(|group| group.starts_with(&mount))
        .flat_map(|group| files.iter().filter_map(|file| fs::read_to_string(group.join(file)).ok()?.trim().parse().ok()))
        .collect()
}

fn physical_bytes(root: &Path) -> Option<u64> {
    let text = fs::read_to_string(root.join("proc/meminfo")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    fn memory_bytes(root: &Path) -> Option<u64> {
        Machine::of(1, root).memory_bytes
    }

    const MEMINFO: (&str, &str) = ("proc/meminfo", "MemTotal:        8000000 kB\nMemFree: 1 kB\n");

    #[test]
    fn the_machine_counts_where_no_group_limits() {
        let root = root(&[MEMINFO, ("proc/self/cgroup", "0::/x\n"), ("sys/fs/cgroup/x/memory.max", "max\n")]);
        assert_eq!(memory_bytes(root.path()), Some(8_000_000 * 1024));
    }

    #[test]
    fn a_limit_of_a_parent_group_binds() {
        let root = root(&[
            MEMINFO,
            ("proc/self/cgroup", "0::/system.slice/dangol.service\n"),
            ("sys/fs/cgroup/system.slice/memory.max", "1073741824\n"),
            ("sys/fs/cgroup/system.slice/dangol.service/memory.max", "2147483648\n"),
        ]);
        assert_eq!(memory_bytes(root.path()), Some(1 << 30));
        assert_eq!(Machine::of(2, root.path()).to_string(), "control group: 2 cores, 1024 MB of memory");
    }

    #[test]
    fn version_one_is_read_and_its_no_limit_is_none() {
        let files = [MEMINFO, ("proc/self/cgroup", "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n")];
        let limited = root(&[files[0], files[1], ("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n")]);
        assert_eq!(memory_bytes(limited.path()), Some(512 << 20));
        let free = root(&[files[0], files[1], ("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")]);
        assert_eq!(memory_bytes(free.path()), Some(8_000_000 * 1024));
    }

    #[test]
    fn an_unreadable_box_is_of_unknown_size() {
        assert_eq!(memory_bytes(root(&[]).path()), None);
        let physical = root(&[MEMINFO]);
        assert_eq!(Machine::of(2, physical.path()).to_string(), "machine: 2 cores, 7812 MB of memory");
    }
}
