//! `cargo xtask run`: installs everything that is needed after cloning, builds the program, and starts it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::display::{self, Screen};
use crate::packages::{self, Purpose};
use crate::steps::step;
use crate::{node, paths, sh};

pub const USAGE: &str = "\
Usage: cargo xtask run [FILE…] [--sample]

Installs missing packages (system packages on Debian and Ubuntu, npm packages), builds the program, and starts it with
the given mailboxes. --sample starts it with a generated sample mailbox.

Without a display, the program runs on a virtual display. A script imports the files (without FILE: the sample), searches
them, prints the results, and writes a screenshot of the window to target/run.png.
";

/// Runs `cargo xtask run`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    let (files, sample) = parse(arguments)?;
    let seen = display::is_there();
    packages::require(if seen { Purpose::Run } else { Purpose::RunUnseen })?;
    node::install(&paths::ui())?;
    node::build_pages()?;
    build(seen)?;
    if seen { show(&files, sample) } else { drive(&files) }
}

/// Returns the files, and true if `--sample` is given. The paths are absolute, because the program starts in the
/// root folder of the workspace.
fn parse(arguments: &[String]) -> Result<(Vec<PathBuf>, bool)> {
    let mut files = Vec::new();
    let mut sample = false;
    for word in arguments.iter().filter(|word| *word != "--") {
        match word.as_str() {
            "--sample" => sample = true,
            option if option.starts_with("--") => {
                bail!("unknown option `{option}`; see `cargo xtask run --help`")
            }
            file => {
                let path = Path::new(file);
                if !path.exists() {
                    bail!("the file {file} does not exist");
                }
                files.push(std::path::absolute(path).with_context(|| format!("could not find {file}"))?);
            }
        }
    }
    Ok((files, sample))
}

/// Builds all programs in one call of cargo, so that dependencies are not compiled twice with different features.
fn build(seen: bool) -> Result<()> {
    step("Building the program (the first time takes some minutes)", || {
        let mut cargo = sh::cargo();
        cargo.args(["build", "-p", "foundmail-app", "-p", "foundmail-cli"]);
        if !seen {
            cargo.args(["-p", "foundmail-tests"]);
        }
        sh::run(cargo.arg("--bins"))
    })
}

fn show(files: &[PathBuf], sample: bool) -> Result<ExitCode> {
    println!("› Starting the program");
    let mut app = sh::command(paths::built("foundmail-app"));
    if sample {
        app.arg("--sample");
    }
    let status = app.args(files).status().context("could not start the program")?;
    Ok(sh::exit_code(status))
}

fn drive(files: &[PathBuf]) -> Result<ExitCode> {
    println!("› Starting the program on a virtual display, because there is no screen");
    let picture = paths::target().join("run.png");
    let screen = Screen::start()?;
    let mut drive = sh::command(paths::built("drive"));
    drive.arg("--app").arg(paths::built("foundmail-app")).arg("--shot").arg(&picture);
    if files.is_empty() {
        drive.arg("--sample");
    }
    drive.args(files);
    let status = screen
        .apply(&mut drive)
        .status()
        .context("could not start the program `drive`, which takes the screenshot")?;
    if status.success() {
        println!("  Screenshot of the window: {}", picture.display());
    }
    Ok(sh::exit_code(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn files_become_full_paths() {
        let (files, sample) = parse(&words(&["Cargo.toml", "--sample"])).unwrap();
        assert!(files[0].is_absolute() && files[0].ends_with("Cargo.toml"));
        assert!(sample);
    }

    #[test]
    fn files_that_are_not_there_and_unknown_options_are_refused() {
        assert!(parse(&words(&["no such file"])).is_err());
        assert!(parse(&words(&["--verbose"])).is_err());
    }
}
