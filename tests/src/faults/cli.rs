//! Runs the command line that is tested.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The built `foundmail`.
#[derive(Debug, Clone)]
pub struct Foundmail {
    /// The path of the program.
    pub program: PathBuf,
}

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Ran {
    /// The exit code, or `None` if a signal ended the process.
    pub code: Option<i32>,
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub err: String,
}

impl Ran {
    /// Returns the result of a finished process.
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Returns true if the run succeeded. Reported damage does not count as a failure.
    pub fn is_done(&self) -> bool {
        matches!(self.code, Some(0 | 3))
    }

    /// Checks that a failed program ended by itself and printed the reason.
    pub fn ensure_clear(&self) -> Result<()> {
        ensure!(!self.err.contains("panicked"), "it panicked: {}", self.err);
        ensure!(self.code.is_some(), "a signal ended it: {}", self.err);
        let says = self.err.lines().any(|line| line.starts_with("foundmail: "));
        ensure!(
            self.is_done() || (self.code == Some(1) && says),
            "exit {:?} without a reason: {}",
            self.code,
            self.err
        );
        Ok(())
    }

    /// Returns the number of items that the import read and stored.
    pub fn stored(&self) -> u64 {
        stored(&self.err)
    }
}

/// Returns the number of items that an import read and stored, from its last line of progress. Items that an earlier,
/// interrupted import had stored do not count.
pub fn stored(progress: &str) -> u64 {
    let read = |line: &str| {
        let line: Value = serde_json::from_str(line).ok()?;
        line["stored"].as_u64()?.checked_sub(line["kept"].as_u64()?)
    };
    progress.lines().rev().find_map(read).unwrap_or(0)
}

impl Foundmail {
    /// Returns a command that uses an archive.
    pub fn command(&self, archive: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--archive").arg(archive).args(args).stdin(Stdio::null()).env("RUST_BACKTRACE", "0");
        command
    }

    /// Runs a command and returns its result, also if the command fails.
    pub fn run(&self, archive: &Path, args: &[&str]) -> Result<Ran> {
        Ok(Ran::of(&self.command(archive, args).output().context("foundmail could not be started")?))
    }

    /// Runs a command that must succeed, and parses its output.
    pub fn json(&self, archive: &Path, args: &[&str]) -> Result<Value> {
        let ran = self.run(archive, &[args, &["--json"]].concat())?;
        ensure!(ran.is_done(), "{args:?}: exit {:?}: {}", ran.code, ran.err);
        serde_json::from_str(&ran.out).with_context(|| format!("{args:?} printed {}", ran.out))
    }

    /// Returns the arguments of an import that prints its progress.
    pub fn import_words(sources: &[PathBuf]) -> Vec<&str> {
        let mut words = vec!["import", "--progress", "--json"];
        words.extend(sources.iter().filter_map(|source| source.to_str()));
        words
    }

    /// Runs an import without interruption, and checks the totals of its report.
    pub fn import(&self, archive: &Path, sources: &[PathBuf]) -> Result<Ran> {
        let ran = self.run(archive, &Self::import_words(sources))?;
        ensure!(ran.is_done(), "the import: exit {:?}: {}", ran.code, ran.err);
        let report: Value = serde_json::from_str(&ran.out)?;
        let part = |name: &str| report["totals"][name].as_u64().unwrap_or(u64::MAX);
        ensure!(
            part("found") == part("ready") + part("copies") + part("damaged"),
            "sums: {}",
            report["totals"]
        );
        Ok(ran)
    }

    /// Continues an interrupted import. Does nothing if the import had finished, because another import would find
    /// only copies.
    pub fn go_on(&self, archive: &Path, sources: &[PathBuf]) -> Result<Option<Ran>> {
        if self.has_imported(archive)? { Ok(None) } else { self.import(archive, sources).map(Some) }
    }

    /// Returns true if an import has finished.
    pub fn has_imported(&self, archive: &Path) -> Result<bool> {
        if !archive.join("catalogue.sqlite").exists() {
            return Ok(false);
        }
        let info = self.json(archive, &["info"])?;
        Ok(info["imports"].as_array().is_some_and(|imports| !imports.is_empty()))
    }

    /// Runs `verify --full`. Only damage that was repaired is permitted.
    pub fn ensure_whole(&self, archive: &Path) -> Result<Value> {
        let report = self.json(archive, &["verify", "--full"])?;
        let damaged = report["damaged"].as_array().context("the report has no list of damage")?;
        if let Some(damage) = damaged.iter().find(|damage| damage["mended"] != true) {
            bail!("verify names {damage}");
        }
        Ok(report)
    }
}
