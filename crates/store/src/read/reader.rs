//! A view of an archive.

use std::path::PathBuf;

use rusqlite::{Connection, Transaction};

use crate::error::StoreError;

/// A view of an archive. Any number of programs can have any number of views at once.
pub struct StoreReader {
    pub(crate) connection: Connection,
    /// The folder of the packs.
    pub(crate) packs: PathBuf,
}

/// Keeps a view of the archive unchanged while other programs write.
pub struct Snapshot<'r> {
    _transaction: Transaction<'r>,
    reader: &'r StoreReader,
}

impl Snapshot<'_> {
    /// Changes to the newest state of the archive.
    pub fn renew(&self) -> Result<(), StoreError> {
        self.reader.renew()
    }
}

impl StoreReader {
    pub(crate) fn new(connection: Connection, packs: PathBuf) -> Self {
        Self { connection, packs }
    }

    /// Keeps the view unchanged until the snapshot is dropped, which also saves the locks of each query. If the bytes of a
    /// message have moved to another pack meanwhile, the view changes to the newest state.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Ok(Snapshot { _transaction: self.connection.unchecked_transaction()?, reader: self })
    }

    /// Ends a snapshot and begins a new one.
    pub(super) fn renew(&self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("COMMIT; BEGIN")?;
        }
        Ok(())
    }
}
