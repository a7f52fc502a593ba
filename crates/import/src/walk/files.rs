//! What a walk goes through: folders and files, on the disk or in an archive.

use std::io;
use std::path::PathBuf;

use crate::loss::Loss;
use crate::packed::{Budget, Unpacked};

/// A folder or file as its folder lists it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its name as text that no other's in the folder is: the same at every reading.
    pub(crate) name: String,
    /// Its name as it is shown, where the other one is only unlike those of others.
    pub(crate) shown: String,
    pub(crate) kind: Kind,
    /// Bytes of the source that it takes.
    pub(crate) weight: u64,
    /// How it is found again.
    pub(crate) at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
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
pub(crate) enum At {
    Disk(PathBuf),
    /// A folder of an archive.
    Folder(usize),
    /// A file of an archive.
    Entry(usize),
}

/// What lies in a folder, in the order of the names.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) nodes: Vec<Node>,
    /// What the disk does not give.
    pub(crate) flaws: Vec<Loss>,
}

impl Listing {
    /// The file or folder of this name.
    pub(crate) fn find(&self, name: &str, kind: Kind) -> Option<&Node> {
        self.nodes.iter().find(|node| node.kind == kind && node.name == name)
    }

    pub(crate) fn has_file(&self, name: &str) -> bool {
        self.find(name, Kind::File).is_some()
    }

    pub(crate) fn has_folder(&self, name: &str) -> bool {
        self.find(name, Kind::Folder).is_some()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.kind == Kind::File)
    }

    pub(crate) fn folders(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.kind == Kind::Folder)
    }
}

/// Folders and files.
pub(crate) trait Files {
    /// What lies in a folder.
    fn list(&mut self, folder: &At) -> io::Result<Listing>;

    /// What is called so in a folder.
    fn child(&mut self, folder: &At, name: &str) -> Option<Node>;

    /// A file's bytes. `goes_on` is told how much of how much is done, and says whether to go on.
    fn fetch(
        &mut self,
        file: &At,
        budget: &mut Budget,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked>;

    /// The sum of all weights.
    fn weight(&self) -> u64;
}
