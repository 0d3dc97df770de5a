//! What this process and its children take of the box, as the kernel counts it, and how full the disk is.

use std::path::Path;

use procfs::{ProcResult, process::Process};

/// Memory that is held now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    pub server_bytes: u64,
    /// Of all children together: jobs run in one.
    pub children_bytes: u64,
}

/// What was used since the start, children included, also those that have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    pub cpu_ms: u64,
    /// Bytes that came from the disk, and that were sent to it. Absent where the kernel does not tell.
    pub io: Option<Io>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Io {
    pub read_bytes: u64,
    pub written_bytes: u64,
    /// Calls that read or wrote, also what the kernel had in memory.
    pub reads: u64,
    pub writes: u64,
}

/// The disk that the data directory lies on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    pub used_bytes: u64,
    /// What this process may still take.
    pub free_bytes: u64,
}

/// Absent where `/proc` is not there or not readable.
pub fn measure() -> Option<(Memory, Use)> {
    let own = Process::myself().ok()?;
    let (server_bytes, mut used) = of(&own).ok()?;
    let mut memory = Memory { server_bytes, children_bytes: 0 };
    for child in children(&own) {
        // One that has just ended is counted in its parent from then on.
        let Ok((bytes, its)) = Process::new(child).and_then(|child| of(&child)) else { continue };
        memory.children_bytes += bytes;
        used.cpu_ms += its.cpu_ms;
        if let (Some(io), Some(its)) = (&mut used.io, its.io) {
            io.read_bytes += its.read_bytes;
            io.written_bytes += its.written_bytes;
            io.reads += its.reads;
            io.writes += its.writes;
        }
    }
    Some((memory, used))
}

/// Absent where the directory can't be asked.
pub fn disk(directory: &Path) -> Option<Disk> {
    let disk = rustix::fs::statvfs(directory).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    Some(Disk { used_bytes: bytes(disk.f_blocks.saturating_sub(disk.f_bfree)), free_bytes: bytes(disk.f_bavail) })
}

fn of(process: &Process) -> ProcResult<(u64, Use)> {
    let stat = process.stat()?;
    let waited_for = u64::try_from(stat.cutime.saturating_add(stat.cstime)).unwrap_or(0);
    let ticks = stat.utime + stat.stime + waited_for;
    let io = process.io().ok().map(|io| Io {
        read_bytes: io.read_bytes,
        written_bytes: io.write_bytes.saturating_sub(io.cancelled_write_bytes),
        reads: io.syscr,
        writes: io.syscw,
    });
    Ok((stat.rss.saturating_mul(procfs::page_size()), Use { cpu_ms: ticks.saturating_mul(1_000) / procfs::ticks_per_second().max(1), io }))
}

/// The children of all threads.
fn children(process: &Process) -> Vec<i32> {
    let tasks = process.tasks().into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| task.children().ok()).flatten();
    children.filter_map(|id| i32::try_from(id).ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::{
        io::Read,
        process::{Command, Stdio},
    };

    use super::*;

    /// Other tests of this process have children too, so this one asks for its own by its number.
    #[test]
    fn this_process_is_measured_with_its_children() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo ready; read line"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().expect("started");
        // The kernel counts pages in rough steps: a process that has just begun may still hold none.
        let mut said = [0; 5];
        child.stdout.as_mut().expect("piped").read_exact(&mut said).expect("ready");
        let id = i32::try_from(child.id()).expect("a process number");
        let own = Process::myself().expect("this process");

        let (memory, used) = measure().expect("measured");
        assert!(memory.server_bytes > 1 << 20 && memory.server_bytes < 1 << 34, "{memory:?}");
        assert!(children(&own).contains(&id));
        assert!(memory.children_bytes > 0, "{memory:?}");

        child.kill().expect("ended");
        child.wait().expect("waited for");
        assert!(!children(&own).contains(&id));
        let (_, later) = measure().expect("measured");
        assert!(later.cpu_ms >= used.cpu_ms, "what a child used stays counted");
    }

    #[test]
    fn the_disk_is_measured() {
        let disk = disk(Path::new("/")).expect("measured");
        assert!(disk.used_bytes > 0, "{disk:?}");
    }
}
