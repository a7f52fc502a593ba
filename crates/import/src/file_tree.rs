//! A tree of folders and files, on the disk or in an archive of files.

use std::io;
use std::path::PathBuf;

use crate::loss::Loss;
use crate::unpack::{ExtractionLimits, Unpacked};

/// An entry of a folder.
#[derive(Debug, Clone)]
pub(crate) struct TreeNode {
    /// Its name: unique in the folder, and the same at every import.
    pub(crate) name: String,
    /// Its name as it is shown.
    pub(crate) shown: String,
    pub(crate) kind: NodeKind,
    /// Its share of the bytes of the source, for progress.
    pub(crate) weight: u64,
    /// The location from which it is opened.
    pub(crate) at: NodeLocation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    File,
    Folder,
    /// A link. It is not followed, because it may lead out of the folder, or back into it.
    Link,
    /// A pipe, a socket or a device.
    Special,
    /// An archive of Foundmail. It is no source, because it grows while it is written to.
    Archive,
}

/// The location of a folder or file.
#[derive(Debug, Clone)]
pub(crate) enum NodeLocation {
    Disk(PathBuf),
    /// Number of a folder in an archive of files.
    Folder(usize),
    /// Number of a file in an archive of files.
    Entry(usize),
}

/// The entries of a folder, in the order of their names.
#[derive(Debug, Default)]
pub(crate) struct FolderListing {
    pub(crate) nodes: Vec<TreeNode>,
    /// Entries that the system could not list.
    pub(crate) flaws: Vec<Loss>,
}

impl FolderListing {
    /// Returns the entry of a name and kind.
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

    /// Returns the entry of a name in a folder.
    fn child(&mut self, folder: &NodeLocation, name: &str) -> Option<TreeNode>;

    /// Returns the bytes of a file. `goes_on` receives the bytes read so far and all bytes, and returns false to stop.
    fn fetch(
        &mut self,
        file: &NodeLocation,
        limits: &mut ExtractionLimits,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked>;

    /// Returns the sum of all weights.
    fn weight(&self) -> u64;
}
