//! The paths of the workspace.

use std::env;
use std::path::{Path, PathBuf};

/// Returns the root folder of the workspace.
pub fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&xtask).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Returns cargo's target directory.
pub fn target() -> PathBuf {
    let configured = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    configured.map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Returns the path of a program that cargo built in the development profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// Returns the folder of the window's pages.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Returns the folder of the generated TypeScript types.
pub fn bindings() -> PathBuf {
    ui().join("src/lib/bindings")
}
