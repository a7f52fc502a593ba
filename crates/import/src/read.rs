//! Detects and reads sources.

use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::content::Content;
use crate::detect::detect_content;
use crate::error::ImportError;
use crate::format::Format;
use crate::limits::DETECTION_BYTES;
use crate::sink::{Finding, Sink, SourceFolder};
use crate::source::Source;
use crate::{stamp, walk};

/// Returns the format of a file or folder.
pub fn detect(path: &Path) -> io::Result<&'static Format> {
    if path.is_dir() {
        return Ok(walk::format_of(path));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let content = Content::Owned(path.to_owned());
    let head = content.head(DETECTION_BYTES)?;
    Ok(detect_content(&content, &head, &name))
}

/// Returns the [`Source`] for a file or folder, without reading its items.
pub fn source_of(path: &Path) -> Result<Source, ImportError> {
    let look = || -> io::Result<Source> {
        let path = path.canonicalize()?;
        let metadata = path.metadata()?;
        // Opening a pipe would block until another program writes to the pipe.
        if !metadata.is_file() && !metadata.is_dir() {
            return Err(io::Error::other("this is a pipe, socket or device, which Foundmail does not read"));
        }
        let format = detect(&path)?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let modified = i64::try_from(modified).unwrap_or(i64::MAX);
        let stamp = stamp::stamp_of(&path, format)?;
        let size = stamp.size;
        Ok(Source { path, name, format, size, modified, recover: false, stamp })
    };
    look().map_err(|source| ImportError::Open { path: path.to_owned(), source })
}

/// Reads a source and pushes all findings to the sink. Returns `Ok` also if the sink ends the reading early.
pub fn read(source: &Source, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let top = SourceFolder { key: String::new(), parent: None, name: source.name.clone() };
    if sink.push(Finding::Folder(top)).is_break() {
        return Ok(());
    }
    walk::read(source, sink)
}
