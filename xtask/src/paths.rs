//! Where things lie.

use std::env;
use std::path::{Path, PathBuf};

/// The workspace's folder.
pub fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&xtask).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's folder for what it builds.
pub fn target() -> PathBuf {
    let configured = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    configured.map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program built by cargo in the development profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// The user interface's folder.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// The TypeScript types made from the Rust ones.
pub fn bindings() -> PathBuf {
    ui().join("src/lib/bindings")
}
