//! Waiting for a repository that somebody else is at work on: a restore at 04:00 must not cost the night its backup.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{accounts::service::job::Run, backup::Fault};

/// A restore or a copy may read for a while.
const LONGEST: Duration = Duration::from_mins(20);
const BETWEEN: Duration = Duration::from_millis(500);

/// Takes a lock, again and again for some minutes while somebody else holds it. Ends early when the run is asked to stop.
pub fn patiently<T>(run: &Run, lock: impl Fn() -> Result<T, Fault>) -> Result<T, Fault> {
    let began = Instant::now();
    loop {
        match lock() {
            Err(Fault::Locked { .. }) if run.is_stopping() => return Err(Fault::Stopped),
            Err(Fault::Locked { .. }) if began.elapsed() < LONGEST => thread::sleep(BETWEEN),
            taken => return taken,
        }
    }
}
