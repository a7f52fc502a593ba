//! The one who writes.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::pack::PackWriter;
use crate::store::Lock;

/// Memory for pages of the catalogue, in KiB.
const CACHE: i64 = 64 * 1024;
/// Pages in the log before they are put into the catalogue.
const CHECKPOINT: u32 = 16 * 1024;

/// Write access to an archive. There is one at a time, over all programs.
pub struct Writer {
    pub(crate) connection: Connection,
    pub(crate) packs: PackWriter,
    pub(crate) sequence: u64,
    _lock: Lock,
}

impl Writer {
    pub(crate) fn open(connection: Connection, lock: Lock, packs: &Path) -> Result<Self, StoreError> {
        // Pages of the indexes are met at random: with few of them in memory, an archive of a million takes half as long again
        // for each message.
        connection.pragma_update(None, "cache_size", -CACHE)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        let newest = connection
            .query_row(
                "SELECT pack, offset + stored FROM blob ORDER BY pack DESC, offset DESC LIMIT 1",
                [],
                |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u64>(1)?)),
            )
            .optional()?;
        let (pack, end) = newest.unwrap_or((1, 0));
        let sequence =
            connection.query_row("SELECT coalesce(max(sequence), 0) FROM message", [], |row| row.get(0))?;
        let writer = Self { connection, packs: PackWriter::open(packs, pack, end)?, sequence, _lock: lock };
        writer.close_broken_jobs()?;
        Ok(writer)
    }

    /// Nobody else writes, so what still says that it runs was broken off. Its imports stay open: the next import of
    /// the same source goes on with them.
    fn close_broken_jobs(&self) -> Result<(), StoreError> {
        self.connection.execute("UPDATE job SET state = 'broken' WHERE state = 'running'", params![])?;
        Ok(())
    }
}
