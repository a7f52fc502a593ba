//! Generates the TypeScript types of the views from the Rust types, with ts-rs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::{paths, sh};

pub const USAGE: &str = "\
Usage: cargo xtask bindings [--check]

Writes ui/src/lib/bindings from the Rust types. With --check nothing is written, and it fails where they differ.
";

/// The environment variable that tells ts-rs where to write.
pub const EXPORT_DIR: &str = "TS_RS_EXPORT_DIR";

/// `cargo xtask bindings`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            let dir = fresh_dir()?;
            export(&dir)?;
            let count = replace(&dir)?;
            println!("wrote {count} types");
        }
        ["--check"] => check()?,
        other => bail!("can't understand `{}`; see `cargo xtask bindings --help`", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}

/// Generates the types into a temporary folder and compares them with the committed ones.
pub fn check() -> Result<()> {
    let dir = fresh_dir()?;
    export(&dir)?;
    compare(&dir)
}

/// Returns an empty folder below `target/` for types that are only compared.
pub fn fresh_dir() -> Result<PathBuf> {
    let dir = paths::target().join("bindings");
    remove(&dir)?;
    fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// Fails if the committed types differ from those in `dir`.
pub fn compare(dir: &Path) -> Result<()> {
    let (made, committed) = (read(dir)?, read(&paths::bindings())?);
    if made.is_empty() {
        bail!("the tests wrote no types");
    }
    let differing = differing(&made, &committed);
    if !differing.is_empty() {
        bail!("ui/src/lib/bindings is not up to date ({}); run `cargo xtask bindings`", differing.join(", "));
    }
    println!("{} types are up to date", made.len());
    Ok(())
}

/// Runs the tests that ts-rs generates: each of them writes one type.
fn export(dir: &Path) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo
        .args(["test", "--quiet", "-p", "foundmail-archive", "--lib", "export_bindings"])
        .env(EXPORT_DIR, dir);
    sh::run_quietly(&mut cargo)
}

/// Replaces the committed types with those in `dir`.
fn replace(dir: &Path) -> Result<usize> {
    let made = read(dir)?;
    remove(&paths::bindings())?;
    for (name, text) in &made {
        let path = paths::bindings().join(name);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(path, text)?;
    }
    Ok(made.len())
}

fn remove(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("could not empty {}", dir.display()))?;
    }
    Ok(())
}

/// Returns the text of every file by its name below `dir`. Line ends are normalised, because git changes them on Windows.
fn read(dir: &Path) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ts") {
                let name = path.strip_prefix(dir)?.to_string_lossy().replace('\\', "/");
                texts.insert(name, fs::read_to_string(&path)?.replace("\r\n", "\n"));
            }
        }
    }
    Ok(texts)
}

fn differing(made: &BTreeMap<String, String>, committed: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<_> = made
        .keys()
        .chain(committed.keys())
        .filter(|name| made.get(*name) != committed.get(*name))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_or_changed_differs() {
        let files = |list: &[(&str, &str)]| -> BTreeMap<String, String> {
            list.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect()
        };
        let made = files(&[("A.ts", "1"), ("B.ts", "2"), ("New.ts", "")]);
        let committed = files(&[("A.ts", "1"), ("B.ts", "3"), ("Old.ts", "")]);
        assert_eq!(differing(&made, &committed), ["B.ts", "New.ts", "Old.ts"]);
    }
}
