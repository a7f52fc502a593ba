//! Write access to an archive.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::turns::WriterTurn;
use crate::catalogue::JobState;
use crate::error::StoreError;
use crate::packs::PackWriter;

/// Size in KiB of the cache for pages of the catalogue.
const CACHE: i64 = 64 * 1024;
/// Number of pages in the write-ahead log at which they are copied into the catalogue.
const CHECKPOINT: u32 = 16 * 1024;

/// Write access to an archive. At any time, only one program can have one writer for an archive.
pub struct StoreWriter {
    pub(crate) connection: Connection,
    pub(crate) packs: PackWriter,
    /// Sequence number of the last change. The index follows the changes in the order of these numbers.
    pub(crate) sequence: u64,
    pub(super) turn: WriterTurn,
}

impl StoreWriter {
    pub(crate) fn open(connection: Connection, turn: WriterTurn, packs: &Path) -> Result<Self, StoreError> {
        // SQLite reads pages of its indexes in random order. With a small cache, storing a message in an archive
        // with a million messages takes 1.5 times as long.
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
        let writer = Self { connection, packs: PackWriter::open(packs, pack, end)?, sequence, turn };
        writer.end_interrupted_jobs()?;
        Ok(writer)
    }

    /// Marks the running jobs as interrupted: this program has the only writer, so no job is running. The imports
    /// of these jobs stay open, because the next import of the same source continues them.
    fn end_interrupted_jobs(&self) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE job SET state = ?1 WHERE state = ?2",
            params![JobState::Interrupted, JobState::Running],
        )?;
        Ok(())
    }
}
