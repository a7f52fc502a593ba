//! Compares a finished export with its manifest.

mod manifest;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, SeekFrom};
use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::manifest::ManifestEntry;
use crate::output::{ExportedFile, dir_of, file_digest, list_names};
use manifest::Entries;

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct VerifiedExport {
    /// Number of files and messages that were compared.
    pub checked: u64,
    /// The differences. Empty if the export is as it was written.
    pub problems: Vec<ExportProblem>,
}

/// A difference between an export and its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportProblem {
    /// Path of the file, relative to the manifest.
    pub path: String,
    /// The difference, as a sentence.
    pub what: String,
}

/// Maximum length of a line in a list of digests, in bytes. Paths are shorter on every system.
const MAX_LINE: u64 = 64 << 10;

/// Compares each file of an export with its digest, each message with its digest, and the sums with each other.
///
/// `path` is the folder of an export, an exported file, or a manifest. Fails if there is no list of digests.
pub fn verify_export(path: &Path) -> Result<VerifiedExport, ExportError> {
    let (dir, sums, beside) = lists_of(path);
    let mut check =
        Check { dir: &dir, result: VerifiedExport::default(), listed: BTreeMap::new(), opened: None };
    check.sums(&sums)?;
    check.manifest(beside.as_deref());
    if beside.is_none() {
        check.unlisted(&sums);
    }
    Ok(check.result)
}

/// Returns the folder of an export, the path of its list of digests, and the name of its file, if the lists are beside it.
fn lists_of(path: &Path) -> (PathBuf, PathBuf, Option<String>) {
    if path.is_dir() {
        return (path.to_owned(), path.join("SHA256SUMS"), None);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let dir = dir_of(path).to_owned();
    if ["manifest.json", "manifest.csv", "SHA256SUMS"].contains(&name.as_str()) {
        return (dir.clone(), dir.join("SHA256SUMS"), None);
    }
    let endings = [".manifest.json", ".manifest.csv", ".sha256"];
    let name = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name).to_owned();
    (dir.clone(), dir.join(format!("{name}.sha256")), Some(name))
}

struct Check<'d> {
    dir: &'d Path,
    result: VerifiedExport,
    /// The files that the list of digests names. The value is true if the manifest names them too.
    listed: BTreeMap<String, bool>,
    /// The file with the last message. A mailbox file with a million messages is opened once.
    opened: Option<(String, io::Result<File>)>,
}

impl Check<'_> {
    fn problem(&mut self, path: &str, what: impl Into<String>) {
        self.result.problems.push(ExportProblem { path: path.to_owned(), what: what.into() });
    }

    /// Compares each file with the list of digests.
    fn sums(&mut self, sums: &Path) -> Result<(), ExportError> {
        let file = File::open(sums).map_err(|error| ExportError::file(sums, error))?;
        let name = sums.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut reader = BufReader::new(file);
        loop {
            let mut line = Vec::new();
            let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
            read.map_err(|error| ExportError::file(sums, error))?;
            if line.is_empty() {
                return Ok(());
            }
            if line.pop_if(|last| *last == b'\n').is_none() {
                self.problem(&name, "The last line of the list of digests is incomplete.");
            }
            let text = std::str::from_utf8(&line).ok();
            match text.and_then(|line| line.strip_suffix('\r').unwrap_or(line).split_once("  ")) {
                Some((digest, path)) => self.file(path, digest),
                None => self.problem(&name, "A line of the list of digests cannot be read."),
            }
        }
    }

    /// Compares a file with its digest.
    fn file(&mut self, path: &str, digest: &str) {
        self.result.checked = self.result.checked.saturating_add(1);
        self.listed.insert(path.to_owned(), false);
        match self.open(path).and_then(|mut file| file_digest(&mut file)) {
            Ok((_, actual)) if actual == digest => {}
            Ok(_) => self.problem(path, "The file has changed: its digest differs from the listed digest."),
            Err(error) => self.problem(path, format!("The file cannot be read: {error}.")),
        }
    }

    /// Opens a file of the export. A path that leads out of the folder is refused, because the lists are input.
    fn open(&self, path: &str) -> io::Result<File> {
        let path = Path::new(path);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path is outside the export"));
        }
        let path = self.dir.join(path);
        // Opening a pipe would wait for ever.
        if !fs::metadata(&path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
        }
        File::open(path)
    }

    /// Compares the manifest with the files, each message with its digest, and the sums with each other.
    fn manifest(&mut self, beside: Option<&str>) {
        let [name, csv, _] = list_names(beside);
        let sums = self.open(&name).map(BufReader::new);
        let sums = sums.and_then(|file| Ok(manifest::read(file, self)?));
        match sums {
            Ok(sums) if sums.are_right() => {}
            Ok(_) => self.problem(&name, "The totals in the manifest differ from the lists in the manifest."),
            // The lists of a damaged manifest are incomplete, so the files are not compared with them.
            Err(error) => return self.problem(&name, format!("The manifest cannot be read: {error}.")),
        }
        for list in [name, csv] {
            self.named_by_manifest(&list);
        }
        let unnamed: Vec<String> =
            self.listed.iter().filter(|(_, is)| !**is).map(|(path, _)| path.clone()).collect();
        for path in unnamed {
            self.problem(&path, NOT_IN_BOTH);
        }
    }

    /// Marks a file that the manifest names.
    fn named_by_manifest(&mut self, path: &str) {
        match self.listed.get_mut(path) {
            Some(is_named) => *is_named = true,
            None => self.problem(path, NOT_IN_BOTH),
        }
    }

    /// Compares the bytes of a message with its digest.
    fn bytes_of(&mut self, entry: &ManifestEntry) {
        self.result.checked = self.result.checked.saturating_add(1);
        if self.opened.as_ref().is_none_or(|(path, _)| *path != entry.file) {
            self.opened = Some((entry.file.clone(), self.open(&entry.file)));
        }
        // A file that cannot be opened is already a problem: it is in the list of digests.
        let Some((path, Ok(file))) = &mut self.opened else { return };
        let (path, ManifestEntry { n, subject, .. }) = (path.clone(), entry);
        match has_digest(file, entry) {
            Ok(true) => {}
            Ok(false) => {
                let what = "has changed: its digest differs from the listed digest";
                self.problem(&path, format!("Message {n} (\u{201c}{subject}\u{201d}) {what}."));
            }
            Err(error) => {
                self.problem(
                    &path,
                    format!("Message {n} (\u{201c}{subject}\u{201d}) cannot be read: {error}."),
                );
            }
        }
    }

    /// Names files that no list contains.
    fn unlisted(&mut self, sums: &Path) {
        let mut folders = vec![self.dir.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    let name = folder.strip_prefix(self.dir).unwrap_or(&folder).display().to_string();
                    self.problem(&name, format!("The folder cannot be read: {error}."));
                    continue;
                }
            };
            for entry in entries.flatten() {
                let path = entry.path();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                } else if path != sums {
                    let levels = path.strip_prefix(self.dir).unwrap_or(&path).components();
                    let levels: Vec<_> = levels.map(|level| level.as_os_str().to_string_lossy()).collect();
                    let name = levels.join("/");
                    if !self.listed.contains_key(&name) {
                        self.problem(&name, "The file is not part of the export.");
                    }
                }
            }
        }
    }
}

impl Entries for Check<'_> {
    fn message(&mut self, entry: &ManifestEntry) {
        if !entry.file.is_empty() && !self.listed.contains_key(&entry.file) {
            let ManifestEntry { n, subject, file, .. } = entry;
            let what = format!(
                "Message {n} (\u{201c}{subject}\u{201d}) is in this file, but no list of digests names it."
            );
            return self.problem(file, what);
        }
        // An embedded message is compressed in its file, and a PST has properties instead of bytes, so they cannot be compared
        // in place.
        let is_in_place = entry.source_embedded.is_none() && entry.node.is_none() && entry.size > 0;
        if is_in_place && !entry.sha256.is_empty() {
            self.bytes_of(entry);
        }
    }

    fn file(&mut self, file: ExportedFile) {
        self.named_by_manifest(&file.path);
    }
}

/// The problem of a file that only one of the lists names.
const NOT_IN_BOTH: &str = "The manifest or the list of digests names this file, but not both.";

/// Returns true if a message in a file has its listed size and digest.
fn has_digest(file: &mut (impl io::Read + io::Seek), entry: &ManifestEntry) -> io::Result<bool> {
    file.seek(SeekFrom::Start(entry.offset))?;
    let mut digest = DigestWriter::new(io::sink());
    let size = io::copy(&mut file.take(entry.size), &mut digest)?;
    Ok(size == entry.size && digest.sha256() == entry.sha256)
}

#[cfg(test)]
mod tests;
