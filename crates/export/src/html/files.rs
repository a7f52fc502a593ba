//! Small files of the export, and errors of temporary files.

use std::io::{self, Write as _};

use crate::error::ExportError;
use crate::output::Output;

/// Writes a file of the export.
pub(super) fn write_file(output: &mut Output, path: &str, content: &str) -> Result<(), ExportError> {
    let mut file = output.create_exact(path)?;
    file.write_all(content.as_bytes()).map_err(|error| file.failed(error))?;
    output.complete(file)
}

/// Returns the error for a temporary file.
pub(super) fn spool_failed(error: io::Error) -> ExportError {
    ExportError::file(std::env::temp_dir(), error)
}
