//! A tree of folders and files, on the disk or in an archive file.

use std::io;
use std::path::PathBuf;

use crate::loss::Loss;
use crate::unpack::{ExtractionLimits, Unpacked};

/// An entry of a folder.
#[derive(Debug, Clone)]
pub(crate) struct TreeNode {
    /// The name, unique in its folder and the same at every import.
    pub(crate) name: String,
    /// The name that the user sees.
    pub(crate) shown: String,
    pub(crate) kind: NodeKind,
    /// The number of bytes by which reading the entry advances the progress.
    pub(crate) weight: u64,
    /// The location from which the entry is opened.
    pub(crate) at: NodeLocation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    File,
    Folder,
    /// A link. Links are not followed, because they may lead out of the folder or form a cycle.
    Link,
    /// A pipe, a socket or a device.
    Special,
    /// An archive of Foundmail. Archives are not imported, because an archive that imports itself grows without
    /// end.
    Archive,
}

/// The location of a folder or file.
#[derive(Debug, Clone)]
pub(crate) enum NodeLocation {
    Disk(PathBuf),
    /// Index of a folder in an archive file.
    Folder(usize),
    /// Index of a file in an archive file.
    Entry(usize),
}

/// The entries of a folder, sorted by name.
#[derive(Debug, Default)]
pub(crate) struct FolderListing {
    pub(crate) nodes: Vec<TreeNode>,
    /// Entries that the system could not list.
    pub(crate) flaws: Vec<Loss>,
}

impl FolderListing {
    /// Returns the entry with this name and kind.
    pub(crate) fn find(&self, name: &str, kind: NodeKind) -> Option<&TreeNode> {
        self.nodes.iter().find(|node| node.kind == kind && node.name == name)
    }

    pub(crate) fn has_file(&self, name: &str) -> bool {
        self.find(name, NodeKind::File).is_some()
    }

    pub(crate) fn has_folder(&self, name: &str) -> bool {
        self.find(name, NodeKind::Folder).is_some()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &TreeNode> {
        self.nodes.iter().filter(|node| node.kind == NodeKind::File)
    }

    pub(crate) fn folders(&self) -> impl Iterator<Item = &TreeNode> {
        self.nodes.iter().filter(|node| node.kind == NodeKind::Folder)
    }
}

/// A tree of folders and files.
pub(crate) trait FileTree {
    /// Returns the entries of a folder.
    fn list(&mut self, folder: &NodeLocation) -> io::Result<FolderListing>;

    /// Returns the entry with this name in a folder.
    fn child(&mut self, folder: &NodeLocation, name: &str) -> Option<TreeNode>;

    /// Returns the bytes of a file. `goes_on` is called with the number of bytes read so far and the total; it
    /// returns false to stop.
    fn fetch(
        &mut self,
        file: &NodeLocation,
        limits: &mut ExtractionLimits,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked>;

    /// Returns the sum of the weights of all entries.
    fn weight(&self) -> u64;
}
