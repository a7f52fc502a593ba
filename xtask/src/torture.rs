//! `cargo xtask torture`: reads thousands of damaged mailboxes, and disturbs imports in every way.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::tool::{self, Profile};
use crate::{node, paths, sh};

pub const USAGE: &str = "\
Usage: cargo xtask torture pst [--mutants N] [--first NUMBER] [--workers N] [--out FILE] [FILE…]
       cargo xtask torture import [--times N] [--seed N] [--dir DIR] [--dev] [TRIAL…]

Makes N mutants of each file (1000 where nothing is said; real mailboxes of a registry's package where no file is named),
the same ones every time, and lets the reader read them in processes of their own, two at most. A panic, an end of
the process, more than ten seconds or more than 512 MiB is named with the mutant's number; with --mutants 1 --first NUMBER
it is read alone, with --first NUMBER --out FILE it is written down.

import does to the command line what may happen to an archive: kill, power, errors, full, source, readonly, race, flips, odd, sizes;
all of them where none is named. On Linux, with strace; full and readonly mount disks where they may. --times says how often (for errors:
every N-th call). docs/robustness.md tells what each does and what was seen.
";

/// `cargo xtask torture`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    match arguments.split_first().map(|(word, rest)| (word.as_str(), rest)) {
        Some(("pst", rest)) => pst(rest),
        Some(("import", rest)) => import(rest),
        _ => bail!("name a torture; see `cargo xtask torture --help`"),
    }
}

/// Returns the release profile, unless `--dev` is given.
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

/// Options, each with its value.
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

/// Returns the PST files that an npm package ships.
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
