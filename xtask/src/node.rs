//! Installs npm packages and builds the pages of the window. Does nothing if the sources have not changed since
//! the last time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::step;
use crate::{paths, sh};

/// The oldest version of Node that the tools support.
const NODE: u32 = 20;

/// The files and folders in `ui/` from which the pages are built.
const PAGE_SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// Installs the npm packages in the lock file of `dir`, unless they were already installed for the same lock file.
pub fn install(dir: &Path) -> Result<()> {
    check_node()?;
    let stamp = Stamp::new(dir, "install", &["package.json", "package-lock.json"])?;
    if stamp.is_current() {
        return Ok(());
    }
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    step(&format!("Installing npm packages in {name}/"), || {
        let mut npm = sh::npm();
        npm.current_dir(dir).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        sh::run_quietly(&mut npm)?;
        stamp.set()
    })
}

/// Builds the pages of the window if their sources have changed or the result is missing.
pub fn build_pages() -> Result<()> {
    let stamp = Stamp::new(&paths::ui(), "dist", PAGE_SOURCES)?;
    if stamp.is_current() && paths::ui().join("dist/index.html").is_file() {
        return Ok(());
    }
    step("Building the pages", || {
        let mut npm = sh::npm();
        sh::run_quietly(npm.current_dir(paths::ui()).args(["run", "--silent", "build"]))?;
        stamp.set()
    })
}

fn check_node() -> Result<()> {
    let output = Command::new("node").arg("--version").output();
    let version = output.context("Node is not installed; version 20 or newer is needed")?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    match major(&version) {
        Some(found) if found >= NODE => Ok(()),
        _ => bail!("Node {} is too old; version {NODE} or newer is needed", version.trim()),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// A file in `node_modules` with a hash of the sources of the last installation or build.
struct Stamp {
    file: PathBuf,
    /// The text of the file if it is up to date.
    wanted: String,
}

impl Stamp {
    fn new(dir: &Path, name: &str, sources: &[&str]) -> Result<Self> {
        let mut hash = Hash::default();
        for source in sources {
            hash.add_path(&dir.join(source))?;
        }
        let file = dir.join("node_modules").join(format!(".foundmail-{name}-stamp"));
        Ok(Self { file, wanted: format!("{:016x}\n", hash.0) })
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|found| found == self.wanted)
    }

    fn set(&self) -> Result<()> {
        if let Some(parent) = self.file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&self.file, &self.wanted)
            .with_context(|| format!("could not write {}", self.file.display()))
    }
}

/// An FNV-1a hash of the paths and contents of files.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds a file, or all files below a folder in the order of their names. Does nothing if the path does not
    /// exist.
    fn add_path(&mut self, path: &Path) -> Result<()> {
        if path.is_dir() {
            let mut entries = fs::read_dir(path)?.collect::<std::io::Result<Vec<_>>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                self.add_path(&entry.path())?;
            }
        } else if path.is_file() {
            self.add(path.as_os_str().as_encoded_bytes());
            self.add(&fs::read(path).with_context(|| format!("could not read {}", path.display()))?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20"), None);
        assert_eq!(major(""), None);
    }

    #[test]
    fn a_stamp_holds_until_a_source_changes() {
        let dir = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(dir.join("src")).unwrap();
        fs::write(dir.join("src/a.ts"), "one").unwrap();
        let stamp = || Stamp::new(&dir, "x", &["src", "missing"]).unwrap();
        assert!(!stamp().is_current());
        stamp().set().unwrap();
        assert!(stamp().is_current());
        fs::write(dir.join("src/a.ts"), "two").unwrap();
        assert!(!stamp().is_current());
        fs::remove_dir_all(dir).unwrap();
    }
}
