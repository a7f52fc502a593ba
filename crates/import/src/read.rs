//! Reading a source, whatever it is.

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use foundmail_defect::{Defect, Effect};

use crate::detect::{Format, detect};
use crate::error::ImportError;
use crate::sink::{Folder, Found, Sink};
use crate::stamp::Stamp;
use crate::{eml, mbox, olm, outlook, single, tree};

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
        let format = detect(&path)?;
        let size = if format == Format::Folder { tree::size_of(&path) } else { metadata.len() };
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let modified = i64::try_from(modified).unwrap_or(i64::MAX);
        let stamp = Stamp::of(&path, format)?;
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
    let place = Place { path: &source.path, folder: "", position: "", recover: source.recover };
    if source.format == Format::Folder {
        return tree::read(&source.path, source.recover, sink);
    }
    read_file(&place, source.format, sink)
}

/// Where a file lies in its source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    pub path: &'p Path,
    /// Key of the folder that takes what lies in it.
    pub folder: &'p str,
    /// What stands before the positions of its items: its path within the source, and `#`.
    pub position: &'p str,
    /// Whether deleted items are looked for.
    pub recover: bool,
}

/// Reads one file.
pub(crate) fn read_file(place: &Place<'_>, format: Format, sink: &mut dyn Sink) -> Result<(), ImportError> {
    match format {
        Format::Pst | Format::Ost => outlook::read(place, sink),
        Format::Mbox => mbox::read(place, sink),
        Format::Olm => olm::read(place, sink),
        Format::Eml => eml::read(place, sink),
        Format::Msg | Format::Tnef => single::read(place, format, sink),
        Format::Folder | Format::Unknown => {
            let is_empty = place.path.metadata().is_ok_and(|metadata| metadata.len() == 0);
            let what = if is_empty {
                "This file is empty."
            } else {
                "This is no mailbox and no message that can be read here."
            };
            let defect = Defect::new("file", what, Effect::RestUnreadable);
            let _ = sink.push(Found::Defect { folder: Some(place.folder.to_owned()), defect });
            Ok(())
        }
    }
}
