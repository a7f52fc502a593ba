//! pypff, a reader of mailboxes for Python, in an environment of its own below `target`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::step;
use crate::{paths, sh};

/// The version that the list of known differences was made with.
const PACKAGE: &str = "libpff-python==20260926";

/// The Python that has it; sets it up if it isn't there.
pub fn provide() -> Result<PathBuf> {
    let dir = paths::target().join("pypff");
    let python = dir.join("bin/python3");
    let stamp = dir.join("foundmail-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == PACKAGE) && python.exists() {
        return Ok(python);
    }
    if !cfg!(target_os = "linux") {
        bail!("pypff is set up on Linux only");
    }
    step("Setting up pypff", || {
        // What an earlier try left may be half an environment.
        let make = ["-m", "venv", "--clear"];
        quietly(Command::new("python3").args(make).arg(&dir)).context("no environment for Python")?;
        // Two tries of fifteen seconds: without a network this must not take minutes.
        let install =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=15"];
        quietly(Command::new(&python).args(install).args(["--only-binary=:all:", PACKAGE]))
            .with_context(|| format!("pip can't bring {PACKAGE}"))?;
        fs::write(&stamp, PACKAGE)?;
        Ok(python)
    })
}

/// Runs it; the error is the last line that it printed.
fn quietly(command: &mut Command) -> Result<()> {
    let output = command.current_dir(paths::root()).output().context("Python 3 is not installed")?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    bail!("{}", sh::last_line(&said))
}
