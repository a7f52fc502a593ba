//! Giving back the space of what is no longer in the archive.
//!
//! A pack of which much is unused is written anew: its blobs are copied behind the last one, the catalogue learns where
//! they lie now, and only then is the old file deleted. A crash in between leaves a file too many, which the next
//! compaction deletes.

use std::fs::{self, File};

use foundmail_mail::Digest;
use rusqlite::params;

use crate::StoreError;
use crate::blob::{Blob, Body, Codec};
use crate::pack::{HEADER, Location, PackWriter, pack_numbers, pack_path, read_stored};
use crate::writer::Writer;

/// A pack is written anew if more than one part in so many of it is unused.
const UNUSED: u64 = 5;
/// Bytes that are copied before the catalogue learns of them.
const STEP: u64 = 32 * 1024 * 1024;

/// A blob that is copied.
struct Row {
    id: u32,
    digest: Digest,
    location: Location,
    size: u64,
    codec: u8,
}

impl Writer {
    /// Gives back the space of what is no longer in the archive. Gives the number of bytes by which its files got
    /// smaller.
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
            // The newest one is there, empty, as soon as somebody may write.
            if blobs == 0 && length == 0 && pack == self.packs.pack() || blobs > 0 && !is_wasteful {
                continue;
            }
            if !self.empty(pack)? {
                continue;
            }
            fs::remove_file(&path).map_err(|error| StoreError::file(&path, error))?;
            freed = freed.saturating_add(length.saturating_sub(used));
        }
        #[cfg(unix)]
        File::open(self.packs.dir())
            .and_then(|dir| dir.sync_all())
            .map_err(|error| StoreError::file(self.packs.dir(), error))?;
        self.shrink_catalogue()?;
        Ok(freed)
    }

    /// Copies all blobs of a pack. False if one of them cannot be read: then the pack stays as it is.
    fn empty(&mut self, pack: u32) -> Result<bool, StoreError> {
        if pack == self.packs.pack() {
            self.packs.begin_another()?;
        }
        loop {
            let rows = self.some_of(pack)?;
            if rows.is_empty() {
                return Ok(true);
            }
            let transaction = self.connection.transaction()?;
            let mut copied: u64 = 0;
            for row in rows {
                let Some(at) = copy(&mut self.packs, &row)? else {
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

    fn some_of(&self, pack: u32) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, digest, offset, stored, size, codec FROM blob WHERE pack = ?1 ORDER BY offset LIMIT 10000",
        )?;
        let rows = statement.query_map(params![pack], |row| {
            let location = Location { pack, offset: row.get(2)?, stored: row.get(3)? };
            Ok(Row { id: row.get(0)?, digest: row.get(1)?, location, size: row.get(4)?, codec: row.get(5)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The catalogue's file gets smaller too, if much of it is unused. Where there is no room to write it anew, it stays
    /// as it is.
    fn shrink_catalogue(&self) -> Result<(), StoreError> {
        let number = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
        if number("freelist_count")? > number("page_count")? / UNUSED {
            // It writes the catalogue anew in a temporary file, which must not lie in memory.
            let _ = self.connection.execute_batch("PRAGMA temp_store=default; VACUUM");
            self.connection.pragma_update(None, "temp_store", "memory")?;
        }
        let _ = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        Ok(())
    }
}

/// Copies a blob as it is. `None` if it cannot be read.
fn copy(packs: &mut PackWriter, row: &Row) -> Result<Option<Location>, StoreError> {
    let Some(codec) = Codec::of_number(row.codec) else { return Ok(None) };
    let Row { digest, size, location, .. } = *row;
    if location.stored > STEP {
        return packs.append_copy(&Blob { digest, size, codec, body: Body::Stored }, location);
    }
    let Ok(stored) = read_stored(packs.dir(), location) else { return Ok(None) };
    packs.append(&Blob { digest, size, codec, body: Body::Here(stored) }).map(Some)
}
