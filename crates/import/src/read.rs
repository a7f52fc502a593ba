//! Reading a source, whatever it is.

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::content::Content;
use crate::detect::{Format, detect};
use crate::error::ImportError;
use crate::sink::{Folder, Found, Sink};
use crate::stamp::Stamp;
use crate::{eml, mbox, olm, outlook, single, walk};

/// A file or folder, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Full path, links resolved.
    pub path: PathBuf,
    /// The file's name.
    pub name: String,
    /// What it is.
    pub format: Format,
    /// Bytes, over all files.
    pub size: u64,
    /// Last change, in seconds since 1970.
    pub modified: i64,
    /// Whether deleted items are looked for. What is lost because something is broken is looked for anyway.
    pub recover: bool,
    /// By which it is seen whether it is still the same.
    pub stamp: Stamp,
}

/// Looks at what lies at `path`, without reading it.
pub fn source_of(path: &Path) -> Result<Source, ImportError> {
    let look = || -> io::Result<Source> {
        let path = path.canonicalize()?;
        let metadata = path.metadata()?;
        // A pipe would be waited for until somebody writes into it.
        if !metadata.is_file() && !metadata.is_dir() {
            return Err(io::Error::other("this is a pipe, a socket or a device, and not read"));
        }
        let format = detect(&path)?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let modified = i64::try_from(modified).unwrap_or(i64::MAX);
        let stamp = Stamp::of(&path, format)?;
        let size = stamp.size;
        Ok(Source { path, name, format, size, modified, recover: false, stamp })
    };
    look().map_err(|source| ImportError::Open { path: path.to_owned(), source })
}

/// Reads a source and pushes all that is in it. Ends early, without an error, if the sink says so.
pub fn read(source: &Source, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let top = Folder { key: String::new(), parent: None, name: source.name.clone() };
    if sink.push(Found::Folder(top)).is_break() {
        return Ok(());
    }
    walk::read(source, sink)
}

/// Where a file lies in its source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    /// What it is called where something is said of it; only its content is read.
    pub path: &'p Path,
    /// Its bytes.
    pub content: &'p Content,
    /// Key of the folder that takes what lies in it.
    pub folder: &'p str,
    /// What stands before the positions of its items: its path within the source, and `#`.
    pub position: &'p str,
    /// Whether deleted items are looked for.
    pub recover: bool,
}

/// Reads one file that is mail and no archive of files.
pub(crate) fn read_file(place: &Place<'_>, format: Format, sink: &mut dyn Sink) -> Result<(), ImportError> {
    match format {
        Format::Pst | Format::Ost => outlook::read(place, sink),
        Format::Mbox => mbox::read(place, sink),
        Format::Olm => olm::read(place, sink),
        Format::Msg | Format::Tnef => single::read(place, format, sink),
        _ => eml::read(place, sink),
    }
}
