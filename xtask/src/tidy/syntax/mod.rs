//! Reads the crates of this workspace with `syn`: the tree of modules, and the names that each module uses.

mod names;
mod tree;

use std::path::PathBuf;

pub use names::{Names, Path};
pub use tree::Tree;

use super::{Metadata, items, text};

/// Returns the name and root source file of each library, program and test target of this workspace.
pub fn roots(metadata: &Metadata) -> Vec<(String, PathBuf)> {
    let mut roots = Vec::new();
    for package in metadata.members() {
        for target in items(&package["targets"]) {
            let kinds: Vec<_> = items(&target["kind"]).map(text).collect();
            if kinds.iter().any(|kind| ["lib", "bin", "rlib", "test"].contains(kind)) {
                roots.push((text(&target["name"]).to_owned(), PathBuf::from(text(&target["src_path"]))));
            }
        }
    }
    roots
}

/// Writes a test crate to a temporary folder and reads its modules. `sources` contains the name and text of each
/// file.
#[cfg(test)]
pub fn made_up(sources: &[(&str, &str)]) -> Tree {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in sources {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    Tree::read(&folder.path().join("lib.rs")).expect("a tree")
}
