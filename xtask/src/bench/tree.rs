//! Samples the total memory of all descendants of this process.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const EVERY: Duration = Duration::from_millis(50);

/// A thread that samples the memory of the descendants of this process.
pub struct Watch {
    over: Arc<AtomicBool>,
    looking: JoinHandle<u64>,
}

impl Watch {
    /// Starts the thread.
    pub fn start() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&over);
        let looking = thread::spawn(move || {
            let mut most = 0;
            while !ends.load(Ordering::Relaxed) {
                most = most.max(descendants("self"));
                thread::sleep(EVERY);
            }
            most
        });
        Self { over, looking }
    }

    /// Ends the thread and returns the peak memory in KiB. Returns 0 on a system without `/proc`.
    pub fn end(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        self.looking.join().unwrap_or(0)
    }
}

/// Returns the current memory of all descendants of a process, in KiB.
fn descendants(process: &str) -> u64 {
    let Ok(tasks) = fs::read_dir(format!("/proc/{process}/task")) else { return 0 };
    let lists = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    lists
        .map(|list| list.split_whitespace().map(|child| resident(child) + descendants(child)).sum::<u64>())
        .sum()
}

/// Returns the current memory of a process, in KiB. Returns 0 if the process has ended.
fn resident(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn children_are_seen() {
        let mut child = Command::new("sleep").arg("10").spawn().unwrap();
        let seen = descendants("self");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(seen > 0);
        assert_eq!(resident(&child.id().to_string()), 0);
    }
}
