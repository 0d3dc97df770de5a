//! Ending the data layer's threads.

use std::thread::{self, JoinHandle};

/// Waits for a thread that was told to end. The last handle may be dropped on that very thread, by a closure that held it; then
/// there is nothing to wait for.
pub fn join(thread: JoinHandle<()>) {
    if thread.thread().id() != thread::current().id() {
        // A panic in it has been reported already, and what it held is closed either way.
        drop(thread.join());
    }
}
