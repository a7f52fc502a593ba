//! Read access to an archive.

use std::path::PathBuf;

use rusqlite::{Connection, Transaction};

use crate::error::StoreError;

/// Read access to an archive. Any number of programs can have any number of readers at the same time.
pub struct StoreReader {
    pub(crate) connection: Connection,
    /// The folder of the packs.
    pub(crate) packs: PathBuf,
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
        Self { connection, packs }
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
