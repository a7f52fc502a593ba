//! `cargo xtask torture`: reads thousands of damaged mailboxes, and tests imports under faults such as kills and
//! disk errors.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::tool::{self, Profile};
use crate::{node, paths, sh};

pub const USAGE: &str = "\
Usage: cargo xtask torture pst [--mutants N] [--first NUMBER] [--workers N] [--out FILE] [FILE…]
       cargo xtask torture import [--times N] [--seed N] [--dir DIR] [--dev] [TRIAL…]

pst
Makes N damaged copies (mutants) of each file and reads them in at most two separate processes. N is 1000 by default.
Without FILE, uses the sample files of an npm package. A mutant with the same number is the same in every run. Prints the
number of each mutant that causes a panic, ends the process, or needs more than ten seconds or 512 MiB. To read only this
mutant, use --mutants 1 --first NUMBER. To write it to a file, use --first NUMBER --out FILE.

import
Runs imports with the command line program under faults that can happen to an archive. The trials are kill, power, errors,
full, source, readonly, race, flips, odd and sizes; without TRIAL, all run. Needs Linux and strace. The trials full and
readonly mount disks if they have the permission. --times is the number of repetitions (for errors: every N-th call fails).
docs/robustness.md describes the trials and their results.
";

/// Runs `cargo xtask torture`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    match arguments.split_first().map(|(word, rest)| (word.as_str(), rest)) {
        Some(("pst", rest)) => pst(rest),
        Some(("import", rest)) => import(rest),
        _ => bail!("name a test, pst or import; see `cargo xtask torture --help`"),
    }
}

/// Builds and runs the program `faults`, in the release profile unless `--dev` is given.
fn import(words: &[String]) -> Result<ExitCode> {
    let profile =
        if words.iter().any(|word| word == "--dev") { Profile::Development } else { Profile::Release };
    let program = tool::build("faults", profile)?;
    let foundmail = tool::build_program("foundmail-cli", "foundmail", profile)?;
    let mut command = sh::command(program);
    command.arg("--foundmail").arg(foundmail).args(words.iter().filter(|word| *word != "--dev"));
    let status = command.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn pst(rest: &[String]) -> Result<ExitCode> {
    let program = tool::build("torture", Profile::Development)?;
    let mut command = sh::command(program);
    command.args(rest);
    if !names_a_file(rest) {
        command.args(mailboxes()?);
    }
    let status = command.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns true if the words contain a file name. Each option is followed by a value, which is not a file name.
fn names_a_file(words: &[String]) -> bool {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            return true;
        }
        words.next();
    }
    false
}

/// Returns the PST and OST files in an npm package.
pub fn mailboxes() -> Result<Vec<PathBuf>> {
    let tests = paths::root().join("tests");
    node::install(&tests)?;
    let dir = tests.join("node_modules/pst-extractor/example/testdata");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(dir)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pst" || extension == "ost"));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(names_a_file(&words), expected, "{line}");
    }

    #[test]
    fn values_of_options_are_no_files() {
        check("", false);
        check("--mutants 5 --first 7", false);
        check("--mutants 5 a.pst", true);
        check("a.pst --out b.pst", true);
    }
}
