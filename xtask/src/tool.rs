//! Small programs of the tests' crate, built without what drives the window.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::steps::step;
use crate::{paths, sh};

/// With which profile of cargo's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Overflows are found.
    Development,
    /// As the program is shipped.
    Release,
}

/// Builds one, and gives its path.
pub fn build(name: &str, profile: Profile) -> Result<PathBuf> {
    build_with("foundmail-tests", name, &["--no-default-features"], profile)
}

/// Builds a program of another package, and gives its path.
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
