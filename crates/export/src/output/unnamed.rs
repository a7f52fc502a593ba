//! Files that get their name when their content is known.

use std::fs;

use super::{ExportedFile, MAX_ATTEMPTS, Output, OutputFile, names};
use crate::error::ExportError;

/// Path of the file in the staging folder. No safe name in a folder of the export is equal to it.
const UNNAMED: &str = ".unnamed";

impl Output {
    /// Creates a file without a name. Only one such file can exist: it must be named or discarded before the next one.
    pub(crate) fn create_unnamed(&self) -> Result<OutputFile, ExportError> {
        OutputFile::create(UNNAMED.to_owned(), &self.staging.path().join(UNNAMED))
    }

    /// Deletes the file without a name.
    pub(crate) fn discard_unnamed(&self) -> Result<(), ExportError> {
        let path = self.staging.path().join(UNNAMED);
        fs::remove_file(&path).map_err(|error| ExportError::file(path, error))
    }

    /// Names the file that was created without a name, and lists it. `folder` is empty, or the path of a folder with a slash
    /// at its end. The name is made safe, and gets a number if it exists. Returns the path of the file.
    pub(crate) fn name_file(
        &mut self,
        file: ExportedFile,
        folder: &str,
        name: &str,
    ) -> Result<String, ExportError> {
        let dir = self.staging.path().join(folder);
        fs::create_dir_all(&dir).map_err(|error| ExportError::file(&dir, error))?;
        let name = foundmail_mail::safe_file_name(name);
        for _ in 0..MAX_ATTEMPTS {
            let free = names::free(&mut self.names, folder, &name);
            let target = dir.join(&free);
            // The file system may treat two names as equal that differ for us, such as two forms of an accent.
            if target.symlink_metadata().is_ok() {
                continue;
            }
            fs::rename(self.staging.path().join(UNNAMED), &target)
                .map_err(|error| ExportError::file(&target, error))?;
            let path = format!("{folder}{free}");
            self.files.push(ExportedFile { path: path.clone(), ..file });
            return Ok(path);
        }
        Err(ExportError::Exists { path: dir.join(name) })
    }
}
