//! Archives of files: ZIP and TAR, packed by gzip or not, as a tree like that of a disk.

mod budget;
mod names;
mod tar;
#[cfg(test)]
mod tests;
mod unpack;
mod zip;

use std::collections::BTreeMap;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use foundmail_defect::Defect;

pub(crate) use budget::Budget;
pub(crate) use tar::is_header as is_tar;
use unpack::Basin;
pub(crate) use unpack::Unpacked;
pub(crate) use zip::{Container, LOCAL_HEADER};

use crate::content::Content;
use crate::walk::{At, Files, Kind, Listing, Node};

/// Levels of folders in an archive that are kept apart; what lies deeper is put into the last one.
const DEEPEST: usize = 100;

/// An archive, open for reading.
pub(crate) struct Packed {
    store: Store,
    folders: Vec<Folder>,
    entries: Vec<Entry>,
    /// What is wrong with the archive as a whole, and what it costs.
    pub(crate) flaws: Vec<Defect>,
    /// Packed bytes of all entries.
    pub(crate) weight: u64,
}

enum Store {
    Zip(Box<Container>),
    Tar(Content),
}

#[derive(Default)]
struct Folder {
    children: BTreeMap<String, Child>,
}

#[derive(Clone, Copy)]
enum Child {
    Folder(usize),
    File(usize),
}

struct Entry {
    shown: String,
    kind: Kind,
    /// Bytes in the archive.
    packed: u64,
    /// Bytes outside it, as it says.
    size: u64,
    at: Place,
}

enum Place {
    Zip(usize),
    /// Where its bytes lie in a TAR file, and what is wrong with them.
    Tar(u64, Option<&'static str>),
}

impl Packed {
    /// Opens a ZIP file.
    pub(crate) fn zip(content: &Content) -> io::Result<Self> {
        let mut container = Container::open(content)?;
        let names = names::of_zip(container.entries());
        let mut packed = Self::empty(Store::Tar(content.clone()), std::mem::take(&mut container.flaws));
        for (index, (entry, name)) in container.entries().iter().zip(names).enumerate() {
            let kind = match () {
                () if name.ends_with(['/', '\\']) => Kind::Folder,
                () if entry.is_link => Kind::Link,
                () => Kind::File,
            };
            let (size, at) = (entry.size().unwrap_or(entry.packed), Place::Zip(index));
            packed.add(&name, Entry { shown: String::new(), kind, packed: entry.packed, size, at });
        }
        packed.store = Store::Zip(Box::new(container));
        Ok(packed)
    }

    /// Opens a TAR file.
    pub(crate) fn tar(content: &Content) -> io::Result<Self> {
        let contents = tar::list(content)?;
        let names = names::of_tar(&contents.entries);
        let mut packed = Self::empty(Store::Tar(content.clone()), contents.flaws);
        for (entry, name) in contents.entries.iter().zip(names) {
            let kind = match entry.kind {
                tar::Kind::File => Kind::File,
                tar::Kind::Folder => Kind::Folder,
                tar::Kind::Link => Kind::Link,
            };
            let at = Place::Tar(entry.at, entry.flaw);
            packed.add(&name, Entry { shown: String::new(), kind, packed: entry.size, size: entry.size, at });
        }
        Ok(packed)
    }

    fn empty(store: Store, flaws: Vec<Defect>) -> Self {
        Self { store, folders: vec![Folder::default()], entries: Vec::new(), flaws, weight: 0 }
    }

    /// Puts an entry where its name says. Names that lead out of the archive lead nowhere: `..` and the like are left
    /// out. A second entry of one name is kept beside the first.
    fn add(&mut self, path: &str, mut entry: Entry) {
        let mut parts: Vec<&str> =
            path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let last = if entry.kind == Kind::Folder { None } else { parts.pop() };
        if entry.kind != Kind::Folder && last.is_none() {
            parts.clear();
        }
        let mut folder = 0;
        for part in parts.into_iter().take(DEEPEST) {
            folder = self.folder_in(folder, part);
        }
        if entry.kind == Kind::Folder {
            return;
        }
        let name = last.unwrap_or("(no name)");
        name.clone_into(&mut entry.shown);
        self.weight = self.weight.saturating_add(entry.packed).saturating_add(1);
        let index = self.entries.len();
        self.entries.push(entry);
        if let Some(folder) = self.folders.get_mut(folder) {
            let name = free(&folder.children, name);
            folder.children.insert(name, Child::File(index));
        }
    }

    fn folder_in(&mut self, parent: usize, name: &str) -> usize {
        let new = self.folders.len();
        let Some(folder) = self.folders.get_mut(parent) else { return parent };
        // A file of the same name lies beside it under another one.
        let name = match folder.children.get(name) {
            Some(&Child::Folder(folder)) => return folder,
            Some(Child::File(_)) => format!("{name}/"),
            None => name.to_owned(),
        };
        if let Some(&Child::Folder(folder)) = folder.children.get(&name) {
            return folder;
        }
        folder.children.insert(name, Child::Folder(new));
        self.folders.push(Folder::default());
        new
    }

    fn node(&self, name: &str, child: Child) -> Option<Node> {
        Some(match child {
            Child::Folder(folder) => Node {
                shown: name.trim_end_matches('/').to_owned(),
                name: name.to_owned(),
                kind: Kind::Folder,
                weight: 0,
                at: At::Folder(folder),
            },
            Child::File(index) => {
                let entry = self.entries.get(index)?;
                Node {
                    shown: entry.shown.clone(),
                    name: name.to_owned(),
                    kind: entry.kind,
                    weight: entry.packed.saturating_add(1),
                    at: At::Entry(index),
                }
            }
        })
    }

    fn folder_of(&self, at: &At) -> Option<&Folder> {
        let At::Folder(folder) = at else { return None };
        self.folders.get(*folder)
    }
}

/// A name that no other has, for the second of one name: `a.eml`, `a.eml (2)`.
fn free(children: &BTreeMap<String, Child>, name: &str) -> String {
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

impl Files for Packed {
    fn list(&mut self, folder: &At) -> io::Result<Listing> {
        let children = self.folder_of(folder).map(|folder| &folder.children);
        let nodes = children.into_iter().flatten().filter_map(|(name, &child)| self.node(name, child));
        Ok(Listing { nodes: nodes.collect(), flaws: Vec::new() })
    }

    fn child(&mut self, folder: &At, name: &str) -> Option<Node> {
        let child = *self.folder_of(folder)?.children.get(name)?;
        self.node(name, child)
    }

    fn fetch(
        &mut self,
        file: &At,
        budget: &mut Budget,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> io::Result<Unpacked> {
        let At::Entry(index) = file else { return Err(io::ErrorKind::NotFound.into()) };
        let entry = self.entries.get(*index).ok_or(io::ErrorKind::NotFound)?;
        let size = entry.size.max(1);
        let mut tell = |bytes| goes_on(bytes, size);
        let mut basin = Basin::new(budget, &mut tell);
        let result = match (&mut self.store, &entry.at) {
            (Store::Zip(container), Place::Zip(index)) => {
                container.unpack(*index, &mut |from| basin.fill(from))
            }
            (Store::Tar(content), Place::Tar(at, flaw)) => content.open().and_then(|mut file| {
                file.seek(SeekFrom::Start(*at))?;
                basin.fill(&mut file.take(entry.size))?;
                flaw.map_or(Ok(()), |flaw| Err(io::Error::other(flaw)))
            }),
            _ => Err(io::ErrorKind::NotFound.into()),
        };
        Ok(basin.done(result, entry.packed))
    }

    fn weight(&self) -> u64 {
        self.weight
    }
}

/// Unpacks a file that gzip packed, RFC 1952.
pub(crate) fn gunzip(
    content: &Content,
    budget: &mut Budget,
    goes_on: &mut dyn FnMut(u64, u64) -> bool,
) -> io::Result<Unpacked> {
    let size = content.size()?.max(1);
    let from = content.open()?;
    // How far the packed bytes are read is known; how many will come is not.
    let mut at = 0;
    let counted = Counted { from, at: std::rc::Rc::new(std::cell::Cell::new(0)) };
    let behind = std::rc::Rc::clone(&counted.at);
    let mut tell = |_| {
        at = behind.get().max(at);
        goes_on(at, size)
    };
    let mut basin = Basin::new(budget, &mut tell);
    let result = basin.fill(&mut MultiGzDecoder::new(counted));
    Ok(basin.done(result, size))
}

/// A reader that tells how far it is.
struct Counted<R> {
    from: R,
    at: std::rc::Rc<std::cell::Cell<u64>>,
}

impl<R: io::Read> io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.at.set(self.at.get().saturating_add(count as u64));
        Ok(count)
    }
}

/// The name of what a file that gzip packed holds.
pub(crate) fn name_without_gz(name: &str) -> String {
    let path = PathBuf::from(name);
    let stem = path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("tgz") => format!("{stem}.tar"),
        Some("gz") => stem,
        _ => name.to_owned(),
    }
}
