//! `cargo xtask test --fast`: runs quick checks for use while working on a change.
//!
//! Lints and tests only the crates with changed files, and the pages if they changed. Only the full `cargo xtask
//! test` checks the crates that depend on changed crates, the whole program and the real window.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::Result;

use super::count::Count;
use crate::steps::seconds;
use crate::{node, paths, sh, tidy};

/// The parts of the project that have changed files.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changed {
    /// Package names.
    crates: BTreeSet<String>,
    pages: bool,
}

/// Runs the quick checks. Stops after the first check that fails.
pub fn run() -> Result<()> {
    let start = Instant::now();
    let changed = Changed::of(&changed_files());
    if changed == Changed::default() {
        println!("no files have changed; the lints and unit tests of all crates run");
    }
    sh::run(sh::cargo().args(["fmt", "--all", "--check"]))?;
    tidy::check()?;
    let mut count = Count::default();
    lint_and_test(&changed, &mut count)?;
    if changed.pages {
        check_pages(&mut count)?;
    }
    println!("\n{count} in {}; `cargo xtask test` runs every check", seconds(start.elapsed()));
    Ok(())
}

fn lint_and_test(changed: &Changed, count: &mut Count) -> Result<()> {
    if changed.crates.is_empty() && changed.pages {
        return Ok(());
    }
    let mut lints = sh::cargo();
    lints.args(["clippy", "--all-targets"]);
    let mut tests = sh::cargo();
    tests.args(["test", "--bins", "--no-fail-fast"]);
    // Cargo fails with `--lib` if none of the packages has a library.
    if changed.crates.is_empty() || changed.crates.iter().any(|name| has_library(name)) {
        tests.arg("--lib");
    }
    for cargo in [&mut lints, &mut tests] {
        if changed.crates.is_empty() {
            cargo.args(["--workspace", "--exclude", "xtask"]);
        }
        for name in &changed.crates {
            cargo.args(["--package", name]);
        }
    }
    sh::run(lints.args(["--", "-D", "warnings"]))?;
    sh::run_reading(&mut tests, |line| count.read(line))
}

fn has_library(package: &str) -> bool {
    let folder = match package.strip_prefix("foundmail-") {
        Some("app") => paths::root().join("src-tauri"),
        Some("tests") => paths::root().join("tests"),
        Some(name) => paths::root().join("crates").join(name),
        None => paths::root().join(package),
    };
    folder.join("src/lib.rs").is_file()
}

fn check_pages(count: &mut Count) -> Result<()> {
    node::install(&paths::ui())?;
    for script in ["lint", "check"] {
        sh::run(sh::npm().current_dir(paths::ui()).args(["run", "--silent", script]))?;
    }
    let mut tests = sh::npm();
    tests.current_dir(paths::ui()).args(["run", "--silent", "test"]);
    sh::run_reading(&mut tests, |line| count.read(line))
}

/// Returns the files with uncommitted changes and the files changed by commits that are not pushed. Returns no
/// files if git is missing or the folder is not a repository.
fn changed_files() -> Vec<String> {
    let mut git = sh::command("git");
    let edited = sh::lines(git.args(["status", "--porcelain", "--no-renames", "--untracked-files=all"]));
    let mut git = sh::command("git");
    let committed = sh::lines(git.args(["diff", "--name-only", "@{upstream}...HEAD"]));
    let edited = edited.into_iter().filter_map(|line| line.get(3..).map(str::to_owned));
    edited.chain(committed).collect()
}

impl Changed {
    fn of(files: &[String]) -> Self {
        let mut changed = Self::default();
        for file in files {
            match file.split('/').collect::<Vec<_>>().as_slice() {
                ["crates", name, _, ..] => _ = changed.crates.insert(format!("foundmail-{name}")),
                ["src-tauri", ..] => _ = changed.crates.insert("foundmail-app".into()),
                ["tests", ..] => _ = changed.crates.insert("foundmail-tests".into()),
                ["xtask", ..] => _ = changed.crates.insert("xtask".into()),
                ["ui", ..] => changed.pages = true,
                _ => {}
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], crates: &[&str], pages: bool) {
        let files: Vec<_> = files.iter().map(|file| (*file).to_owned()).collect();
        let crates = crates.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(Changed::of(&files), Changed { crates, pages }, "{files:?}");
    }

    #[test]
    fn changed_files_lead_to_their_crates() {
        check(&[], &[], false);
        check(&["README.md", "docs/search.md"], &[], false);
        check(&["crates/mail/src/lib.rs", "crates/mail/Cargo.toml"], &["foundmail-mail"], false);
        check(&["src-tauri/src/main.rs", "ui/src/app.css"], &["foundmail-app"], true);
        check(&["tests/whole/mbox.rs", "xtask/src/main.rs"], &["foundmail-tests", "xtask"], false);
    }
}
