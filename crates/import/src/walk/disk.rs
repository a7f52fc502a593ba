//! Access to folders and files on the disk.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::Path;

use foundmail_mapi::decode_code_page;

use super::foundmail_archive;
use crate::content::Content;
use crate::file_tree::{FileTree, FolderListing, NodeKind, NodeLocation, TreeNode};
use crate::limits::MAX_FOLDER_DEPTH;
use crate::loss::Loss;
use crate::unpack::{ExtractionLimits, Unpacked};

/// The tree of folders and files below a folder on the disk.
pub(crate) struct Disk {
    /// Total size of all files in bytes.
    pub(crate) size: u64,
}

/// Returns the total size in bytes of all files in a folder and its subfolders.
pub(crate) fn size_of(path: &Path) -> u64 {
    size_below(path, 0)
}

fn size_below(path: &Path, depth: usize) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    let is_archive = foundmail_archive::is_archive(path);
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let is_folder = || entry.file_type().is_ok_and(|kind| kind.is_dir());
            !is_archive || !foundmail_archive::is_part(&entry.path(), is_folder())
        })
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < MAX_FOLDER_DEPTH => {
                size_below(&entry.path(), depth.saturating_add(1))
            }
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        })
        .fold(0, u64::saturating_add)
}

/// Returns the name of a file as text that is unique in its folder. In a name that is not UTF-8, bytes other than
/// printable ASCII are written in the form `%FC`.
fn unique(name: &OsStr) -> String {
    match name.to_str() {
        Some(name) => name.to_owned(),
        None => name.as_encoded_bytes().iter().fold(String::new(), |mut text, &byte| {
            if byte.is_ascii_graphic() || byte == b' ' {
                text.push(char::from(byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
            text
        }),
    }
}

/// Returns the name of a file for the user. A name that is not UTF-8 is decoded from a guessed code page.
fn shown(name: &OsStr) -> String {
    name.to_str().map_or_else(|| decode_code_page(name.as_encoded_bytes(), None), str::to_owned)
}

fn kind_of(kind: FileType) -> NodeKind {
    match kind {
        kind if kind.is_dir() => NodeKind::Folder,
        kind if kind.is_file() => NodeKind::File,
        kind if kind.is_symlink() => NodeKind::Link,
        _ => NodeKind::Special,
    }
}

fn node(entry: &DirEntry) -> io::Result<TreeNode> {
    let kind = kind_of(entry.file_type()?);
    let name = entry.file_name();
    let weight =
        if kind == NodeKind::File { entry.metadata().map_or(0, |metadata| metadata.len()) } else { 0 };
    Ok(TreeNode {
        name: unique(&name),
        shown: shown(&name),
        kind,
        weight,
        at: NodeLocation::Disk(entry.path()),
    })
}

impl FileTree for Disk {
    fn list(&mut self, folder: &NodeLocation) -> io::Result<FolderListing> {
        let NodeLocation::Disk(path) = folder else { return Err(io::ErrorKind::NotFound.into()) };
        let mut listing = FolderListing::default();
        for entry in fs::read_dir(path)? {
            match entry.and_then(|entry| node(&entry)) {
                Ok(node) => listing.nodes.push(node),
                Err(error) => listing.flaws.push(Loss::of(&error, 0)),
            }
        }
        foundmail_archive::merge_entries(path, &mut listing.nodes);
        listing.nodes.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(listing)
    }

    fn child(&mut self, folder: &NodeLocation, name: &str) -> Option<TreeNode> {
        let NodeLocation::Disk(path) = folder else { return None };
        let path = path.join(name);
        let metadata = path.symlink_metadata().ok()?;
        let kind = kind_of(metadata.file_type());
        let name = name.to_owned();
        Some(TreeNode {
            shown: name.clone(),
            name,
            kind,
            weight: metadata.len(),
            at: NodeLocation::Disk(path),
        })
    }

    fn fetch(
        &mut self,
        file: &NodeLocation,
        _: &mut ExtractionLimits,
        _: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked> {
        let NodeLocation::Disk(path) = file else { return Err(io::ErrorKind::NotFound.into()) };
        Ok(Unpacked { content: Content::Owned(path.clone()), flaw: None })
    }

    fn weight(&self) -> u64 {
        self.size
    }
}
