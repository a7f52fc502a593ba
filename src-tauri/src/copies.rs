//! Copies of attachments that other programs open. They are in a private folder, and are deleted when the program ends.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use foundmail_archive::view::ErrorView;
use tauri::{AppHandle, Manager as _};

/// Name of the folder below the cache folder of the program.
const FOLDER: &str = "opened";
/// Name of the file that a running program holds locked.
const LOCK: &str = "in-use";

/// The folder of the copies.
#[derive(Default)]
pub struct Copies {
    folder: Mutex<Option<CopyFolder>>,
}

/// A folder that this program made, and its lock.
struct CopyFolder {
    path: PathBuf,
    _lock: File,
}

impl Copies {
    /// Returns the folder for copies. Creates it if it does not exist.
    pub fn dir(&self, app: &AppHandle) -> Result<PathBuf, ErrorView> {
        let failed = |error: &dyn std::fmt::Display| {
            ErrorView::failed(format!(
                "A temporary folder could not be created: {error}. Save the file instead."
            ))
        };
        let parent = app.path().app_cache_dir().map_err(|error| failed(&error))?.join(FOLDER);
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = folder.as_ref().filter(|folder| folder.path.is_dir()) {
            return Ok(folder.path.clone());
        }
        let made = make(&parent).map_err(|error| failed(&error))?;
        Ok(folder.insert(made).path.clone())
    }

    /// Deletes the copies. A file that another program holds open may stay until the next start.
    pub fn delete(&self) {
        let folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(CopyFolder { path, _lock: lock }) = folder {
            // Windows does not delete an open file.
            drop(lock);
            let _ = fs::remove_dir_all(path);
        }
    }

    /// Deletes copies of earlier runs of the program that ended without deleting them.
    pub fn delete_old(app: &AppHandle) {
        if let Ok(cache) = app.path().app_cache_dir() {
            delete_unused(&cache.join(FOLDER));
        }
    }
}

/// Makes a new folder that only the owner of the account can read.
fn make(parent: &Path) -> io::Result<CopyFolder> {
    fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix("copies-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    let path = builder.tempdir_in(parent)?.keep();
    let lock = File::create(path.join(LOCK))?;
    lock.try_lock()?;
    Ok(CopyFolder { path, _lock: lock })
}

/// Deletes the folders that no running program holds.
fn delete_unused(parent: &Path) {
    let Ok(folders) = fs::read_dir(parent) else { return };
    for folder in folders.flatten().map(|folder| folder.path()) {
        // A folder without this file is being made at this moment.
        let Ok(lock) = File::open(folder.join(LOCK)) else { continue };
        if lock.try_lock().is_ok() {
            drop(lock);
            let _ = fs::remove_dir_all(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LOCK, delete_unused, make};
    use std::fs;

    #[test]
    fn a_folder_is_private_and_is_deleted_when_its_program_has_ended() {
        let dir = tempfile::tempdir().unwrap();
        let parent = dir.path().join("opened");
        let [running, ended] = [(); 2].map(|()| make(&parent).unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&running.path).unwrap().permissions().mode() & 0o777, 0o700);
        }
        fs::write(ended.path.join("a.pdf"), "x").unwrap();
        let path = ended.path.clone();
        drop(ended);
        fs::create_dir(parent.join("begun")).unwrap();
        delete_unused(&parent);
        assert!(running.path.join(LOCK).exists() && !path.exists() && parent.join("begun").exists());
    }
}
