//! Sets up the Python packages of the tests in a virtual environment below `target`: pypff, a reader of PST files, and
//! zstandard, for the reader of archives (`tests/read_archive.py`).

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::step;
use crate::{paths, sh};

/// The packages. The list of known differences was made with this version of pypff.
const PACKAGES: [&str; 2] = ["libpff-python==20260926", "zstandard==0.25.0"];

/// Returns the Python that has the packages. Sets it up if it is missing, or has other versions.
pub fn provide() -> Result<PathBuf> {
    let dir = paths::target().join("pypff");
    let python = dir.join("bin/python3");
    let stamp = dir.join("foundmail-stamp");
    let wanted = PACKAGES.join(" ");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && python.exists() {
        return Ok(python);
    }
    if !cfg!(target_os = "linux") {
        bail!("pypff is set up on Linux only");
    }
    step("Setting up Python packages", || {
        // An interrupted attempt may have left an incomplete environment.
        let make = ["-m", "venv", "--clear"];
        quietly(Command::new("python3").args(make).arg(&dir)).context("no environment for Python")?;
        // Two attempts of fifteen seconds: without a network this must not take minutes.
        let install =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=15"];
        quietly(Command::new(&python).args(install).arg("--only-binary=:all:").args(PACKAGES))
            .with_context(|| format!("pip can't install {wanted}"))?;
        fs::write(&stamp, &wanted)?;
        Ok(python)
    })
}

/// Runs the command. The error is the last line that it printed.
fn quietly(command: &mut Command) -> Result<()> {
    let output = command.current_dir(paths::root()).output().context("Python 3 is not installed")?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    bail!("{}", sh::last_line(&said))
}
