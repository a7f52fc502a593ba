//! Runs readers that are libraries for other languages. A script reads the file and prints one record per line.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::record::Record;

/// Returns the folder with the scripts.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("second_opinions")
}

/// Returns the items that `pypff` finds. `python` is an interpreter in which `pypff` is installed.
pub fn pypff(python: &Path, file: &Path) -> Result<Vec<Record>> {
    records(Command::new(python).arg(folder().join("pypff_dump.py")).arg(file))
}

/// Returns the items that the npm package `pst-extractor` finds.
pub fn pst_extractor(file: &Path) -> Result<Vec<Record>> {
    records(Command::new("node").arg(folder().join("pst_extractor_dump.mjs")).arg(file))
}

fn records(command: &mut Command) -> Result<Vec<Record>> {
    let output = command.output().with_context(|| format!("could not start {command:?}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let said = errors.lines().rfind(|line| line.contains("Error")).unwrap_or_default();
        bail!("{}: {said}", output.status);
    }
    let lines = output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).context("a line is not a record")).collect()
}
