//! `cargo xtask bench`: how fast, against others, with how much memory.

mod import;
mod measure;
mod pst;
mod search;
mod tree;

use std::process::ExitCode;

use anyhow::{Result, bail};

pub const USAGE: &str = "\
Usage: cargo xtask bench pst [--runs N] [FILE…]
mod search;
mod tree;

Takes mailboxes out of PST and OST files (real ones of a registry's package where none is named) with our own reader,
with readpst and with pffexport, in turn, N times each (5 where nothing is said), and prints the medians: processor
time, time by the clock, the most memory, messages and megabytes a second. What each does is said above the table.

mod search;
mod tree;
";

/// `cargo xtask bench`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"pst", rest)) => pst::main(rest),
mod search;
mod tree;
        // What `measure` starts: a process whose only child is the one that is measured.
        Some((&measure::ALONE, command)) => measure::alone(command),
        _ => bail!("what is to be timed? See `cargo xtask bench --help`"),
    }
}
