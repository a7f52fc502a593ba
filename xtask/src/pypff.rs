//! Installs the Python packages that the tests need in a virtual environment below `target`. pypff is another
//! reader of PST files. `tests/read_archive.py`, which reads archives, needs zstandard. icalendar and vobject read exported calendars
//! and address books. pikepdf and fonttools read exported PDF files.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::step;
use crate::{paths, sh};

/// The packages and their versions. The tests contain a list of known differences that applies to this version of
/// pypff. The versions of pikepdf and fonttools are the last ones for Python 3.10, which Ubuntu 22.04 has.
const PACKAGES: [&str; 6] = [
    "libpff-python==20260926",
    "zstandard==0.25.0",
    "icalendar==7.3.2",
    "vobject==0.9.9",
    "pikepdf==10.13.0.post1",
    "fonttools==4.65.0",
];

/// Returns the path of a Python that has the packages. Creates the environment if it is missing or has other
/// versions.
pub fn provide() -> Result<PathBuf> {
    let dir = paths::target().join("pypff");
    let python = dir.join("bin/python3");
    let stamp = dir.join("foundmail-stamp");
    let wanted = PACKAGES.join(" ");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && python.exists() {
        return Ok(python);
    }
    if !cfg!(target_os = "linux") {
        bail!("pypff can be installed only on Linux");
    }
    step("Installing Python packages", || {
        // The option `--clear` removes an incomplete environment of an interrupted attempt.
        let make = ["-m", "venv", "--clear"];
        quietly(Command::new("python3").args(make).arg(&dir))
            .context("could not create a Python environment")?;
        // At most two attempts of fifteen seconds, so that this step does not take minutes without a network.
        let install =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=15"];
        quietly(Command::new(&python).args(install).arg("--only-binary=:all:").args(PACKAGES))
            .with_context(|| format!("pip could not install {wanted}"))?;
        fs::write(&stamp, &wanted)?;
        Ok(python)
    })
}

/// Runs a command without showing its output. If it fails, the error contains the last line of the output.
fn quietly(command: &mut Command) -> Result<()> {
    let output = command.current_dir(paths::root()).output().context("Python 3 is not installed")?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    bail!("{}", sh::last_line(&said))
}
