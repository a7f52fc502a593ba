//! The default folder of the user's archive.

use std::path::PathBuf;

use directories::ProjectDirs;

/// Returns the default folder of the user's archive, in the system's folder for the data of programs.
pub fn default_dir() -> Option<PathBuf> {
    ProjectDirs::from("", "", "Foundmail").map(|dirs| dirs.data_dir().join("archive"))
}
