//! Saves single files. Existing ones are never overwritten.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::ExportError;
use crate::output::numbered;
use foundmail_mail::safe_file_name;

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
fn create_new(dir: &Path, name: &str) -> Result<(File, PathBuf), ExportError> {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

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
