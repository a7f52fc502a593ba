//! Measures the time and memory of one run of a program.
//!
//! The system reports only a sum for all children of a process, so each run needs a separate parent process. xtask
//! starts itself again as this parent. The parent starts the measured program, waits for its end, and prints the
//! figures. On Linux, the parent also waits for processes that the program leaves behind, so that their time
//! counts. It also samples the total memory of all these processes.

use std::ffi::OsStr;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::tree::Watch;

/// The argument with which xtask acts as the parent of a measured program.
pub const ALONE: &str = "--alone";

/// The cost of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// User and system time of the program and its children.
    pub processor: Duration,
    /// Elapsed time.
    pub wall: Duration,
    /// The peak memory of the largest process, in KiB.
    pub memory: u64,
    /// The peak memory of all processes together, in KiB, sampled twenty times per second. Memory that processes
    /// share is counted for each of them. 0 if the system does not report the memory.
    pub tree: u64,
}

impl Cost {
    /// Returns the total cost of two runs, of which the second starts after the first.
    #[must_use]
    pub fn and_then(self, next: Self) -> Self {
        Self {
            processor: self.processor + next.processor,
            wall: self.wall + next.wall,
            memory: self.memory.max(next.memory),
            tree: self.tree.max(next.tree),
        }
    }
}

/// Runs a program and measures its cost. Discards its output. Fails if the program fails.
pub fn run(program: &[&str]) -> Result<Cost> {
    run_with(program, &[])
}

/// Runs a program like [`run`], with additional environment variables.
pub fn run_with(program: &[&str], environment: &[(&str, &OsStr)]) -> Result<Cost> {
    let this = std::env::current_exe()?;
    let mut command = Command::new(this);
    command.args(["bench", ALONE]).args(program).envs(environment.iter().copied());
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "{}: {}{said}",
        program.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    parse(&said).with_context(|| format!("{}: the output contains no figures: {said:?}", program.join(" ")))
}

/// Acts as the parent of the measured program, and prints the figures.
pub fn alone(words: &[&str]) -> Result<ExitCode> {
    let Some((program, arguments)) = words.split_first() else { bail!("the program to measure is missing") };
    adopt();
    let watch = Watch::start();
    let start = Instant::now();
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("could not start {program}"))?;
    wait_for_the_rest();
    let wall = start.elapsed();
    ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    let tree = watch.end();
    let (processor, memory) = children()?;
    println!("{} {} {memory} {tree}", processor.as_micros(), wall.as_micros());
    Ok(ExitCode::SUCCESS)
}

fn parse(line: &str) -> Option<Cost> {
    let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [processor, wall, memory, tree] = numbers[..] else { return None };
    Some(Cost {
        processor: Duration::from_micros(processor),
        wall: Duration::from_micros(wall),
        memory,
        tree,
    })
}

/// Makes this process the parent of processes whose parent has ended. The system counts the time of a process only
/// if a parent waits for it.
fn adopt() {
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

/// Waits for all remaining child processes.
fn wait_for_the_rest() {
    #[cfg(unix)]
    while nix::sys::wait::wait().is_ok() {}
}

/// Returns the processor time and the peak memory, in KiB, of the child processes that have ended.
#[cfg(unix)]
fn children() -> Result<(Duration, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS reports bytes instead of KiB.
    let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
    Ok((Duration::from_micros(u64::try_from(micros)?), u64::try_from(usage.max_rss())? / unit))
}

#[cfg(not(unix))]
fn children() -> Result<(Duration, u64)> {
    bail!("the time and memory of programs can be measured only on Linux and macOS")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_through_the_pipe() {
        let expected = Cost {
            processor: Duration::from_millis(1),
            wall: Duration::from_millis(2),
            memory: 300,
            tree: 400,
        };
        assert_eq!(parse("1000 2000 300 400\n"), Some(expected));
        assert_eq!(parse("1000 2000"), None);
    }

    #[test]
    fn runs_in_a_row_add_their_times_and_keep_the_larger_memory() {
        let cost = |seconds, memory| Cost {
            processor: Duration::from_secs(seconds),
            wall: Duration::from_secs(seconds),
            memory,
            tree: memory,
        };
        assert_eq!(cost(1, 500).and_then(cost(2, 400)), cost(3, 500));
    }
}
