//! A folder of files, and the folders in it.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, DirEntry, FileType};
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
pub(crate) fn read(path: &Path, recover: bool, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let entries = fs::read_dir(path).map_err(|source| ImportError::Open { path: path.to_owned(), source })?;
    let mut walk = Walk { sink, recover, bytes: 0, stopped: false, mailboxes: HashSet::new() };
    if let ControlFlow::Continue(entries) = walk.sorted(entries, "") {
        let _ = walk.entries(&entries, "", "", 0);
    }
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
            Ok(kind) if kind.is_dir() && depth < DEEPEST => {
                size_below(&entry.path(), depth.saturating_add(1))
            }
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        })
        .fold(0, u64::saturating_add)
}

/// A file's name as text that no other file's name gives: bytes that are no UTF-8 are written as `%FC`.
fn name_of(entry: &DirEntry) -> String {
    let name = entry.file_name();
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

struct Walk<'s> {
    sink: &'s mut dyn Sink,
    recover: bool,
    bytes: u64,
    /// True once nobody wants any more.
    stopped: bool,
    /// Keys of the files that are mailboxes.
    mailboxes: HashSet<String>,
}

/// The name of a mailbox file without the ending that says what it is.
fn mailbox_name(name: &str) -> &str {
    let stem = [".mbox", ".mbx"].iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// The mailbox file that a folder beside it belongs to: `Inbox` or `Inbox.mbox` for `Inbox` or `Inbox.sbd`.
fn mailbox_of<'m>(folder: &str, files: &'m [String]) -> Option<&'m str> {
    let stem = folder.strip_suffix(".sbd").unwrap_or(folder);
    files.iter().map(String::as_str).find(|file| mailbox_name(file) == stem)
}

impl Walk<'_> {
    /// What lies in a folder, by name. What the disk does not give, and links, which are not followed, are named.
    fn sorted(&mut self, entries: fs::ReadDir, folder: &str) -> ControlFlow<(), Vec<DirEntry>> {
        let mut sorted = Vec::new();
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) if kind.is_file() || kind.is_dir() => sorted.push(entry),
                Ok((_, entry)) => {
                    self.defect(
                        folder,
                        &name_of(&entry),
                        "This is a link, and not followed.",
                        Effect::Nothing,
                    )?;
                }
                Err(error) => self.defect(folder, "?", &error.to_string(), Effect::FolderIncomplete)?,
            }
        }
        sorted.sort_by_key(DirEntry::file_name);
        ControlFlow::Continue(sorted)
    }

    /// Reads what lies in the folder `folder`, whose path in the source is `path`. Files come first, so that a mailbox
    /// is there before the folder that belongs to it.
    fn entries(&mut self, entries: &[DirEntry], path: &str, folder: &str, depth: usize) -> ControlFlow<()> {
        let is = |entry: &DirEntry, wanted: fn(&FileType) -> bool| {
            entry.file_type().is_ok_and(|kind| wanted(&kind))
        };
        let path_of = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        let files: Vec<&DirEntry> = entries.iter().filter(|entry| is(entry, FileType::is_file)).collect();
        for entry in &files {
            let name = name_of(entry);
            self.file(entry, folder, &path_of(&name), &name)?;
        }
        let mailboxes: Vec<String> = files.iter().map(|entry| name_of(entry)).collect();
        for entry in entries.iter().filter(|entry| is(entry, FileType::is_dir)) {
            let name = name_of(entry);
            let below = path_of(&name);
            let mailbox = mailbox_of(&name, &mailboxes).map(path_of);
            if let Some(mailbox) = mailbox.filter(|key| self.mailboxes.contains(key)) {
                // The folders in a mailbox lie beside it: they belong into it.
                self.folder(entry, &below, &mailbox, depth)?;
            } else {
                self.push_folder(&below, folder, name)?;
                self.folder(entry, &below, &below, depth)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Reads the folder on the disk whose contents belong into `folder`.
    fn folder(&mut self, entry: &DirEntry, path: &str, folder: &str, depth: usize) -> ControlFlow<()> {
        let name = name_of(entry);
        if depth >= DEEPEST {
            return self.defect(
                folder,
                &name,
                "The folders are nested too deeply.",
                Effect::FolderIncomplete,
            );
        }
        match fs::read_dir(entry.path()) {
            Ok(entries) => {
                let entries = self.sorted(entries, folder)?;
                self.entries(&entries, path, folder, depth.saturating_add(1))
            }
            Err(error) => self.defect(folder, &name, &error.to_string(), Effect::FolderIncomplete),
        }
    }

    fn file(&mut self, entry: &DirEntry, folder: &str, key: &str, name: &str) -> ControlFlow<()> {
        let path = entry.path();
        let format = match detect(&path) {
            Ok(format) => format,
            Err(error) => return self.defect(folder, name, &error.to_string(), Effect::ItemLost),
        };
        let position = format!("{key}#");
        let result = match format {
            Format::Folder | Format::Unknown => {
                self.defect(folder, name, "This file is no mail.", Effect::Nothing)?;
                Ok(())
            }
            // A mailbox is a folder of its own.
            Format::Pst | Format::Ost | Format::Mbox | Format::Olm => {
                self.mailboxes.insert(key.to_owned());
                self.push_folder(key, folder, mailbox_name(name).to_owned())?;
                let place = Place { path: &path, folder: key, position: &position, recover: self.recover };
                read_file(&place, format, &mut Part { walk: self })
            }
            Format::Eml | Format::Msg | Format::Tnef => {
                let place = Place { path: &path, folder, position: &position, recover: self.recover };
                read_file(&place, format, &mut Part { walk: self })
            }
        };
        self.bytes = self.bytes.saturating_add(entry.metadata().map_or(0, |metadata| metadata.len()));
        self.sink.progress(self.bytes);
        match result {
            _ if self.stopped => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => self.defect(folder, name, &error.to_string(), Effect::RestUnreadable),
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
        let flow = self.walk.sink.push(found);
        self.walk.stopped |= flow.is_break();
        flow
    }

    fn wants(&mut self, position: &str) -> bool {
        self.walk.sink.wants(position)
    }

    fn progress(&mut self, bytes: u64) {
        let bytes = self.walk.bytes.saturating_add(bytes);
        self.walk.sink.progress(bytes);
    }
}
