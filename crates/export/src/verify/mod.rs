//! Compares a finished export with its manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::digest_writer::hex;
use crate::error::ExportError;
use crate::manifest::{Exception, ManifestEntry};
use crate::output::{ExportedFile, digest_of, dir_of, list_names};

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

/// The members of a manifest that are compared.
#[derive(Deserialize)]
struct Manifest {
    #[serde(flatten)]
    summary: PartialSummary,
    messages: Vec<ManifestEntry>,
}

/// The sums of a manifest. The member `manifest` of an export's summary is not in the file.
#[derive(Deserialize)]
struct PartialSummary {
    chosen: u32,
    written: u32,
    exceptions: Vec<Exception>,
    files: Vec<ExportedFile>,
}

/// Compares each file of an export with its digest, each message with its digest, and the sums with each other.
///
/// `path` is the folder of an export, an exported file, or a manifest. Fails if there is no list of digests.
pub fn verify_export(path: &Path) -> Result<VerifiedExport, ExportError> {
    let (dir, sums, beside) = lists_of(path);
    let mut check = Check { dir: &dir, result: VerifiedExport::default(), listed: BTreeSet::new() };
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
    /// The files that the list of digests names.
    listed: BTreeSet<String>,
}

impl Check<'_> {
    fn problem(&mut self, path: &str, what: impl Into<String>) {
        self.result.problems.push(ExportProblem { path: path.to_owned(), what: what.into() });
    }

    /// Compares each file with the list of digests.
    fn sums(&mut self, sums: &Path) -> Result<(), ExportError> {
        let file = File::open(sums).map_err(|error| ExportError::file(sums, error))?;
        let name = sums.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut content = Vec::new();
        BufReader::new(file).read_to_end(&mut content).map_err(|error| ExportError::file(sums, error))?;
        if !content.ends_with(b"\n") {
            self.problem(&name, "The last line of the list of digests is incomplete.");
        }
        for line in content.lines() {
            match line.as_deref().ok().and_then(|line| line.split_once("  ")) {
                Some((digest, path)) => self.file(path, digest),
                None => self.problem(&name, "A line of the list of digests cannot be read."),
            }
        }
        Ok(())
    }

    /// Compares a file with its digest.
    fn file(&mut self, path: &str, digest: &str) {
        self.result.checked = self.result.checked.saturating_add(1);
        self.listed.insert(path.to_owned());
        match self.open(path).and_then(|mut file| digest_of(&mut file)) {
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
        File::open(self.dir.join(path))
    }

    /// Compares the manifest with the files, each message with its digest, and the sums with each other.
    fn manifest(&mut self, beside: Option<&str>) {
        let [name, csv, _] = list_names(beside);
        let manifest = self.open(&name).map(BufReader::new);
        let manifest = manifest.and_then(|file| Ok(serde_json::from_reader::<_, Manifest>(file)?));
        let manifest = match manifest {
            Ok(manifest) => manifest,
            Err(error) => return self.problem(&name, format!("The manifest cannot be read: {error}.")),
        };
        let PartialSummary { chosen, written, exceptions, files } = manifest.summary;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        if chosen != written.saturating_add(count(exceptions.len()))
            || written != count(manifest.messages.len())
        {
            self.problem(&name, "The totals in the manifest differ from the lists in the manifest.");
        }
        let mut expected: BTreeSet<String> = files.into_iter().map(|file| file.path).collect();
        expected.extend([name.clone(), csv]);
        for path in expected.symmetric_difference(&self.listed.clone()) {
            self.problem(path, "The manifest or the list of digests names this file, but not both.");
        }
        self.messages(&manifest.messages);
    }

    /// Compares each message of a mailbox file with its digest.
    fn messages(&mut self, entries: &[ManifestEntry]) {
        let mut by_file: BTreeMap<&str, Vec<&ManifestEntry>> = BTreeMap::new();
        // An embedded message is compressed in its file, and a PST has properties instead of bytes, so they cannot be compared
        // in place.
        let in_place = entries
            .iter()
            .filter(|entry| entry.source_embedded.is_none() && entry.node.is_none() && entry.size > 0);
        for entry in in_place.filter(|entry| !entry.sha256.is_empty()) {
            by_file.entry(&entry.file).or_default().push(entry);
        }
        for (path, entries) in by_file {
            let Ok(mut file) = self.open(path) else { continue };
            for entry in entries {
                self.result.checked = self.result.checked.saturating_add(1);
                if !matches_digest(&mut file, entry).unwrap_or(false) {
                    let what = format!(
                        "Message {} (\u{201c}{}\u{201d}) has changed: its digest differs from the listed digest.",
                        entry.n, entry.subject
                    );
                    self.problem(path, what);
                }
            }
        }
    }

    /// Names files that no list contains.
    fn unlisted(&mut self, sums: &Path) {
        let mut folders = vec![self.dir.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                } else if path != sums {
                    let levels = path.strip_prefix(self.dir).unwrap_or(&path).components();
                    let levels: Vec<_> = levels.map(|level| level.as_os_str().to_string_lossy()).collect();
                    let name = levels.join("/");
                    if !self.listed.contains(&name) {
                        self.problem(&name, "The file is not part of the export.");
                    }
                }
            }
        }
    }
}

fn matches_digest(file: &mut File, entry: &ManifestEntry) -> io::Result<bool> {
    file.seek(SeekFrom::Start(entry.offset))?;
    let mut hasher = Sha256::new();
    let mut part = file.take(entry.size);
    let size = io::copy(&mut part, &mut HashWriter(&mut hasher))?;
    Ok(size == entry.size && hex(&hasher.finalize()) == entry.sha256)
}

struct HashWriter<'h>(&'h mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
