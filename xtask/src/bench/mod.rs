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
Reads PST and OST files with Foundmail's reader, with readpst and with pffexport, N times each (default: 5). Without
FILE, it uses the sample files of an npm package. Prints the medians of processor time, elapsed time, peak memory,
messages per second and megabytes per second. The lines above the table describe the work of each program.

bench import
Generates mailboxes of an office (default: 10,000 and 100,000 messages; 580 MB for 10,000 messages; needs 13 GB on the
disk). Imports them with Foundmail (foundmail, foundmail-text), mairix, mu, notmuch and recoll, each time into an empty
folder and with the mail in the page cache. Programs that are not installed are listed and left out. Programs other than
Foundmail import only the smallest mailbox. Prints the medians of N rounds (default: 3) as a table, the number of messages
that each program imported and finds, and each limit with its figure. --keep DIR keeps the mail in DIR for the next run.
--write writes the table to docs/benchmarks.md. Needs Linux or macOS.

bench search
Runs 30 queries on N generated messages (default: 10,000 and 100,000; a million takes ten minutes and 6 GB) in one
process, after a warm-up. With at most 100,000 messages, also runs some of the queries with notmuch and mu, one process
for each query. Keeps the generated mail and the indexes for the next run.
";

/// Runs `cargo xtask bench`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"pst", rest)) => pst::main(rest),
        Some((&"import", rest)) => import::main(rest),
        Some((&"search", rest)) => search::main(rest),
        // The module `measure` starts xtask with this argument, to run the measured program as its only child.
        Some((&measure::ALONE, command)) => measure::alone(command),
        _ => bail!("name a benchmark; see `cargo xtask bench --help`"),
    }
}
