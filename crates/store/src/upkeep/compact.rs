//! Compaction: freeing the space of removed messages.
//!
//! The blobs of a pack with much unused space are copied to the end of the newest pack. Then the catalogue is
//! updated with the new locations, and the old pack is deleted. If a crash prevents the deletion, the next
//! compaction deletes the old pack.

use std::fs;

use rusqlite::params;

use crate::catalogue::BlobRow;
use crate::error::StoreError;
use crate::files::sync_dir;
use crate::ingest::StoreWriter;
use crate::packs::{
    Blob, BlobBody, BlobLocation, Codec, HEADER, PackWriter, pack_numbers, pack_path, read_stored,
};

/// A pack is compacted if more than one fifth of it is unused.
const UNUSED: u64 = 5;
/// Number of bytes that are copied in one transaction.
const STEP: u64 = 32 * 1024 * 1024;

impl StoreWriter {
    /// Frees the space of removed messages. Returns the number of bytes by which the packs became smaller.
    pub fn compact(&mut self) -> Result<u64, StoreError> {
        let mut freed: u64 = 0;
        for pack in pack_numbers(self.packs.dir())? {
            let path = pack_path(self.packs.dir(), pack);
            let length = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            let (blobs, used): (u64, u64) = self.connection.query_row(
                "SELECT count(*), coalesce(sum(stored + ?2), 0) FROM blob WHERE pack = ?1",
                params![pack, HEADER],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let is_wasteful = length.saturating_sub(used) > length / UNUSED;
            // While the archive is open for writing, the newest pack exists even if it is empty.
            if blobs == 0 && length == 0 && pack == self.packs.pack() || blobs > 0 && !is_wasteful {
                continue;
            }
            if !self.move_blobs(pack)? {
                continue;
            }
            fs::remove_file(&path).map_err(|error| StoreError::file(&path, error))?;
            freed = freed.saturating_add(length.saturating_sub(used));
        }
        sync_dir(self.packs.dir())?;
        self.shrink_catalogue()?;
        Ok(freed)
    }

    /// Copies all blobs of a pack to the newest pack. Returns false if a blob cannot be read. Then the old pack
    /// must stay.
    fn move_blobs(&mut self, pack: u32) -> Result<bool, StoreError> {
        if pack == self.packs.pack() {
            self.packs.begin_next_pack()?;
        }
        loop {
            let rows = self.next_blobs(pack)?;
            if rows.is_empty() {
                return Ok(true);
            }
            let transaction = self.connection.transaction()?;
            let mut copied: u64 = 0;
            for row in rows {
                let Some(at) = copy_blob(&mut self.packs, &row)? else {
                    self.packs.discard();
                    return Ok(false);
                };
                transaction
                    .prepare_cached("UPDATE blob SET pack = ?2, offset = ?3 WHERE id = ?1")?
                    .execute(params![row.id, at.pack, at.offset])?;
                copied = copied.saturating_add(at.stored);
                if copied >= STEP {
                    break;
                }
            }
            self.packs.sync()?;
            transaction.commit()?;
        }
    }

    fn next_blobs(&self, pack: u32) -> Result<Vec<BlobRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM blob b WHERE b.pack = ?1 ORDER BY b.offset LIMIT 10000",
            BlobRow::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![pack], BlobRow::of_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Makes the file of the catalogue smaller if much of it is unused. Does nothing if the disk has no space for
    /// a second copy of the file.
    fn shrink_catalogue(&self) -> Result<(), StoreError> {
        let number = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
        if number("freelist_count")? > number("page_count")? / UNUSED {
            // VACUUM writes a copy of the catalogue into a temporary file. The file can be too large for memory,
            // so it must be on disk.
            let _ = self.connection.execute_batch("PRAGMA temp_store=default; VACUUM");
            self.connection.pragma_update(None, "temp_store", "memory")?;
        }
        let _ = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        Ok(())
    }
}

/// Appends a copy of a blob's stored bytes to the newest pack. Returns `None` if they cannot be read.
fn copy_blob(packs: &mut PackWriter, row: &BlobRow) -> Result<Option<BlobLocation>, StoreError> {
    let Some(codec) = Codec::of_number(row.codec) else { return Ok(None) };
    let BlobRow { digest, size, location, .. } = *row;
    if location.stored > STEP {
        return packs.append_copy(&Blob { digest, size, codec, body: BlobBody::AlreadyStored }, location);
    }
    let Ok(stored) = read_stored(packs.dir(), location) else { return Ok(None) };
    packs.append(&Blob { digest, size, codec, body: BlobBody::InMemory(stored) }).map(Some)
}
