//! Builds the programs of the crate `tests` and of other packages.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::steps::step;
use crate::{paths, sh};

/// The build profile of cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The development profile, which detects overflows.
    Development,
    /// The release profile.
    Release,
}

/// Builds a program of the crate `tests` without the code that controls the window. Returns the path of the
/// program.
pub fn build(name: &str, profile: Profile) -> Result<PathBuf> {
    build_with("foundmail-tests", name, &["--no-default-features"], profile)
}

/// Builds a program of another package. Returns the path of the program.
pub fn build_program(package: &str, name: &str, profile: Profile) -> Result<PathBuf> {
    build_with(package, name, &[], profile)
}

fn build_with(package: &str, name: &str, options: &[&str], profile: Profile) -> Result<PathBuf> {
    let (folder, option) = match profile {
        Profile::Development => ("debug", None),
        Profile::Release => ("release", Some("--release")),
    };
    step(&format!("Building {name} ({folder})"), || {
        let mut cargo = sh::cargo();
        cargo.args(["build", "--quiet", "--package", package, "--bin", name]).args(options);
        sh::run(cargo.args(option))
    })?;
    Ok(paths::target().join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}
