//! Searches folders for mailboxes.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Instant, UNIX_EPOCH};

use super::locations::{FolderContents, ProgramFolder};
use super::{Bounds, FoundFile, FoundFiles};
use crate::archives::ZipFile;
use crate::content::Content;
use crate::format::{Format, Shape};
use crate::formats::{self, folders};
use crate::read::detect;
use crate::walk;

/// The largest number of single messages that are listed separately. A folder with more messages is listed as one
/// mailbox.
const MAX_SINGLE_MESSAGES: usize = 20;

/// Names of folders that contain very many files and no mailboxes.
const SKIPPED_FOLDERS: &[&str] =
    &["node_modules", "target", "Cache", "Caches", "cache2", "__pycache__", "$RECYCLE.BIN"];

/// A running search.
pub(super) struct MailboxSearch {
    bounds: Bounds,
    began: Instant,
    entries: usize,
    seen: HashSet<PathBuf>,
    found: Vec<FoundFile>,
    /// False if a limit was reached.
    is_complete: bool,
}

impl MailboxSearch {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            began: Instant::now(),
            entries: 0,
            seen: HashSet::new(),
            found: Vec::new(),
            is_complete: true,
        }
    }

    /// Returns the mailboxes found, the largest first.
    pub(super) fn found(mut self) -> FoundFiles {
        self.found.sort_by(|one, other| other.size.cmp(&one.size).then_with(|| one.path.cmp(&other.path)));
        FoundFiles { files: self.found, is_complete: self.is_complete }
    }

    /// Searches a folder of a mail program.
    pub(super) fn program(&mut self, folder: &ProgramFolder) {
        let Ok(path) = folder.path.canonicalize() else { return };
        let program = Some(folder.program).filter(|program| !program.is_empty());
        if folder.shape == FolderContents::One && path.is_dir() {
            if self.seen.insert(path.clone()) && self.holds_mail(&path, 0) {
                let format = walk::format_of(&path);
                self.list(path, format, program);
            }
        } else {
            self.at(&path, program, 0);
        }
    }

    /// Searches a folder with its subfolders, or examines a file.
    pub(super) fn folder(&mut self, path: &Path) {
        if let Ok(path) = path.canonicalize() {
            self.at(&path, None, 0);
        }
    }

    /// Returns true if the search must stop. It is then incomplete, because this is asked before each entry.
    fn is_over(&mut self) -> bool {
        let is_over = self.entries >= self.bounds.entries
            || self.found.len() >= self.bounds.results
            || self.began.elapsed() >= self.bounds.time;
        self.is_complete &= !is_over;
        is_over
    }

    /// Returns true if the folders in a folder of this depth are not searched. The search is then incomplete.
    fn is_too_deep(&mut self, depth: usize) -> bool {
        let is_too_deep = depth >= self.bounds.depth;
        self.is_complete &= !is_too_deep;
        is_too_deep
    }

    fn at(&mut self, path: &Path, program: Option<&'static str>, depth: usize) {
        if !self.seen.insert(path.to_owned()) || self.is_over() {
            return;
        }
        if path.is_dir() {
            self.dir(path, program, depth);
        } else if let Some((format, of)) = mailbox_file(path) {
            self.list(path.to_owned(), format, program.or(of));
        }
    }

    fn dir(&mut self, path: &Path, program: Option<&'static str>, depth: usize) {
        let format = walk::format_of(path);
        let is_mailbox = *format != folders::FOLDER && (*format != folders::MH || first_is_mail(path));
        match () {
            () if is_mailbox => self.list(path.to_owned(), format, program.or(format.program)),
            () if is_apple_mailbox(path) => {
                let of = folders::APPLE_MAIL.program;
                self.list(path.to_owned(), &folders::FOLDER, program.or(of));
            }
            () => self.below(path, program, depth),
        }
    }

    fn below(&mut self, path: &Path, program: Option<&'static str>, depth: usize) {
        let Ok(entries) = fs::read_dir(path) else { return };
        let (mut folders, mut files) = (Vec::new(), Vec::new());
        for entry in entries.filter_map(Result::ok) {
            self.entries = self.entries.saturating_add(1);
            if self.is_over() {
                break;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
        folders.sort();
        files.sort();
        let single = files.iter().filter(|file| is_message(file)).count();
        if single > MAX_SINGLE_MESSAGES {
            self.list(path.to_owned(), &folders::FOLDER, program);
            return;
        }
        for file in files {
            self.at(&file, program, depth);
        }
        for folder in folders.into_iter().filter(|folder| !is_skipped(folder)) {
            if self.is_too_deep(depth) {
                return;
            }
            self.at(&folder, program, depth.saturating_add(1));
        }
    }

    fn list(&mut self, path: PathBuf, format: &'static Format, program: Option<&'static str>) {
        let mut measured = Measured::default();
        self.measure(&path, &mut measured, 0);
        let Measured { size, modified } = measured;
        self.found.push(FoundFile { path, format, program, size, modified });
    }

    fn measure(&mut self, path: &Path, measured: &mut Measured, depth: usize) {
        let Ok(metadata) = path.symlink_metadata() else { return };
        if metadata.is_file() {
            let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let modified = modified.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
            measured.size = measured.size.saturating_add(metadata.len());
            measured.modified = measured.modified.max(modified);
        } else if metadata.is_dir() && depth < 100 {
            for entry in fs::read_dir(path).into_iter().flatten().filter_map(Result::ok) {
                self.entries = self.entries.saturating_add(1);
                if self.is_over() {
                    return;
                }
                self.measure(&entry.path(), measured, depth.saturating_add(1));
            }
        }
    }

    /// Returns true if a folder or one of its subfolders contains a file with mail.
    fn holds_mail(&mut self, path: &Path, depth: usize) -> bool {
        if *walk::format_of(path) != folders::FOLDER {
            return true;
        }
        for entry in fs::read_dir(path).into_iter().flatten().filter_map(Result::ok) {
            self.entries = self.entries.saturating_add(1);
            if self.is_over() {
                return false;
            }
            let found = match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    !self.is_too_deep(depth) && self.holds_mail(&entry.path(), depth.saturating_add(1))
                }
                Ok(kind) if kind.is_file() => detect(&entry.path()).is_ok_and(|format| {
                    format.has_mail && matches!(format.shape(), Shape::Mailbox | Shape::Message)
                }),
                _ => false,
            };
            if found {
                return true;
            }
        }
        false
    }
}

#[derive(Default)]
struct Measured {
    size: u64,
    modified: i64,
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// Returns true if a file has the extension of a format with one item per file.
fn is_message(path: &Path) -> bool {
    let extension = extension(path);
    formats::first(|format| format.shape() == Shape::Message && format.extensions.contains(&&*extension))
        .is_some()
}

/// Returns true if a file has the extension of a mailbox, or of a format with one item per file.
fn is_mail(path: &Path) -> bool {
    let extension = extension(path);
    let is_mail = |format: &Format| {
        matches!(format.shape(), Shape::Mailbox | Shape::Message) && format.extensions.contains(&&*extension)
    };
    formats::first(is_mail).is_some()
}

/// Returns true if a ZIP file contains a file with the extension of a mailbox or message.
fn holds_mail(path: &Path) -> bool {
    let names = ZipFile::names(&Content::Owned(path.to_owned())).unwrap_or_default();
    names.iter().any(|name| is_mail(Path::new(name)))
}

/// Returns the format and program of a mailbox file. The name of the file decides whether it is examined. Its
/// content decides the format.
fn mailbox_file(path: &Path) -> Option<(&'static Format, Option<&'static str>)> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let is_container = |format: &Format| format.shape() == Shape::Container && format.has_extension_of(&name);
    let of_google = name.starts_with("takeout-") && formats::first(is_container).is_some();
    let is_mailbox = is_mail(path) || of_google || extension(path) == "zip" && holds_mail(path);
    if !is_mailbox {
        return None;
    }
    let format = detect(path).ok()?;
    let program = match format.shape() {
        Shape::Container => of_google.then_some("Google"),
        Shape::Unknown => return None,
        Shape::Mailbox | Shape::Message | Shape::Folder => format.program,
    };
    Some((format, program))
}

fn is_skipped(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with('.') || SKIPPED_FOLDERS.contains(&name.as_str())
}

/// Returns true for a mailbox that Apple Mail exported: a folder `NAME.mbox` that contains a file `mbox` or a
/// folder `Messages`.
fn is_apple_mailbox(path: &Path) -> bool {
    extension(path) == "mbox" && (path.join("mbox").is_file() || path.join("Messages").is_dir())
}

/// Returns true if the first file with a numeric name is a message or an MBOX. Folders other than MH folders can
/// also contain files with numeric names.
fn first_is_mail(path: &Path) -> bool {
    let Ok(listing) = walk::list(path) else { return false };
    let first = listing.files().find(|file| file.name.bytes().all(|byte| byte.is_ascii_digit()));
    first.is_some_and(|file| {
        detect(&path.join(&file.name))
            .is_ok_and(|format| *format == formats::eml::FORMAT || *format == formats::mbox::FORMAT)
    })
}
