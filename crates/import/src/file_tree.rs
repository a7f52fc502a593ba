//! What a walk goes through: folders and files, on the disk or in an archive.

use std::io;
use std::path::PathBuf;

use crate::loss::Loss;
use crate::unpack::{ExtractionLimits, Unpacked};

/// A folder or file as its folder lists it.
#[derive(Debug, Clone)]
pub(crate) struct TreeNode {
    /// Its name as text that no other's in the folder is: the same at every reading.
    pub(crate) name: String,
    /// Its name as it is shown, where the other one is only unlike those of others.
    pub(crate) shown: String,
    pub(crate) kind: NodeKind,
    /// Bytes of the source that it takes.
    pub(crate) weight: u64,
    /// How it is found again.
    pub(crate) at: NodeLocation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    File,
    Folder,
    /// A link, which is not followed: it may lead out of the folder, or back into it.
    Link,
    /// A pipe, a device and the like.
    Special,
    /// An archive of this program: it grows while it is written to, and is no source.
    Archive,
}

/// How a folder or file is found again.
#[derive(Debug, Clone)]
pub(crate) enum NodeLocation {
    Disk(PathBuf),
    /// A folder of an archive.
    Folder(usize),
    /// A file of an archive.
    Entry(usize),
}

/// What lies in a folder, in the order of the names.
#[derive(Debug, Default)]
pub(crate) struct FolderListing {
    pub(crate) nodes: Vec<TreeNode>,
    /// What the disk does not give.
    pub(crate) flaws: Vec<Loss>,
}

impl FolderListing {
    /// The file or folder of this name.
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

/// Folders and files.
pub(crate) trait FileTree {
    /// What lies in a folder.
    fn list(&mut self, folder: &NodeLocation) -> io::Result<FolderListing>;

    /// What is called so in a folder.
    fn child(&mut self, folder: &NodeLocation, name: &str) -> Option<TreeNode>;

    /// A file's bytes. `goes_on` is told how much of how much is done, and says whether to go on.
    fn fetch(
        &mut self,
        file: &NodeLocation,
        budget: &mut ExtractionLimits,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked>;

    /// The sum of all weights.
    fn weight(&self) -> u64;
}
