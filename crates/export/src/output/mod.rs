//! The files of an export while it is written.
//!
//! All files are written into a staging folder beside the target. When they are complete, they get their final names. If the
//! export fails or is cancelled, the staging folder is deleted, so no half-written file ever has a final name.

mod file;
mod names;
mod place;
mod unnamed;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::error::ExportError;
use crate::target::TargetKind;
pub(crate) use file::OutputFile;
pub use file::file_digest;
pub(crate) use names::{file_stem, folder_name, list_names, numbered};

/// Maximum number of names that are tried for a file.
const MAX_ATTEMPTS: u32 = 1000;

/// A file of a finished export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    /// Path relative to the manifest, with `/` between levels.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 digest in hexadecimal.
    pub sha256: String,
    /// Number of messages in the file.
    pub messages: u32,
}

/// The files of an export while it is written. If it is dropped before [`place`](Self::place), all of them are deleted.
pub(crate) struct Output {
    /// The file or folder that is made.
    target: PathBuf,
    kind: TargetKind,
    /// The folder to which the content of the staging folder is moved. `None` if the staging folder becomes the target.
    moved_to: Option<PathBuf>,
    staging: TempDir,
    /// For each name in lower case, by its hash: the last number that was added to it.
    names: HashMap<u64, u32>,
    /// The complete files.
    pub(crate) files: Vec<ExportedFile>,
}

impl Output {
    /// Creates the staging folder. Fails if the target exists; an empty folder is permitted as the target of a folder.
    pub(crate) fn create(target: &Path, kind: TargetKind) -> Result<Self, ExportError> {
        place::ensure_free(target, kind)?;
        // An existing folder can be a disk of its own, so its files are staged inside.
        let is_inside = kind == TargetKind::Folder && place::is_folder(target);
        let dir = if is_inside { target } else { dir_of(target) };
        fs::create_dir_all(dir).map_err(|error| ExportError::file(dir, error))?;
        let mut names = HashMap::new();
        let beside = target.file_name().unwrap_or_default().to_string_lossy();
        let beside = (kind != TargetKind::Folder).then_some(&*beside);
        for name in list_names(beside) {
            names::take(&mut names, &name);
        }
        let is_moved = is_inside || kind != TargetKind::Folder;
        Ok(Self {
            target: target.to_owned(),
            kind,
            moved_to: is_moved.then(|| dir.to_owned()),
            staging: staging_in(dir, target).map_err(|error| ExportError::file(dir, error))?,
            names,
            files: Vec::new(),
        })
    }

    /// Returns the folder of unfinished files, for temporary files without a name.
    pub(crate) fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// Returns the path of the target, for error messages.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Returns the name of the target without its extension, such as `Roof claim 2016`.
    pub(crate) fn stem(&self) -> String {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(self.kind.extension()).unwrap_or(&name).to_owned()
    }

    /// Returns the folder of the lists: the target, or the folder of a target that is a file.
    pub(crate) fn dir(&self) -> PathBuf {
        match self.kind {
            TargetKind::Folder => self.target.clone(),
            TargetKind::File { .. } => dir_of(&self.target).to_owned(),
        }
    }

    /// Returns the file name of a target that is a file. The names of the lists begin with it.
    pub(crate) fn beside(&self) -> Option<String> {
        match self.kind {
            TargetKind::Folder => None,
            TargetKind::File { .. } => {
                Some(self.target.file_name().unwrap_or_default().to_string_lossy().into_owned())
            }
        }
    }

    /// Creates a file. Its name and the names of its folders are made safe, and get a number if they exist.
    ///
    /// For a target that is a file, each name on the first level must begin with [`stem`](Self::stem).
    pub(crate) fn create_file(&mut self, folders: &[String], name: &str) -> Result<OutputFile, ExportError> {
        self.create_at(&folder_path(folders), name)
    }

    /// Creates a file in a folder beside the main file. The folder has the name of the target without its extension, with
    /// `suffix`. The name of the file is made safe, and gets a number if it exists.
    pub(crate) fn create_beside(&mut self, suffix: &str, name: &str) -> Result<OutputFile, ExportError> {
        self.create_at(&format!("{}{suffix}/", self.stem()), name)
    }

    /// Creates the main file of a target that is a file. The file has the name of the target.
    pub(crate) fn create_main(&mut self) -> Result<OutputFile, ExportError> {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let staged = self.staging.path().join(&name);
        names::take(&mut self.names, &name);
        OutputFile::create(name, &staged)
    }

    /// Creates a file at a relative path with `/` between levels. Each level must be a safe name, and the path must be new.
    pub(crate) fn create_exact(&mut self, path: &str) -> Result<OutputFile, ExportError> {
        OutputFile::create(path.to_owned(), &self.staging.path().join(path))
    }

    /// Creates a folder at a relative path with `/` between levels, if it does not exist. Each level must be a safe name.
    pub(crate) fn create_folder(&self, path: &str) -> Result<(), ExportError> {
        fs::create_dir_all(self.staging.path().join(path))
            .map_err(|error| ExportError::file(&self.target, error))
    }

    fn create_at(&mut self, folder: &str, name: &str) -> Result<OutputFile, ExportError> {
        let dir = self.staging.path().join(folder);
        fs::create_dir_all(&dir).map_err(|error| ExportError::file(&dir, error))?;
        let name = foundmail_mail::safe_file_name(name);
        for _ in 0..MAX_ATTEMPTS {
            let free = names::free(&mut self.names, folder, &name);
            match OutputFile::create(format!("{folder}{free}"), &dir.join(&free)) {
                // The file system may treat two names as equal that differ for us, such as two forms of an accent.
                Err(ExportError::Exists { .. }) => {}
                result => return result,
            }
        }
        Err(ExportError::Exists { path: dir.join(name) })
    }

    /// Completes a file, and lists it.
    pub(crate) fn complete(&mut self, file: OutputFile) -> Result<(), ExportError> {
        self.files.push(file.complete()?);
        Ok(())
    }

    /// Deletes a file that could not be written completely.
    pub(crate) fn discard(&mut self, file: OutputFile) -> Result<(), ExportError> {
        let staged = self.staging.path().join(&file.path);
        drop(file);
        fs::remove_file(&staged).map_err(|error| ExportError::file(&staged, error))
    }

    /// Gives all files their final names, and returns the path of the target. Nothing is overwritten.
    pub(crate) fn place(self) -> Result<PathBuf, ExportError> {
        match &self.moved_to {
            None => place::folder(self.staging, &self.target)?,
            Some(dir) => place::files(&self.staging, dir)?,
        }
        Ok(self.target)
    }
}

/// Returns the path of folders, whose names are made safe. Each level ends with a slash.
pub(crate) fn folder_path(folders: &[String]) -> String {
    let names = folders.iter().take(names::MAX_LEVELS);
    names.flat_map(|folder| [folder_name(folder), "/".to_owned()]).collect()
}

/// Creates the staging folder. Its name tells users what the folder is, if a crash leaves it.
fn staging_in(dir: &Path, target: &Path) -> io::Result<TempDir> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!("{}.unfinished-", name.chars().take(60).collect::<String>());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The folder can become the target, which has the usual permissions. The system takes away the bits of the umask.
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(dir)
}

/// Returns the folder of a file.
pub(crate) fn dir_of(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests;
