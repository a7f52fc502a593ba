//! Files that were not there before.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use foundmail_mail::safe_file_name;

use crate::ExportError;

/// A folder that was not there, or was empty. If it is let go before [`keep`](Self::keep), nothing of it is left: half of what was
/// asked for would look like all of it, and stand in the way of the next try.
pub(crate) struct NewFolder {
    pub(crate) path: PathBuf,
    /// True if the folder itself was not there.
    is_made: bool,
    is_kept: bool,
    /// Names of the files that were made in it.
    files: Vec<OsString>,
}

impl NewFolder {
    pub(crate) fn create(path: &Path) -> Result<Self, ExportError> {
        let failed = |error| ExportError::file(path, error);
        let is_made = path.symlink_metadata().is_err();
        fs::create_dir_all(path).map_err(failed)?;
        if fs::read_dir(path).map_err(failed)?.next().is_some() {
            return Err(ExportError::Exists { path: path.to_owned() });
        }
        Ok(Self { path: path.to_owned(), is_made, is_kept: false, files: Vec::new() })
    }

    /// Makes a file in it that was not there. `name` is safe already.
    pub(crate) fn create_new(&mut self, name: &str) -> Result<(File, PathBuf), ExportError> {
        let (file, path) = create_new(&self.path, name)?;
        self.files.extend(path.file_name().map(OsString::from));
        Ok((file, path))
    }

    /// What is in it is whole.
    pub(crate) fn keep(&mut self) {
        self.is_kept = true;
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        // Where they cannot be taken away, the error that led here is the one to tell. What others put there is theirs.
        for name in &self.files {
            let _ = fs::remove_file(self.path.join(name));
        }
        if self.is_made {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Numbers that are tried behind a name that is taken.
const MOST_TRIES: u32 = 100_000;

/// Saves what `write` writes in `dir` under `name`, made safe, or under that name with a number if it is taken.
pub fn save_new(
    dir: &Path,
    name: &str,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<PathBuf, ExportError> {
    let (file, path) = create_new(dir, &safe_file_name(name))?;
    let mut file = BufWriter::new(file);
    write(&mut file).and_then(|()| file.flush()).map_err(|error| {
        // Half a file would look like a whole one.
        let _ = std::fs::remove_file(&path);
        ExportError::file(&path, error)
    })?;
    Ok(path)
}

/// Makes a file that was not there. `name` is safe already.
pub(crate) fn create_new(dir: &Path, name: &str) -> Result<(File, PathBuf), ExportError> {
    let mut path = dir.join(name);
    for number in 2..MOST_TRIES {
        // Fails on anything that is there, links to elsewhere among it.
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

/// `Report (2).pdf`
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
        // What somebody else put there meanwhile stays.
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
    fn a_name_that_is_taken_gets_a_number() {
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
