//! The sides of a comparison: a source of the archive, or a whole archive.

use std::path::{Path, PathBuf};

use foundmail_store::{MessageId, SourceId, StoreReader};
use serde::Serialize;

use crate::{Archive, ArchiveError};

/// One of the two sides of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SideName {
    /// The first side.
    A,
    /// The second side.
    B,
}

impl SideName {
    /// Both sides.
    pub(super) const BOTH: [Self; 2] = [Self::A, Self::B];

    /// Returns the other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// Returns the name on screen.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// One side of a comparison, open for reading.
pub struct CompareSide {
    pub(super) name: String,
    pub(super) reader: StoreReader,
    /// The source, or `None` for all sources of the archive.
    pub(super) source: Option<SourceId>,
    /// The folder of the archive, with links resolved.
    dir: PathBuf,
    /// True if a program was importing into the archive when the side was opened.
    pub(super) is_written: bool,
}

impl CompareSide {
    /// Returns true if a name is that of a folder with an archive, so that no archive is needed to look it up.
    pub fn is_archive(name: &str) -> bool {
        Path::new(name).join("catalogue.sqlite").is_file()
    }

    /// Opens the side with this name: the folder of an archive, or a source of `archive` by its full path, its file
    /// name, or its id. An archive other than `archive` is not changed.
    pub fn open(archive: Option<&Archive>, name: &str) -> Result<Self, ArchiveError> {
        if Self::is_archive(name) {
            let dir = resolved(Path::new(name));
            let own = archive.filter(|archive| resolved(archive.dir()) == dir);
            let reader = match own {
                Some(archive) => archive.store.reader()?,
                None => StoreReader::open_unchanged(Path::new(name))?,
            };
            let is_written = own.map_or(Ok(false), |archive| is_importing(archive, &reader))?;
            return Ok(Self { name: name.to_owned(), reader, source: None, dir, is_written });
        }
        let archive = archive.ok_or_else(|| ArchiveError::NotFound {
            what: format!("{name} is neither an archive nor a source of an archive."),
        })?;
        let id = archive.source_named(name)?;
        let reader = archive.store.reader()?;
        let row = reader.sources()?.into_iter().find(|row| row.id.0 == id);
        let name = row.map_or_else(|| name.to_owned(), |row| row.path);
        let is_written = is_importing(archive, &reader)?;
        Ok(Self { name, reader, source: Some(SourceId(id)), dir: resolved(archive.dir()), is_written })
    }

    /// Returns true if both sides belong to the same archive, so that their ids mean the same messages.
    pub(super) fn shares_archive_with(&self, other: &Self) -> bool {
        self.dir == other.dir
    }

    /// Returns the ids of its messages in ascending order.
    pub(super) fn messages(&self) -> Result<Vec<MessageId>, ArchiveError> {
        Ok(self.reader.messages_in(self.source)?)
    }
}

/// Returns true while this or another program imports into an archive.
fn is_importing(archive: &Archive, reader: &StoreReader) -> Result<bool, ArchiveError> {
    Ok(reader.has_running_job()? && archive.store.is_being_written())
}

fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
