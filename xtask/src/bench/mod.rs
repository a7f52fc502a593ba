//! `cargo xtask bench`: compares the speed and memory of Foundmail with other programs.

mod import;
mod measure;
mod pst;
mod search;
mod tree;

use std::process::ExitCode;

use anyhow::{Result, bail};

pub const USAGE: &str = "\
Usage: cargo xtask bench pst [--runs N] [FILE…]
       cargo xtask bench import [--messages N,N…] [--rounds N] [--only NAME,NAME…] [--keep DIR] [--write]
       cargo xtask bench search [--messages N]…

bench pst
Takes mailboxes out of PST and OST files (real ones of a registry's package where none is named) with our own reader,
with readpst and with pffexport, in turn, N times each (5 where nothing is said), and prints the medians: processor
time, time by the clock, the most memory, messages and megabytes a second. What each does is said above the table.

bench import
Makes an office's mail (10,000 and 100,000 messages where nothing is said, 580 MB for each ten thousand; 13 GB are needed
on the disk), and has it taken in by Foundmail (foundmail, foundmail-text), mairix, mu, notmuch and recoll in turn, each
with nothing there before and the mail in memory; those that are not installed are named and left out. The others run over the
smallest of the mailboxes only. Prints medians of N rounds (3) as the table of docs/benchmarks.md, whether all took in the
same messages and find as many, and each limit with its figure. --keep DIR leaves the mail in DIR and takes it from there
the next time; --write puts the table into docs/benchmarks.md. Needs Linux or macOS.

bench search
Asks 30 queries of N made-up letters (10,000 and 100,000 where nothing is said; a million takes ten minutes and 6 GB), in
one process, warm, and up to 100,000 letters some of them of notmuch and mu, a process each. What is made is kept for the
next time.
";

/// `cargo xtask bench`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"pst", rest)) => pst::main(rest),
        Some((&"import", rest)) => import::main(rest),
        Some((&"search", rest)) => search::main(rest),
        // `measure` starts this: a process whose only child is the measured program.
        Some((&measure::ALONE, command)) => measure::alone(command),
        _ => bail!("name a benchmark; see `cargo xtask bench --help`"),
    }
}
