//! A folder of files, and the folders in it.

use std::fs::{self, DirEntry};
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_defect::{Defect, Effect};

use crate::detect::{Format, detect};
use crate::error::ImportError;
use crate::read::{Place, read_file};
use crate::sink::{Folder, Found, Sink};

/// Nesting of folders that is followed.
const DEEPEST: usize = 100;

/// Reads all files in a folder and below, in the order of their names. Links are not followed: they may lead out of
/// the folder, or back into it.
pub(crate) fn read(path: &Path, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let entries = fs::read_dir(path).map_err(|source| ImportError::Open { path: path.to_owned(), source })?;
    let mut walk = Walk { sink, bytes: 0 };
    let _ = walk.entries(sorted(entries), "", 0);
    Ok(())
}

/// Bytes of all files in a folder and below.
pub(crate) fn size_of(path: &Path) -> u64 {
    size_below(path, 0)
}

fn size_below(path: &Path, depth: usize) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries
        .filter_map(Result::ok)
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => size_below(&entry.path(), depth.saturating_add(1)),
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        })
        .fold(0, u64::saturating_add)
}

fn sorted(entries: fs::ReadDir) -> Vec<DirEntry> {
    let mut entries: Vec<DirEntry> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(DirEntry::file_name);
    entries
}

struct Walk<'s> {
    sink: &'s mut dyn Sink,
    bytes: u64,
}

impl Walk<'_> {
    fn entries(&mut self, entries: Vec<DirEntry>, folder: &str, depth: usize) -> ControlFlow<()> {
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let key = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.folder(&entry, folder, key, name, depth)?,
                Ok(kind) if kind.is_file() => self.file(&entry, folder, &key, name)?,
                _ => {}
            }
        }
        ControlFlow::Continue(())
    }

    fn folder(
        &mut self,
        entry: &DirEntry,
        parent: &str,
        key: String,
        name: String,
        depth: usize,
    ) -> ControlFlow<()> {
        if depth >= DEEPEST {
            return self.defect(parent, &name, "The folders are nested too deeply.", Effect::FolderIncomplete);
        }
        match fs::read_dir(entry.path()) {
            Ok(entries) => {
                self.push_folder(&key, parent, name)?;
                self.entries(sorted(entries), &key, depth.saturating_add(1))
            }
            Err(error) => self.defect(parent, &name, &error.to_string(), Effect::FolderIncomplete),
        }
    }

    fn file(&mut self, entry: &DirEntry, folder: &str, key: &str, name: String) -> ControlFlow<()> {
        let path = entry.path();
        let format = match detect(&path) {
            Ok(format) => format,
            Err(error) => return self.defect(folder, &name, &error.to_string(), Effect::ItemLost),
        };
        let position = format!("{key}#");
        let result = match format {
            Format::Folder | Format::Unknown => {
                self.defect(folder, &name, "This file is no mail.", Effect::Nothing)?;
                Ok(())
            }
            // A mailbox is a folder of its own.
            Format::Pst | Format::Ost | Format::Mbox => {
                self.push_folder(key, folder, name.clone())?;
                let place = Place { path: &path, folder: key, position: &position };
                read_file(&place, format, &mut Part { walk: self })
            }
            Format::Eml => {
                let place = Place { path: &path, folder, position: &position };
                read_file(&place, format, &mut Part { walk: self })
            }
        };
        self.bytes = self.bytes.saturating_add(entry.metadata().map_or(0, |metadata| metadata.len()));
        self.sink.progress(self.bytes);
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => self.defect(folder, &name, &error.to_string(), Effect::RestUnreadable),
        }
    }

    fn push_folder(&mut self, key: &str, parent: &str, name: String) -> ControlFlow<()> {
        let folder = Folder { key: key.to_owned(), parent: Some(parent.to_owned()), name };
        self.sink.push(Found::Folder(folder))
    }

    fn defect(&mut self, folder: &str, name: &str, what: &str, effect: Effect) -> ControlFlow<()> {
        let defect = Defect::new("file", format!("{name}: {what}"), effect);
        self.sink.push(Found::Defect { folder: Some(folder.to_owned()), defect })
    }
}

/// One file of the tree: its bytes count on top of those of the files before it.
struct Part<'w, 's> {
    walk: &'w mut Walk<'s>,
}

impl Sink for Part<'_, '_> {
    fn push(&mut self, found: Found) -> ControlFlow<()> {
        self.walk.sink.push(found)
    }

    fn wants(&mut self, position: &str) -> bool {
        self.walk.sink.wants(position)
    }

    fn progress(&mut self, bytes: u64) {
        let bytes = self.walk.bytes.saturating_add(bytes);
        self.walk.sink.progress(bytes);
    }
}
