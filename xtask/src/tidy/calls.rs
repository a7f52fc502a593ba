//! Finds forbidden calls: network calls in any crate, and calls that change files in crates that read sources.

use anyhow::{Context, Result};

use super::Metadata;
use super::syntax::{self, Names, Path, Tree};

/// The crates that read sources. They may write only to a `Write` of the caller or to temporary files.
const READERS: &[&str] = &[
    "foundmail_extract",
    "foundmail_import",
    "foundmail_mail",
    "foundmail_mapi",
    "foundmail_pst",
    "foundmail_render",
];

/// Modules of the crates in [`READERS`] that may write files, each with the reason.
const WRITERS: &[(&str, &str, &str)] =
    &[("foundmail_pst", "write::writer", "creates the PST file of an export, and fails if the file exists")];

/// Functions and types with which files can be created, changed or deleted.
const CHANGES: &[&str] = &[
    "std::fs::DirBuilder",
    "std::fs::File::create",
    "std::fs::File::create_new",
    "std::fs::File::options",
    "std::fs::OpenOptions",
    "std::fs::copy",
    "std::fs::create_dir",
    "std::fs::create_dir_all",
    "std::fs::hard_link",
    "std::fs::remove_dir",
    "std::fs::remove_dir_all",
    "std::fs::remove_file",
    "std::fs::rename",
    "std::fs::set_permissions",
    "std::fs::write",
    "std::os::unix::fs::symlink",
    "cfb::create",
    "cfb::open_rw",
];

/// Methods that change an open file or its metadata.
const METHODS: &[&str] = &["set_len", "set_modified", "set_permissions", "set_times"];

/// Modules for communication with other computers, or with other programs through sockets.
const NETWORK: &[&str] = &["std::net", "std::os::unix::net", "tokio::net"];

/// Programs and libraries that may use the network. The tests control the window through `WebDriver`.
const MAY_CONNECT: &[&str] = &["foundmail_tests", "whole", "xtask"];

/// Lists every forbidden call.
pub fn check(metadata: &Metadata) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    let mut used = Vec::new();
    for (package, root) in syntax::roots(metadata) {
        let package = package.replace('-', "_");
        let tree = Tree::read(&root).with_context(|| format!("could not read the modules of {package}"))?;
        for module in &tree.modules {
            let names = Names::of(&module.items);
            let excepted = WRITERS.iter().find(|(name, path, _)| *name == package && *path == module.path);
            let reads_sources = READERS.contains(&package.as_str());
            let place = format!("{package}, module `{}`", module.path);
            if reads_sources {
                let changes = changes(&names);
                match excepted {
                    Some(exception) if !changes.is_empty() => used.push(exception),
                    _ => broken.extend(
                        changes.iter().map(|call| format!("{place}: a reader must not use `{call}`")),
                    ),
                }
            }
            if !MAY_CONNECT.contains(&package.as_str()) {
                broken.extend(
                    network(&names).iter().map(|call| format!("{place}: the program must not use `{call}`")),
                );
            }
        }
    }
    let unused = WRITERS.iter().filter(|exception| !used.contains(exception));
    broken.extend(unused.map(|(package, module, _)| {
        format!("{package}: `{module}` does not write files; delete its exception in xtask/src/tidy/calls.rs")
    }));
    Ok(broken)
}

/// Returns the calls of a module that change files.
fn changes(names: &Names) -> Vec<String> {
    let mut found = matching(names, CHANGES);
    found.extend(names.methods.iter().filter(|name| METHODS.contains(&name.as_str())).cloned());
    found
}

fn network(names: &Names) -> Vec<String> {
    matching(names, NETWORK)
}

/// Returns the paths in a module that are equal to one of `paths` or below one of them.
fn matching(names: &Names, paths: &[&str]) -> Vec<String> {
    let mut found: Vec<_> = names
        .needs
        .iter()
        .map(|need| absolute(names, need).join("::"))
        .filter(|need| paths.iter().any(|path| need == path || need.starts_with(&format!("{path}::"))))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Replaces the first segment of a path by the full path under which the module imported this name.
fn absolute(names: &Names, path: &Path) -> Path {
    let Some((first, rest)) = path.split_first() else { return Path::new() };
    match names.imports.get(first) {
        Some(import) => import.iter().chain(rest).cloned().collect(),
        None => path.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, calls: &[&str]) {
        let tree = syntax::made_up(&[("lib.rs", source)]);
        let names = Names::of(&tree.modules[0].items);
        let mut found = changes(&names);
        found.extend(network(&names));
        assert_eq!(found, calls, "{source}");
    }

    #[test]
    fn changes_of_files_are_found_however_they_are_written() {
        check("fn f() { std::fs::write(\"a\", \"b\"); }", &["std::fs::write"]);
        check("use std::fs;\nfn f() { fs::remove_file(\"a\"); }", &["std::fs::remove_file"]);
        check(
            "use std::fs::{File, self as files};\nfn f() { File::create(\"a\"); }",
            &["std::fs::File::create"],
        );
        check("use std::fs::{self as files};\nfn f() { files::rename(\"a\", \"b\"); }", &["std::fs::rename"]);
        check("use std::fs::OpenOptions;", &["std::fs::OpenOptions"]);
        check("fn f(file: File) { file.set_len(0); }", &["set_len"]);
        check("use std::fs::rename;\nfn f() { dbg!(rename); }", &["std::fs::rename"]);
        check("use std::fs;\nfn f() { vec![fs::copy(a, b)]; }", &["std::fs::copy"]);
    }

    #[test]
    fn reading_is_no_change() {
        check(
            "use std::fs::{self, File};\nfn f() { File::open(\"a\"); fs::read(\"a\"); fs::metadata(\"a\"); }",
            &[],
        );
        check("#[cfg(test)]\nmod tests { fn f() { std::fs::write(\"a\", \"b\"); } }", &[]);
        check("fn write(fs: u8) {}\nfn f() { write(1); }", &[]);
    }

    #[test]
    fn the_network_is_found() {
        check("use std::net::TcpStream;", &["std::net::TcpStream"]);
        check(
            "use tokio::net;\nfn f() { net::lookup_host(\"a\"); }",
            &["tokio::net", "tokio::net::lookup_host"],
        );
    }
}
