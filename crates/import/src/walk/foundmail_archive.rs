//! Recognises archives of Foundmail inside a source. They are not imported: the archive in use changes during the
//! import, and the user can open any other archive directly.

use std::path::Path;

use crate::file_tree::{NodeKind, NodeLocation, TreeNode};

const CATALOGUE: &str = "catalogue.sqlite";
const PACKS: &str = "packs";
const INDEX: &str = "index";
const LOCK: &str = "writer.lock";

/// Returns true if a folder is an archive. The folder may also contain other files. This function must not open
/// the catalogue: closing the file would release the locks that this process holds on it.
pub(crate) fn is_archive(folder: &Path) -> bool {
    folder.join(CATALOGUE).is_file() && folder.join(PACKS).is_dir() && folder.join(LOCK).is_file()
}

/// Returns true if a file or folder in the folder of an archive belongs to the archive. The name decides.
pub(crate) fn is_part(path: &Path, is_folder: bool) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match name.as_ref() {
        PACKS => is_folder,
        INDEX => is_folder && path.join("meta.json").is_file(),
        CATALOGUE
        | "catalogue.sqlite-wal"
        | "catalogue.sqlite-shm"
        | LOCK
        | "searches.json"
        | "exports.log"
        | "marks.log" => !is_folder,
        _ => false,
    }
}

/// If a folder is an archive, replaces the entries that belong to the archive by one entry.
pub(crate) fn merge_entries(folder: &Path, nodes: &mut Vec<TreeNode>) {
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
