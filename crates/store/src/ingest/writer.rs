//! Write access to an archive.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use crate::catalogue::JobState;
use crate::error::StoreError;
use crate::lock::WriterLock;
use crate::packs::PackWriter;

/// Memory for pages of the catalogue, in KiB.
const CACHE: i64 = 64 * 1024;
/// Pages in the write-ahead log before they are copied into the catalogue.
const CHECKPOINT: u32 = 16 * 1024;

/// Write access to an archive. Only one exists at a time, over all programs.
pub struct StoreWriter {
    pub(crate) connection: Connection,
    pub(crate) packs: PackWriter,
    /// Number of the last change that the index must follow.
    pub(crate) sequence: u64,
    _lock: WriterLock,
}

impl StoreWriter {
    pub(crate) fn open(connection: Connection, lock: WriterLock, packs: &Path) -> Result<Self, StoreError> {
        // Pages of the indexes are needed in random order. With few of them in memory, each message of an archive with a
        // million messages takes 1.5 times as long.
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
        writer.end_interrupted_jobs()?;
        Ok(writer)
    }

    /// Ends the jobs that are marked as running. No other program writes, so they were interrupted. Their imports stay open,
    /// because the next import of the same source continues them.
    fn end_interrupted_jobs(&self) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE job SET state = ?1 WHERE state = ?2",
            params![JobState::Interrupted, JobState::Running],
        )?;
        Ok(())
    }
}
