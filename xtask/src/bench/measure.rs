//! What a run of a program costs.
//!
//! The system tells what all children of a process took together. So each run gets a parent of its own: this
//! program again, which starts the one that is measured, waits, and prints the numbers.

use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// The word by which this program knows that it is that parent.
pub const ALONE: &str = "--alone";

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// User and system time of the program, and of those it started.
    pub processor: Duration,
    /// By the clock.
    pub wall: Duration,
    /// The most memory at one time, in KiB.
    pub memory: u64,
}

/// Runs a program and measures it. It must succeed; what it prints is dropped.
pub fn run(program: &[&str]) -> Result<Cost> {
    let this = std::env::current_exe()?;
    let output = Command::new(this).args(["bench", ALONE]).args(program).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "{}: {}{said}",
        program.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    parse(&said).with_context(|| format!("{}: no numbers in {said:?}", program.join(" ")))
}

/// The parent's part.
pub fn alone(words: &[&str]) -> Result<ExitCode> {
    let Some((program, arguments)) = words.split_first() else { bail!("what is to be measured?") };
    let start = Instant::now();
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("could not start {program}"))?;
    let wall = start.elapsed();
    ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    let (processor, memory) = children()?;
    println!("{} {} {memory}", processor.as_micros(), wall.as_micros());
    Ok(ExitCode::SUCCESS)
}

fn parse(line: &str) -> Option<Cost> {
    let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [processor, wall, memory] = numbers[..] else { return None };
    Some(Cost { processor: Duration::from_micros(processor), wall: Duration::from_micros(wall), memory })
}

/// Processor time and the most memory, in KiB, of the children that have ended.
#[cfg(unix)]
fn children() -> Result<(Duration, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS counts it in bytes.
    let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
    Ok((Duration::from_micros(u64::try_from(micros)?), u64::try_from(usage.max_rss())? / unit))
}

#[cfg(not(unix))]
fn children() -> Result<(Duration, u64)> {
    bail!("what a program takes can be measured on Linux and macOS only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_through_the_pipe() {
        let expected =
            Cost { processor: Duration::from_millis(1), wall: Duration::from_millis(2), memory: 300 };
        assert_eq!(parse("1000 2000 300\n"), Some(expected));
        assert_eq!(parse("1000 2000"), None);
    }
}
