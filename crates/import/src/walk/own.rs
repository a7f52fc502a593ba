//! Archives of this program among what is imported: they hold what was imported before, and the one that is just being written to
//! changes all the time.

use std::path::Path;

use super::files::{Kind, Node};

const CATALOGUE: &str = "catalogue.sqlite";
const PACKS: &str = "packs";

/// True if the folder is an archive. Other files may lie in it besides.
pub(crate) fn is_archive(folder: &Path) -> bool {
    folder.join(CATALOGUE).is_file() && folder.join(PACKS).is_dir()
}

/// True for a file or folder of this name in an archive that belongs to it.
pub(crate) fn is_part(name: &str) -> bool {
    matches!(name, PACKS | "index" | "writer.lock")
        || name.starts_with(CATALOGUE)
        || name.starts_with("searches")
}

/// Puts one node in the place of all that belongs to an archive.
pub(crate) fn fold(nodes: &mut Vec<Node>) {
    let has = |name: &str, kind: Kind| nodes.iter().any(|node| node.name == name && node.kind == kind);
    if !has(CATALOGUE, Kind::File) || !has(PACKS, Kind::Folder) {
        return;
    }
    nodes.retain(|node| node.name == CATALOGUE || !is_part(&node.name));
    for node in nodes.iter_mut().filter(|node| node.name == CATALOGUE) {
        node.kind = Kind::Archive;
        node.weight = 0;
    }
}
