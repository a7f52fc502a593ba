//! Archives of this program among what is imported. They are not read: the one that is just being written to changes all the time,
//! and of another one the messages are to be seen where they are.

use std::path::Path;

use crate::file_tree::{NodeKind, NodeLocation, TreeNode};

const CATALOGUE: &str = "catalogue.sqlite";
const PACKS: &str = "packs";
const INDEX: &str = "index";
const LOCK: &str = "writer.lock";

/// True if the folder is an archive. Other files may lie in it besides. Nothing of it is opened: whoever closes a catalogue that the
/// same program has open lets go of its locks.
pub(crate) fn is_archive(folder: &Path) -> bool {
    folder.join(CATALOGUE).is_file() && folder.join(PACKS).is_dir() && folder.join(LOCK).is_file()
}

/// True for what is called so in an archive and belongs to it.
pub(crate) fn is_part(path: &Path, is_folder: bool) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match name.as_ref() {
        PACKS => is_folder,
        INDEX => is_folder && path.join("meta.json").is_file(),
        CATALOGUE | "catalogue.sqlite-wal" | "catalogue.sqlite-shm" | LOCK | "searches.json" => !is_folder,
        _ => false,
    }
}

/// Puts one node in the place of all that belongs to an archive.
pub(crate) fn fold(folder: &Path, nodes: &mut Vec<TreeNode>) {
    if !nodes.iter().any(|node| node.name == CATALOGUE && node.kind == NodeKind::File) || !is_archive(folder)
    {
        return;
    }
    let belongs = |node: &TreeNode| match &node.at {
        NodeLocation::Disk(path) => is_part(path, node.kind == NodeKind::Folder),
        _ => false,
    };
    nodes.retain(|node| node.name == CATALOGUE || !belongs(node));
    for node in nodes.iter_mut().filter(|node| node.name == CATALOGUE) {
        node.kind = NodeKind::Archive;
        node.weight = 0;
    }
}
