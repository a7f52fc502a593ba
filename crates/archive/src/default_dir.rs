//! Where the owner's archive lies.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folder of the owner's own archive, in the place that the system has for a program's data.
pub fn default_dir() -> Option<PathBuf> {
    ProjectDirs::from("", "", "Foundmail").map(|dirs| dirs.data_dir().join("archive"))
}
