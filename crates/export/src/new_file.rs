//! New files and folders. Existing ones are never overwritten.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use foundmail_mail::safe_file_name;
use tempfile::NamedTempFile;

use crate::error::ExportError;

/// A folder that did not exist or was empty. If it is dropped before [`keep`](Self::keep), its files are deleted: part of an
/// export would look like a whole one, and the next attempt would fail because the folder is not empty.
pub(crate) struct NewFolder {
    pub(crate) path: PathBuf,
    /// True if this value created the folder.
    is_created: bool,
    is_kept: bool,
    /// Names of the files that were created in it.
    files: Vec<OsString>,
}

impl NewFolder {
    /// Creates the folder. Fails if it exists and is not empty.
    pub(crate) fn create(path: &Path) -> Result<Self, ExportError> {
        let failed = |error| ExportError::file(path, error);
        let is_created = path.symlink_metadata().is_err();
        fs::create_dir_all(path).map_err(failed)?;
        if fs::read_dir(path).map_err(failed)?.next().is_some() {
            return Err(ExportError::Exists { path: path.to_owned() });
        }
        Ok(Self { path: path.to_owned(), is_created, is_kept: false, files: Vec::new() })
    }

    /// Creates a new file in the folder. `name` must be a safe file name; a number is added if it exists.
    pub(crate) fn create_new(&mut self, name: &str) -> Result<(File, PathBuf), ExportError> {
        let (file, path) = create_new(&self.path, name)?;
        self.files.extend(path.file_name().map(OsString::from));
        Ok((file, path))
    }

    /// Keeps the files when the folder is dropped.
    pub(crate) fn keep(&mut self) {
        self.is_kept = true;
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        // An error here is ignored, because the error that ended the export is reported. Files of other programs stay.
        for name in &self.files {
            let _ = fs::remove_file(self.path.join(name));
        }
        if self.is_created {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// A file that gets its name when it is complete. If it is dropped before [`keep`](Self::keep), nothing of it remains.
pub(crate) struct NewFile {
    pub(crate) path: PathBuf,
    out: BufWriter<NamedTempFile>,
}

impl NewFile {
    /// Creates the folder if it is missing, and a temporary file in it. Fails if `path` exists.
    pub(crate) fn create(path: &Path) -> Result<Self, ExportError> {
        if path.symlink_metadata().is_ok() {
            return Err(ExportError::Exists { path: path.to_owned() });
        }
        let dir = dir_of(path);
        fs::create_dir_all(dir).map_err(|error| ExportError::file(dir, error))?;
        let file = NamedTempFile::new_in(dir).map_err(|error| ExportError::file(path, error))?;
        Ok(Self { path: path.to_owned(), out: BufWriter::new(file) })
    }

    /// Returns the name of the file without its folder.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Gives the file its name, and returns its path.
    pub(crate) fn keep(self) -> Result<PathBuf, ExportError> {
        let failed = |error| ExportError::file(&self.path, error);
        let file = self.out.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist_noclobber(&self.path).map_err(|error| failed(error.error))?;
        Ok(self.path)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns the folder of a file.
pub(crate) fn dir_of(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Maximum number that is added to a name.
const MAX_NUMBER: u32 = 100_000;

/// Saves a file in `dir` and returns its path. `name` is made safe, and a number is added if it exists. `write` writes the
/// contents; if it fails, the file is deleted.
pub fn save_new(
    dir: &Path,
    name: &str,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<PathBuf, ExportError> {
    let (file, path) = create_new(dir, &safe_file_name(name))?;
    let mut file = BufWriter::new(file);
    write(&mut file).and_then(|()| file.flush()).map_err(|error| {
        // Part of a file would look like a whole one.
        let _ = std::fs::remove_file(&path);
        ExportError::file(&path, error)
    })?;
    Ok(path)
}

/// Creates a new file. `name` must be a safe file name; a number is added if it exists.
pub(crate) fn create_new(dir: &Path, name: &str) -> Result<(File, PathBuf), ExportError> {
    let mut path = dir.join(name);
    for number in 2..MAX_NUMBER {
        // Fails if the name exists, even as a link to another file.
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                path = dir.join(numbered(name, number));
            }
            Err(error) => return Err(ExportError::file(path, error)),
        }
    }
    Err(ExportError::Exists { path })
}

/// Returns the name with a number, such as `Report (2).pdf`.
fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem} ({number}).{extension}"),
        _ => format!("{name} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::NewFolder;

    #[test]
    fn a_folder_that_is_not_kept_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (made, empty) = (dir.path().join("a/b"), dir.path().join("c"));
        std::fs::create_dir(&empty).unwrap();
        for path in [&made, &empty] {
            let mut folder = NewFolder::create(path).unwrap();
            folder.create_new("1.eml").unwrap();
            drop(folder);
            assert!(!path.join("1.eml").exists());
            let mut folder = NewFolder::create(path).unwrap();
            folder.create_new("1.eml").unwrap();
            folder.keep();
            drop(folder);
            assert!(path.join("1.eml").exists() && NewFolder::create(path).is_err());
        }
        // A file of another program stays.
        let shared = dir.path().join("d");
        let mut folder = NewFolder::create(&shared).unwrap();
        folder.create_new("1.eml").unwrap();
        std::fs::write(shared.join("2.eml"), "x").unwrap();
        drop(folder);
        assert!(!shared.join("1.eml").exists() && shared.join("2.eml").exists());
    }

    fn save_new(dir: &Path, name: &str, bytes: &[u8]) -> Result<std::path::PathBuf, crate::ExportError> {
        super::save_new(dir, name, &mut |out| out.write_all(bytes))
    }

    #[test]
    fn an_existing_name_gets_a_number() {
        let dir = tempfile::tempdir().unwrap();
        let name = |path: std::path::PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(name(save_new(dir.path(), "a.pdf", b"1").unwrap()), "a.pdf");
        assert_eq!(name(save_new(dir.path(), "a.pdf", b"2").unwrap()), "a (2).pdf");
        assert_eq!(name(save_new(dir.path(), "../../a.pdf", b"3").unwrap()), "a (3).pdf");
        assert_eq!(std::fs::read(dir.path().join("a.pdf")).unwrap(), b"1");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let outside = dir.path().join("outside");
        let inside = dir.path().join("inside");
        std::fs::create_dir(&inside).unwrap();
        std::os::unix::fs::symlink(&outside, inside.join("a.pdf")).unwrap();
        assert!(save_new(&inside, "a.pdf", b"1").unwrap().ends_with("a (2).pdf"));
        assert!(!outside.exists());
    }
}
