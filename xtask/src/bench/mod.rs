//! `cargo xtask bench`: how fast, against others, with how much memory.

mod measure;
mod pst;
mod search;

use std::process::ExitCode;

use anyhow::{Result, bail};

pub const USAGE: &str = "\
Usage: cargo xtask bench pst [--runs N] [FILE…]
       cargo xtask bench search [--messages N]…

Takes mailboxes out of PST and OST files (real ones of a registry's package where none is named) with our own reader,
with readpst and with pffexport, in turn, N times each (5 where nothing is said), and prints the medians: processor
time, time by the clock, the most memory, messages and megabytes a second. What each does is said above the table.

search: asks 30 queries of N made-up letters (10,000 and 100,000 where nothing is said), in one process, warm, and up to
20,000 letters some of them of notmuch and mu, a process each. What is made is kept for the next time.
";

/// `cargo xtask bench`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"pst", rest)) => pst::main(rest),
        Some((&"search", rest)) => search::main(rest),
        // What `measure` starts: a process whose only child is the one that is measured.
        Some((&measure::ALONE, command)) => measure::alone(command),
        _ => bail!("what is to be timed? See `cargo xtask bench --help`"),
    }
}
