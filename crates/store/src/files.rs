//! Creating files and folders of an archive that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

use tempfile::TempDir;

use crate::error::StoreError;

/// Returns options for a file that only its owner may read.
pub(crate) fn private_file() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a folder if it is missing. Only its owner may read it.
pub(crate) fn make_private_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if dir.is_dir() {
        return Ok(());
    }
    builder.create(dir).map_err(|error| StoreError::file(dir, error))?;
    dir.parent().map_or(Ok(()), sync_dir)
}

/// Makes the file names in a folder durable. If a power cut removed a file's name, the contents of the file would
/// be lost.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    // Windows has no call for this, and does not need one.
    #[cfg(unix)]
    {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| StoreError::file(dir, error))?;
    }
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

/// Returns a new temporary folder that other accounts cannot read.
pub fn private_temp_dir() -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}
