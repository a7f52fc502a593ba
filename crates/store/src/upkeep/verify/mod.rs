//! Verification of an archive. It reads the files directly, so it can also check an archive that cannot be opened.

mod catalogue;
mod marks;
mod packs;
mod rescue;
mod rows;
mod wal;

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use crate::catalogue::damaged_wal::keep_damaged;
use crate::catalogue::{CATALOGUE, connect, version};
use crate::error::StoreError;
use crate::ids::{BlobId, MessageId};
use crate::lock::WriterLock;

pub use rescue::RescuedBlobs;

/// The depth of a verification.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum VerifyDepth {
    /// Checks the catalogue's pages and rows, and the header of each blob.
    Quick,
    /// Also checks the bytes of a sample of the blobs. The value is the percentage of blobs.
    Sample(f64),
    /// Also checks the catalogue's indexes, and the bytes of every blob.
    Full,
}

/// Damage in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveDamage {
    /// The damage in words.
    pub what: String,
    /// Path of the file within the archive.
    pub file: String,
    /// Byte offset in the file, if it is known.
    pub offset: Option<u64>,
    /// The affected messages, if they are known. If there are many, the list contains only some of them.
    pub messages: Vec<MessageId>,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Messages in the catalogue.
    pub messages: u64,
    /// Blobs in the catalogue.
    pub blobs: u64,
    /// Versions with MAPI properties in the catalogue.
    pub properties: u64,
    /// Blobs whose bytes were compared with their digests.
    pub read: u64,
    /// Number of bytes of the blobs in `read`, before compression.
    pub bytes: u64,
    /// The damage.
    pub damaged: Vec<ArchiveDamage>,
    /// Facts that are not damage, as sentences.
    pub notes: Vec<String>,
    /// The contents of the packs, if the catalogue cannot be read.
    pub rescue: Option<RescuedBlobs>,
}

/// The maximum number of damages that are reported. A failing disk can cause millions.
const MOST_DAMAGES: usize = 10_000;
/// The maximum number of messages that are listed for one damage.
const MOST_MESSAGES: u32 = 20;
/// Verifies the archive in `dir`. Calls `tell` with the number of checked blobs and the number of all blobs.
///
/// # Errors
/// Returns an error if the folder itself cannot be used, or if a damaged write-ahead log cannot be copied. Damage is part of the result, not an error.
pub fn verify(
    dir: &Path,
    depth: VerifyDepth,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Verification, StoreError> {
    let mut verify = Verifier { dir, depth, checked: Verification::default() };
    // While this program has the lock, no other program writes or moves blobs. If another program is writing, a
    // snapshot of the catalogue is checked.
    let lock = match WriterLock::take(dir) {
        Ok(lock) => Some(lock),
        Err(StoreError::Busy) => None,
        Err(error) => return Err(error),
    };
    if lock.is_some() {
        wal::check(dir, &mut verify);
        // Opening the catalogue drops all changes after the damage, so the damaged log is copied first.
        keep_damaged(dir)?;
    } else {
        verify
            .note("Another program is writing. The messages that it is adding were not checked.".to_owned());
    }
    if std::fs::metadata(dir.join(CATALOGUE)).map_or(0, |metadata| metadata.len()) == 0 {
        verify.without_tables();
        return Ok(verify.checked);
    }
    let connection = match connect(dir) {
        Ok(connection) => connection,
        Err(StoreError::Busy) => return Err(StoreError::Busy),
        Err(error) => {
            verify.unreadable(&error);
            return Ok(verify.checked);
        }
    };
    verify.all(&connection, tell)?;
    Ok(verify.checked)
}

/// The state of a running verification.
struct Verifier<'v> {
    dir: &'v Path,
    depth: VerifyDepth,
    checked: Verification,
}

impl Verifier<'_> {
    fn all(&mut self, connection: &Connection, tell: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
        match connection.execute_batch("PRAGMA query_only = true; BEGIN") {
            Err(error) if is_busy(&error) => return Err(StoreError::Busy),
            Err(error) => {
                self.unreadable(&error.into());
                return Ok(());
            }
            Ok(()) => {}
        }
        if version(connection).is_ok_and(|found| found == 0) {
            self.without_tables();
            return Ok(());
        }
        catalogue::check(connection, self);
        rows::check(connection, self);
        marks::check(self);
        if let Err(error) = packs::check(connection, self, tell) {
            self.catalogue(format!("the list of blobs cannot be read: {error}"), None);
            self.checked.rescue = Some(rescue::scan(&self.dir.join("packs")));
        }
        Ok(())
    }

    /// Reports a catalogue without tables. This is not damage if there are no blobs: then the creation of the
    /// archive was interrupted.
    fn without_tables(&mut self) {
        let rescue = rescue::scan(&self.dir.join("packs"));
        if rescue.blobs == 0 {
            self.note("The archive is empty because its creation was interrupted.".to_owned());
        } else {
            self.catalogue("the catalogue is missing or empty".to_owned(), None);
            self.checked.rescue = Some(rescue);
        }
    }

    /// Reports a catalogue that cannot be opened.
    fn unreadable(&mut self, error: &StoreError) {
        self.catalogue(format!("the catalogue cannot be opened: {error}"), None);
        self.checked.rescue = Some(rescue::scan(&self.dir.join("packs")));
    }

    /// Reports damage to the catalogue.
    fn catalogue(&mut self, what: String, offset: Option<u64>) {
        self.damage(ArchiveDamage { what, file: CATALOGUE.to_owned(), offset, messages: Vec::new() });
    }

    fn damage(&mut self, damage: ArchiveDamage) {
        if self.checked.damaged.len() < MOST_DAMAGES {
            self.checked.damaged.push(damage);
        }
    }

    fn note(&mut self, note: String) {
        self.checked.notes.push(note);
    }
}

/// Returns the messages that are stored in a blob, and the messages of which the blob is a part. Returns no
/// messages if the tables with these facts cannot be read either.
fn messages_of_blob(connection: &Connection, blob: BlobId) -> Vec<MessageId> {
    let own = "SELECT DISTINCT message_id FROM version WHERE blob_id = ?1 ORDER BY message_id LIMIT ?2";
    let sharing = "SELECT DISTINCT v.message_id FROM blob_part p JOIN version v ON v.blob_id = p.blob_id
                   WHERE p.part_id = ?1 ORDER BY v.message_id LIMIT ?2";
    let list = |sql| -> rusqlite::Result<Vec<MessageId>> {
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_map(params![blob, MOST_MESSAGES], |row| row.get(0))?.collect()
    };
    [own, sharing].into_iter().flat_map(|sql| list(sql).unwrap_or_default()).collect()
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Returns the number that a query returns, or 0 if it returns no row.
fn number(connection: &Connection, sql: &str) -> rusqlite::Result<u64> {
    Ok(connection.query_row(sql, [], |row| row.get::<_, u64>(0)).optional()?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{CATALOGUE, Verification, VerifyDepth, verify};
    use crate::Store;
    use crate::catalogue::connect;

    fn check(dir: &Path) -> Verification {
        verify(dir, VerifyDepth::Full, &mut |_, _| {}).unwrap()
    }

    /// Changes the bytes of the catalogue of an archive with one source. Then verifies the archive and returns the
    /// damage and the notes.
    fn after(change: impl Fn(&mut Vec<u8>)) -> (Vec<String>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let row = "INSERT INTO source (path, name, format, size, modified)
                   VALUES ('/a', 'a name of its own', 'mbox', 1, 1)";
        drop(store);
        connect(dir.path()).unwrap().execute(row, []).unwrap();
        assert_eq!(check(dir.path()).damaged, []);
        let path = dir.path().join(CATALOGUE);
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        let checked = check(dir.path());
        (checked.damaged.into_iter().map(|damage| damage.what).collect(), checked.notes)
    }

    fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
        // The unused space of the file can contain an older state of a page.
        let found: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(old)).collect();
        assert!(!found.is_empty());
        for at in found {
            bytes[at..at + new.len()].copy_from_slice(new);
        }
    }

    #[test]
    fn a_changed_character_in_a_row_is_found() {
        let (damaged, _) = after(|bytes| replace(bytes, b"a name of its own", b"a mame"));
        assert_eq!(damaged, ["a row of the table source (key: 1) has changed since it was written"]);
    }

    #[test]
    fn a_changed_character_in_a_definition_is_found() {
        let (damaged, _) = after(|bytes| replace(bytes, b"REFERENCES job (id)", b"REFERENCES joB (id)"));
        assert!(damaged.iter().any(|what| what.contains("joB")), "{damaged:?}");
    }

    #[test]
    fn a_file_that_is_no_catalogue_is_damage_and_an_empty_one_is_not() {
        let (damaged, _) = after(|bytes| bytes[0] = b'X');
        assert!(damaged.iter().any(|what| what.contains("not a database")), "{damaged:?}");
        let (damaged, notes) = after(Vec::clear);
        assert_eq!((damaged.len(), notes.len()), (0, 1), "{damaged:?} {notes:?}");
        let (damaged, _) = after(|bytes| bytes[63] ^= 64);
        assert!(damaged.iter().any(|what| what.contains("a newer version of Foundmail")), "{damaged:?}");
    }
}
