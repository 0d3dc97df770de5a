//! Processes as the kernel tells of them.

use crate::operations::runs::Process;

/// This process.
pub fn own() -> Process {
    of(std::process::id()).unwrap_or(Process { pid: i64::from(std::process::id()), born: 0 })
}

/// A process by its number; absent when there is none, or one that has ended and only waits to be noticed.
pub fn of(pid: u32) -> Option<Process> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let born = born(&stat)?;
    Some(Process { pid: i64::from(pid), born })
}

/// Does it still run?
pub fn is_alive(process: Process) -> bool {
    u32::try_from(process.pid).ok().and_then(of) == Some(process)
}

/// The most memory that this process has held.
pub fn peak_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kb = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix("kB")?.trim();
    Some(kb.parse::<i64>().ok()? * 1024)
}

/// When it began, from `/proc/…/stat` (proc(5)): the fields stand behind the name, which may hold anything.
fn born(stat: &str) -> Option<i64> {
    const STATE: usize = 0;
    const START_TIME: usize = 19;
    let fields: Vec<&str> = stat.get(stat.rfind(')')? + 1..)?.split_ascii_whitespace().collect();
    if matches!(*fields.get(STATE)?, "Z" | "X") { None } else { fields.get(START_TIME)?.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_birth() {
        let own = own();
        assert!(own.born > 0 && is_alive(own));
        assert!(!is_alive(Process { born: own.born + 1, ..own }));
        assert!(peak_bytes().is_some_and(|bytes| bytes > 1 << 20));
    }

    #[test]
    fn names_may_hold_anything() {
        let rest = (1..=17).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(born(&format!("7 (a ) b (c) S 1 {rest} 4711 9")), Some(4711));
        assert_eq!(born(&format!("7 (a) Z 1 {rest} 4711 9")), None);
    }
}
