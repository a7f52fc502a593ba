//! Read access to an archive.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction};

use super::unchanged::Unchanged;
use crate::catalogue::{VERSION, version};
use crate::error::StoreError;

/// Read access to an archive. Any number of programs can have any number of readers at the same time.
pub struct StoreReader {
    pub(crate) connection: Connection,
    /// The folder of the packs.
    pub(crate) packs: PathBuf,
    /// Keeps an archive that is opened without changes as it is. It must be dropped after the connection.
    _unchanged: Option<Unchanged>,
}

/// Shows a reader the same state of the archive while other programs write.
pub struct Snapshot<'r> {
    _transaction: Transaction<'r>,
    reader: &'r StoreReader,
}

impl Snapshot<'_> {
    /// Updates the snapshot to the newest state of the archive.
    pub fn renew(&self) -> Result<(), StoreError> {
        self.reader.renew()
    }
}

impl StoreReader {
    pub(crate) fn new(connection: Connection, packs: PathBuf) -> Self {
        Self { connection, packs, _unchanged: None }
    }

    /// Opens the archive in `dir` for reading. Neither creates nor changes anything in the folder.
    ///
    /// # Errors
    /// Returns [`StoreError::NoArchive`] if the folder contains no archive, and [`StoreError::Busy`] while another
    /// program writes to it.
    pub fn open_unchanged(dir: &Path) -> Result<Self, StoreError> {
        let (connection, unchanged) = Unchanged::open(dir)?;
        let found = version(&connection)?;
        if found > VERSION {
            return Err(StoreError::Newer { found, known: VERSION });
        }
        if found == 0 {
            return Err(StoreError::NoArchive { path: dir.to_owned() });
        }
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self { connection, packs: dir.join("packs"), _unchanged: Some(unchanged) })
    }

    /// Makes this reader show the same state of the archive until the snapshot is dropped. Queries are then also
    /// faster, because they need no locks of their own. If another program moves the bytes of a needed message to
    /// another pack, the reader changes to the newest state.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Ok(Snapshot { _transaction: self.connection.unchecked_transaction()?, reader: self })
    }

    /// Ends the current snapshot and begins a new one. Does nothing without a snapshot.
    pub(super) fn renew(&self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("COMMIT; BEGIN")?;
        }
        Ok(())
    }
}
