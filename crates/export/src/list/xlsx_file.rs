//! Calls of the library that writes workbooks.

use std::fmt::Write as _;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::XlsxError;

use crate::error::ExportError;

/// Calls the library. The library panics if it cannot write a temporary file, for example on a full disk. This must end the
/// export with an error, not the program.
pub(super) fn guarded<T>(path: &str, call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, ExportError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| ExportError::file(path, io_error(error))),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str).unwrap_or_default();
            let is_full = words.contains("StorageFull") || words.contains("QuotaExceeded");
            let kind = if is_full { io::ErrorKind::StorageFull } else { io::ErrorKind::Other };
            Err(ExportError::file(path, io::Error::new(kind, "its temporary file could not be written")))
        }
    }
}

/// Returns the error of the system that is the cause, or the error of the library.
fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => error,
        XlsxError::ZipError(error) => error.into(),
        other => io::Error::other(other.to_string()),
    }
}

/// Returns a path as the target of a link, relative to the workbook. The library takes a path that contains `%20` as one that is
/// already encoded, so `path` must contain a space.
pub(super) fn link_target(path: &str) -> String {
    let mut target = String::from("file:///");
    for c in path.chars() {
        match c {
            ' ' | '%' | '#' | '?' | '"' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '}' | '\\' | '|' => {
                let _ = write!(target, "%{:02x}", u32::from(c));
            }
            c => target.push(c),
        }
    }
    target
}
