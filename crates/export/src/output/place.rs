//! Gives the files of an export their final names. Nothing is overwritten.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};

use super::names::list_names;
use crate::error::ExportError;
use crate::target::TargetKind;

/// Fails if the target exists, or one of the lists that are written beside it. An empty folder is permitted as the target of
/// a folder, but not as a symbolic link.
pub(super) fn ensure_free(target: &Path, kind: TargetKind) -> Result<(), ExportError> {
    if kind == TargetKind::Folder && is_folder(target) {
        let mut entries = fs::read_dir(target).map_err(|error| ExportError::file(target, error))?;
        return if entries.next().is_some() {
            Err(ExportError::Exists { path: target.to_owned() })
        } else {
            Ok(())
        };
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lists = match kind {
        TargetKind::Folder => Vec::new(),
        TargetKind::File { .. } => list_names(Some(&name)).map(|list| target.with_file_name(list)).to_vec(),
    };
    let mut paths = std::iter::once(target.to_owned()).chain(lists);
    match paths.find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(ExportError::Exists { path }),
        None => Ok(()),
    }
}

/// Returns true for a folder that is not a symbolic link.
pub(super) fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// Makes the staging folder the target, which does not exist.
pub(super) fn folder(staging: TempDir, target: &Path) -> Result<(), ExportError> {
    if target.symlink_metadata().is_ok() {
        return Err(ExportError::Exists { path: target.to_owned() });
    }
    fs::rename(staging.path(), target).map_err(|error| ExportError::file(target, error))?;
    // The folder has another name now, so there is nothing to delete.
    let _ = staging.keep();
    Ok(())
}

/// Moves the content of the staging folder to `dir`. If a name is taken, the files that were moved are deleted again.
pub(super) fn files(staging: &TempDir, dir: &Path) -> Result<(), ExportError> {
    let mut moved = Vec::new();
    let result = move_all(staging.path(), dir, &mut moved);
    if result.is_err() {
        for path in moved {
            let _ = if is_folder(&path) { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
    result
}

fn move_all(from: &Path, dir: &Path, moved: &mut Vec<PathBuf>) -> Result<(), ExportError> {
    let entries = fs::read_dir(from).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = entries.map_err(|error| ExportError::file(from, error))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let target = dir.join(entry.file_name());
        move_one(&entry.path(), &target).map_err(|error| ExportError::file(&target, error))?;
        moved.push(target);
    }
    Ok(())
}

fn move_one(from: &Path, to: &Path) -> io::Result<()> {
    if !is_folder(from) {
        let failed = match TempPath::try_from_path(from)?.persist_noclobber(to) {
            Ok(()) => return Ok(()),
            Err(failed) => failed,
        };
        let from = failed.path.keep().map_err(|failed| failed.error)?;
        if failed.error.kind() == io::ErrorKind::AlreadyExists {
            return Err(failed.error);
        }
        // Some file systems of memory sticks have no operation that refuses to overwrite.
        return rename_to_free(&from, to);
    }
    rename_to_free(from, to)
}

fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}
