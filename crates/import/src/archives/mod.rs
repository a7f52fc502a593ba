//! Archive files (ZIP and TAR), presented as a tree of folders and files like those on a disk.

mod names;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::collections::BTreeMap;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use foundmail_defect::Defect;

pub(crate) use tar::is_header as is_tar;
pub(crate) use zip::{LOCAL_HEADER, ZipFile};

use crate::content::Content;
use crate::file_tree::{FileTree, FolderListing, NodeKind, NodeLocation, TreeNode};
use crate::unpack::{ExtractionLimits, UnpackBuffer, Unpacked};

/// The largest depth of folders in an archive. The contents of deeper folders are put into the folder at this
/// depth.
const DEEPEST: usize = 100;

/// An archive, open for reading.
pub(crate) struct ArchiveTree {
    store: ArchiveBytes,
    folders: Vec<ArchiveFolder>,
    entries: Vec<ArchiveEntry>,
    /// Defects of the archive itself.
    pub(crate) flaws: Vec<Defect>,
    /// Sum of the packed sizes, plus 1 for each entry. Used for progress.
    pub(crate) weight: u64,
}

enum ArchiveBytes {
    Zip(Box<ZipFile>),
    Tar(Content),
}

#[derive(Default)]
struct ArchiveFolder {
    children: BTreeMap<String, ArchiveChild>,
}

#[derive(Clone, Copy)]
enum ArchiveChild {
    Folder(usize),
    File(usize),
}

struct ArchiveEntry {
    shown: String,
    kind: NodeKind,
    /// Number of packed bytes.
    packed: u64,
    /// Number of unpacked bytes that the archive declares.
    size: u64,
    at: EntryLocation,
}

enum EntryLocation {
    Zip(usize),
    /// Offset of the entry's bytes in a TAR file, and a description of their damage.
    Tar(u64, Option<&'static str>),
}

impl ArchiveTree {
    /// Opens a ZIP file.
    pub(crate) fn zip(content: &Content) -> io::Result<Self> {
        let mut container = ZipFile::open(content)?;
        let names = names::of_zip(container.entries());
        let mut packed =
            Self::empty(ArchiveBytes::Tar(content.clone()), std::mem::take(&mut container.flaws));
        for (index, (entry, name)) in container.entries().iter().zip(names).enumerate() {
            let kind = match () {
                () if name.ends_with(['/', '\\']) => NodeKind::Folder,
                () if entry.is_link => NodeKind::Link,
                () => NodeKind::File,
            };
            let (size, at) = (entry.size().unwrap_or(entry.packed), EntryLocation::Zip(index));
            packed.add(&name, ArchiveEntry { shown: String::new(), kind, packed: entry.packed, size, at });
        }
        packed.store = ArchiveBytes::Zip(Box::new(container));
        Ok(packed)
    }

    /// Opens a TAR file.
    pub(crate) fn tar(content: &Content) -> io::Result<Self> {
        let contents = tar::list(content)?;
        let names = names::of_tar(&contents.entries);
        let mut packed = Self::empty(ArchiveBytes::Tar(content.clone()), contents.flaws);
        for (entry, name) in contents.entries.iter().zip(names) {
            let kind = match entry.kind {
                tar::TarEntryKind::File => NodeKind::File,
                tar::TarEntryKind::Folder => NodeKind::Folder,
                tar::TarEntryKind::Link => NodeKind::Link,
            };
            let at = EntryLocation::Tar(entry.at, entry.flaw);
            packed.add(
                &name,
                ArchiveEntry { shown: String::new(), kind, packed: entry.size, size: entry.size, at },
            );
        }
        Ok(packed)
    }

    fn empty(store: ArchiveBytes, flaws: Vec<Defect>) -> Self {
        Self { store, folders: vec![ArchiveFolder::default()], entries: Vec::new(), flaws, weight: 0 }
    }

    /// Adds an entry to the folder that its path names. Removes `.`, `..` and empty parts, so that no path leads
    /// out of the archive. If an entry of the same name exists, the new entry gets another name.
    fn add(&mut self, path: &str, mut entry: ArchiveEntry) {
        let mut parts: Vec<&str> =
            path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let last = if entry.kind == NodeKind::Folder { None } else { parts.pop() };
        if entry.kind != NodeKind::Folder && last.is_none() {
            parts.clear();
        }
        let mut folder = 0;
        for part in parts.into_iter().take(DEEPEST) {
            folder = self.folder_in(folder, part);
        }
        if entry.kind == NodeKind::Folder {
            return;
        }
        let name = last.unwrap_or("(no name)");
        name.clone_into(&mut entry.shown);
        self.weight = self.weight.saturating_add(entry.packed).saturating_add(1);
        let index = self.entries.len();
        self.entries.push(entry);
        if let Some(folder) = self.folders.get_mut(folder) {
            let name = free(&folder.children, name);
            folder.children.insert(name, ArchiveChild::File(index));
        }
    }

    fn folder_in(&mut self, parent: usize, name: &str) -> usize {
        let new = self.folders.len();
        let Some(folder) = self.folders.get_mut(parent) else { return parent };
        // A file and a folder may have the same name.
        let name = match folder.children.get(name) {
            Some(&ArchiveChild::Folder(folder)) => return folder,
            Some(ArchiveChild::File(_)) => format!("{name}/"),
            None => name.to_owned(),
        };
        if let Some(&ArchiveChild::Folder(folder)) = folder.children.get(&name) {
            return folder;
        }
        folder.children.insert(name, ArchiveChild::Folder(new));
        self.folders.push(ArchiveFolder::default());
        new
    }

    fn node(&self, name: &str, child: ArchiveChild) -> Option<TreeNode> {
        Some(match child {
            ArchiveChild::Folder(folder) => TreeNode {
                shown: name.trim_end_matches('/').to_owned(),
                name: name.to_owned(),
                kind: NodeKind::Folder,
                weight: 0,
                at: NodeLocation::Folder(folder),
            },
            ArchiveChild::File(index) => {
                let entry = self.entries.get(index)?;
                TreeNode {
                    shown: entry.shown.clone(),
                    name: name.to_owned(),
                    kind: entry.kind,
                    weight: entry.packed.saturating_add(1),
                    at: NodeLocation::Entry(index),
                }
            }
        })
    }

    fn folder_of(&self, at: &NodeLocation) -> Option<&ArchiveFolder> {
        let NodeLocation::Folder(folder) = at else { return None };
        self.folders.get(*folder)
    }
}

/// Returns an unused name: `a.eml (2)` if there is an `a.eml`.
fn free(children: &BTreeMap<String, ArchiveChild>, name: &str) -> String {
    if !children.contains_key(name) {
        return name.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let other = format!("{name} ({number})");
        if !children.contains_key(&other) || number == u32::MAX {
            return other;
        }
        number = number.saturating_add(1);
    }
}

impl FileTree for ArchiveTree {
    fn list(&mut self, folder: &NodeLocation) -> io::Result<FolderListing> {
        let children = self.folder_of(folder).map(|folder| &folder.children);
        let nodes = children.into_iter().flatten().filter_map(|(name, &child)| self.node(name, child));
        Ok(FolderListing { nodes: nodes.collect(), flaws: Vec::new() })
    }

    fn child(&mut self, folder: &NodeLocation, name: &str) -> Option<TreeNode> {
        let child = *self.folder_of(folder)?.children.get(name)?;
        self.node(name, child)
    }

    fn fetch(
        &mut self,
        file: &NodeLocation,
        limits: &mut ExtractionLimits,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked> {
        let NodeLocation::Entry(index) = file else { return Err(io::ErrorKind::NotFound.into()) };
        let entry = self.entries.get(*index).ok_or(io::ErrorKind::NotFound)?;
        let size = entry.size.max(1);
        let mut tell = |bytes| goes_on(bytes, size);
        let mut buffer = UnpackBuffer::new(limits, &mut tell);
        let result = match (&mut self.store, &entry.at) {
            (ArchiveBytes::Zip(container), EntryLocation::Zip(index)) => {
                container.unpack(*index, &mut |from| buffer.fill(from))
            }
            (ArchiveBytes::Tar(content), EntryLocation::Tar(at, flaw)) => {
                content.open().and_then(|mut file| {
                    file.seek(SeekFrom::Start(*at))?;
                    buffer.fill(&mut file.take(entry.size))?;
                    flaw.map_or(Ok(()), |flaw| Err(io::Error::other(flaw)))
                })
            }
            _ => Err(io::ErrorKind::NotFound.into()),
        };
        Ok(buffer.done(result, entry.packed))
    }

    fn weight(&self) -> u64 {
        self.weight
    }
}
