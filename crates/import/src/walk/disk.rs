//! Folders and files on the disk.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::Path;

use foundmail_mapi::decode_code_page;

use super::DEEPEST;
use super::files::{At, Files, Kind, Listing, Node};
use super::own;
use crate::content::Content;
use crate::loss::Loss;
use crate::packed::{Budget, Unpacked};

/// The disk, below one folder of it.
pub(crate) struct Disk {
    /// Bytes of all files below it.
    pub(crate) size: u64,
}

/// Bytes of all files in a folder and below.
pub(crate) fn size_of(path: &Path) -> u64 {
    size_below(path, 0)
}

fn size_below(path: &Path, depth: usize) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    let is_archive = own::is_archive(path);
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let is_folder = || entry.file_type().is_ok_and(|kind| kind.is_dir());
            !is_archive || !own::is_part(&entry.path(), is_folder())
        })
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => {
                size_below(&entry.path(), depth.saturating_add(1))
            }
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        })
        .fold(0, u64::saturating_add)
}

/// A file's name as text that no other file's name gives: bytes that are no UTF-8 are written as `%FC`.
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

/// A name as it is shown: one that is no UTF-8 is in an older encoding.
fn shown(name: &OsStr) -> String {
    name.to_str().map_or_else(|| decode_code_page(name.as_encoded_bytes(), None), str::to_owned)
}

fn kind_of(kind: FileType) -> Kind {
    match kind {
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_file() => Kind::File,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Special,
    }
}

fn node(entry: &DirEntry) -> io::Result<Node> {
    let kind = kind_of(entry.file_type()?);
    let name = entry.file_name();
    let weight = if kind == Kind::File { entry.metadata().map_or(0, |metadata| metadata.len()) } else { 0 };
    Ok(Node { name: unique(&name), shown: shown(&name), kind, weight, at: At::Disk(entry.path()) })
}

impl Files for Disk {
    fn list(&mut self, folder: &At) -> io::Result<Listing> {
        let At::Disk(path) = folder else { return Err(io::ErrorKind::NotFound.into()) };
        let mut listing = Listing::default();
        for entry in fs::read_dir(path)? {
            match entry.and_then(|entry| node(&entry)) {
                Ok(node) => listing.nodes.push(node),
                Err(error) => listing.flaws.push(Loss::of(&error, 0)),
            }
        }
        own::fold(path, &mut listing.nodes);
        listing.nodes.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(listing)
    }

    fn child(&mut self, folder: &At, name: &str) -> Option<Node> {
        let At::Disk(path) = folder else { return None };
        let path = path.join(name);
        let metadata = path.symlink_metadata().ok()?;
        let kind = kind_of(metadata.file_type());
        let name = name.to_owned();
        Some(Node { shown: name.clone(), name, kind, weight: metadata.len(), at: At::Disk(path) })
    }

    fn fetch(
        &mut self,
        file: &At,
        _: &mut Budget,
        _: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked> {
        let At::Disk(path) = file else { return Err(io::ErrorKind::NotFound.into()) };
        Ok(Unpacked { content: Content::Owned(path.clone()), flaw: None })
    }

    fn weight(&self) -> u64 {
        self.size
    }
}
