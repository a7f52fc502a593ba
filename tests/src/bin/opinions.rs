//! Compares our reader of PST and OST files with other readers: `opinions [--reader NAME]… [--all] FILE|FOLDER…`.
//! Prints a table, and some differences of each kind that are not on the list of known differences. With `--all`,
//! it prints all differences. `cargo xtask test` runs the same comparison on the files in the npm packages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use foundmail_tests::opinions::{self, Reader, compare_file, known};

fn main() -> Result<ExitCode> {
    let mut readers = Vec::new();
    let mut paths = Vec::new();
    let mut all = false;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--all" => all = true,
            "--reader" => {
                let name = words.next().unwrap_or_default();
                readers.push(Reader::of(&name).with_context(|| format!("there is no reader {name:?}"))?);
            }
            _ => paths.extend(files(Path::new(&word))?),
        }
    }
    if paths.is_empty() {
        bail!("usage: opinions [--reader NAME]… [--all] FILE|FOLDER…");
    }
    if readers.is_empty() {
        readers = Reader::ALL.to_vec();
    }
    let mut outcomes = Vec::new();
    for path in &paths {
        for &reader in &readers {
            match compare_file(path, reader) {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) => println!("{}: {error:#}", path.display()),
            }
        }
    }
    print!("{}", opinions::table(&outcomes));
    let list = if all { Vec::new() } else { opinions::known_differences()? };
    let open = known::unexplained(&list, &outcomes);
    print(&open, all);
    println!("{} differences are not on the list of known differences", open.len());
    Ok(if open.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the differences: all of them, or some of each kind.
fn print(open: &[known::Open], all: bool) {
    const FEW: usize = 3;
    let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
    for known::Open { kind, line } in open {
        let count = printed.entry(kind).or_default();
        *count += 1;
        if all || *count <= FEW {
            println!("{line}");
        }
    }
    let more =
        |(kind, count): (&str, usize)| (!all && count > FEW).then(|| format!("{kind}: {} more", count - FEW));
    for line in printed.into_iter().filter_map(more) {
        println!("{line}");
    }
}

/// Returns the file itself, or the mailboxes in a folder.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if ["pst", "ost", "pab"].contains(&extension.as_str()) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
