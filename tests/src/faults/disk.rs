//! Simulates a disk that guarantees only synced data. After a power cut, any subset of the unsynced sectors may be
//! written. Of the changes of names in a folder, any number of the first ones may be written, in their order.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::Result;
use foundmail_testkit::Rng;

use super::trace::Call;

/// The unit that a disk writes atomically, in bytes.
const SECTOR: usize = 512;

/// The files in one folder and its subfolders.
#[derive(Debug, Default)]
pub(super) struct Disk {
    root: String,
    files: Vec<File>,
    /// The names as a program sees them.
    names: BTreeMap<String, Node>,
    /// The names on the disk.
    synced_names: BTreeMap<String, Node>,
    /// The changes of names that are not on the disk yet, by folder.
    pending: HashMap<String, Vec<Name>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    File(usize),
    Folder,
}

#[derive(Debug, Clone)]
enum Name {
    Set(String, Node),
    Remove(String),
    Move { from: String, to: String, node: Node },
}

#[derive(Debug, Default, Clone)]
struct File {
    synced: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Disk {
    /// Returns a disk with an empty folder `root`.
    pub(super) fn new(root: &Path) -> Self {
        let root = root.to_string_lossy().into_owned();
        let folder = BTreeMap::from([(root.clone(), Node::Folder)]);
        Self { root, names: folder.clone(), synced_names: folder, ..Self::default() }
    }

    /// Applies a system call. Ignores files outside the folder.
    pub(super) fn call(&mut self, call: &Call) {
        match call {
            Call::Open { path, empty } => {
                let Some(file) = self.open(path) else { return };
                if *empty && !(file.synced.is_empty() && file.pending.is_empty()) {
                    file.pending.push(Change::Length(0));
                }
            }
            Call::Write { path, offset, bytes } => {
                let Some(file) = self.file(path) else { return };
                let mut at = usize::try_from(*offset).unwrap_or(usize::MAX);
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    let (now, after) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
                    file.pending.push(Change::Write(at, now.to_vec()));
                    at += now.len();
                    rest = after;
                }
            }
            Call::Truncate { path, length } => {
                if let Some(file) = self.file(path) {
                    file.pending.push(Change::Length(usize::try_from(*length).unwrap_or(usize::MAX)));
                }
            }
            Call::Sync { path } => self.sync(path),
            Call::Rename { from, to } => {
                if let Some(node) = self.names.remove(from) {
                    self.names.insert(to.clone(), node);
                    self.change(to, Name::Move { from: from.clone(), to: to.clone(), node });
                }
            }
            Call::Unlink { path } => {
                if self.names.remove(path).is_some() {
                    self.change(path, Name::Remove(path.clone()));
                }
            }
            Call::MakeDir { path } => {
                if path.starts_with(&self.root) && !self.names.contains_key(path) {
                    self.names.insert(path.clone(), Node::Folder);
                    self.change(path, Name::Set(path.clone(), Node::Folder));
                }
            }
            Call::Say { .. } => {}
        }
    }

    fn open(&mut self, path: &str) -> Option<&mut File> {
        if !path.starts_with(&self.root) {
            return None;
        }
        if !self.names.contains_key(path) {
            let node = Node::File(self.files.len());
            self.files.push(File::default());
            self.names.insert(path.to_owned(), node);
            self.change(path, Name::Set(path.to_owned(), node));
        }
        self.file(path)
    }

    fn file(&mut self, path: &str) -> Option<&mut File> {
        match self.names.get(path)? {
            Node::File(file) => self.files.get_mut(*file),
            Node::Folder => None,
        }
    }

    fn change(&mut self, path: &str, name: Name) {
        self.pending.entry(folder_of(path).to_owned()).or_default().push(name);
    }

    fn sync(&mut self, path: &str) {
        match self.names.get(path) {
            Some(Node::Folder) => {
                for name in self.pending.remove(path).unwrap_or_default() {
                    apply_name(&mut self.synced_names, &name);
                }
            }
            Some(Node::File(file)) => {
                if let Some(file) = self.files.get_mut(*file) {
                    let changes = std::mem::take(&mut file.pending);
                    for change in &changes {
                        apply(&mut file.synced, change);
                    }
                }
            }
            None => {}
        }
    }

    /// Writes the contents that remain after a power cut to another folder.
    pub(super) fn after_power_cut(&self, rng: &mut Rng, to: &Path) -> Result<()> {
        let mut names = self.synced_names.clone();
        let mut folders: Vec<_> = self.pending.iter().collect();
        folders.sort_by_key(|(folder, _)| folder.as_str());
        for (_, changes) in folders {
            changes
                .iter()
                .take(rng.below(changes.len() + 1))
                .for_each(|change| apply_name(&mut names, change));
        }
        // The percentage of unsynced sectors that remain: sometimes all, sometimes none, sometimes some.
        let kept = [0, 100, 50, 90, 10][rng.below(5)];
        for (path, node) in &names {
            let reachable =
                path == &self.root || ancestors(path, &self.root).all(|folder| names.contains_key(folder));
            let Some(name) = path.strip_prefix(&self.root).filter(|_| reachable) else { continue };
            let target = to.join(name.trim_start_matches('/'));
            match node {
                Node::Folder => fs::create_dir_all(&target)?,
                Node::File(file) => fs::write(&target, self.left_of(*file, kept, rng))?,
            }
        }
        Ok(())
    }

    fn left_of(&self, file: usize, kept: usize, rng: &mut Rng) -> Vec<u8> {
        let Some(file) = self.files.get(file) else { return Vec::new() };
        let mut bytes = file.synced.clone();
        file.pending.iter().filter(|_| rng.below(100) < kept).for_each(|change| apply(&mut bytes, change));
        bytes
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the parent folders of a path that are below `root`.
fn ancestors<'p>(path: &'p str, root: &'p str) -> impl Iterator<Item = &'p str> {
    std::iter::successors(Some(folder_of(path)), |path| Some(folder_of(path)))
        .take_while(move |folder| folder.len() > root.len())
}

fn apply_name(names: &mut BTreeMap<String, Node>, name: &Name) {
    match name {
        Name::Set(path, node) => drop(names.insert(path.clone(), *node)),
        Name::Remove(path) => drop(names.remove(path)),
        Name::Move { from, to, node } => {
            names.remove(from);
            names.insert(to.clone(), *node);
        }
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, new) => {
            let end = at + new.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[*at..end].copy_from_slice(new);
        }
        Change::Length(length) => bytes.resize(*length, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_is_there_and_the_rest_may_be() {
        let mut disk = Disk::new(Path::new("/a"));
        let path = || "/a/b".to_owned();
        disk.call(&Call::Open { path: path(), empty: true });
        disk.call(&Call::Write { path: path(), offset: 0, bytes: vec![1; 600] });
        disk.call(&Call::Sync { path: path() });
        disk.call(&Call::Sync { path: "/a".to_owned() });
        disk.call(&Call::Write { path: path(), offset: 600, bytes: vec![2; 1000] });
        disk.call(&Call::Rename { from: path(), to: "/a/c".to_owned() });
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..60 {
            let dir = tempfile::tempdir().unwrap();
            disk.after_power_cut(&mut Rng::for_item(1, number), dir.path()).unwrap();
            let left = |name: &str| fs::read(dir.path().join(name)).ok();
            let bytes = left("b").or_else(|| left("c")).expect("the file itself was synced");
            assert_eq!(bytes[..600], [1; 600]);
            seen.insert((left("c").is_some(), bytes.len()));
        }
        assert!(seen.contains(&(false, 600)) && seen.contains(&(true, 1600)) && seen.len() > 4, "{seen:?}");
    }
}
