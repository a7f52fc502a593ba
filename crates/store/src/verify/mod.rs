//! Whether an archive is whole. Works on its files alone, so that it can say something of one that no longer opens.

mod catalogue;
mod packs;
mod rescue;
mod rows;
pub(crate) mod wal;

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use crate::store::Store;
use crate::{MessageId, StoreError, schema};

pub use rescue::Rescue;

/// How closely an archive is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Depth {
    /// The catalogue's pages and rows, and the header of each blob.
    Quick,
    /// Also some of the blobs, so many in a hundred, at random.
    Sample(f64),
    /// Also every entry of the catalogue's indexes, and every blob.
    Full,
}

/// Something broken in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// What is wrong.
    pub what: String,
    /// File of the archive, its path within it.
    pub file: String,
    /// Byte offset in the file, where known.
    pub offset: Option<u64>,
    /// The messages that it costs, as far as known; a few of them if they are many.
    pub messages: Vec<MessageId>,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Messages in the catalogue.
    pub messages: u64,
    /// Blobs in the catalogue.
    pub blobs: u64,
    /// Blobs that were read and held against their digests.
    pub read: u64,
    /// Their bytes, before compression.
    pub bytes: u64,
    /// What is broken.
    pub damaged: Vec<Damage>,
    /// What is odd and costs nothing, as sentences.
    pub notes: Vec<String>,
    /// What the packs hold, where the catalogue cannot be read.
    pub rescue: Option<Rescue>,
}

/// Damages that are named; a disk that dies has millions.
const MOST_DAMAGES: usize = 10_000;
/// Messages that one damage names.
const MOST_MESSAGES: u32 = 20;
/// The catalogue's file.
pub(crate) const CATALOGUE: &str = "catalogue.sqlite";

/// Looks at the archive in `dir`. `tell` gets how many blobs of how many are done. An `Err` is that of the folder itself:
/// damage is never one.
pub fn verify(dir: &Path, depth: Depth, tell: &mut dyn FnMut(u64, u64)) -> Result<Checked, StoreError> {
    let mut verify = Verify { dir, depth, checked: Checked::default() };
    let store = Store::at(dir);
    // Nothing is written or moved meanwhile. Where another program is writing, a snapshot is looked at.
    let lock = match store.lock() {
        Ok(lock) => Some(lock),
        Err(StoreError::Busy) => None,
        Err(error) => return Err(error),
    };
    if lock.is_some() {
        wal::check(dir, &mut verify);
        // Opening the catalogue drops what is behind the damage.
        let _ = wal::keep_damaged(dir);
    } else {
        verify.note("Another program is writing: what it adds meanwhile is not looked at.".to_owned());
    }
    if std::fs::metadata(dir.join(CATALOGUE)).map_or(0, |metadata| metadata.len()) == 0 {
        verify.without_tables();
        return Ok(verify.checked);
    }
    let connection = match store.connect() {
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

/// An archive under examination.
struct Verify<'v> {
    dir: &'v Path,
    depth: Depth,
    checked: Checked,
}

impl Verify<'_> {
    fn all(&mut self, connection: &Connection, tell: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
        match connection.execute_batch("PRAGMA query_only = true; BEGIN") {
            Err(error) if is_busy(&error) => return Err(StoreError::Busy),
            Err(error) => {
                self.unreadable(&error.into());
                return Ok(());
            }
            Ok(()) => {}
        }
        if schema::version(connection).is_ok_and(|version| version == 0) {
            self.without_tables();
            return Ok(());
        }
        catalogue::look(connection, self);
        rows::check(connection, self);
        if let Err(error) = packs::check(connection, self, tell) {
            self.catalogue(format!("the list of blobs cannot be read: {error}"), None);
            self.checked.rescue = Some(rescue::scan(&self.dir.join("packs")));
        }
        Ok(())
    }

    /// The catalogue has no tables. A program that broke off while it made the archive left it so; then nothing was stored.
    fn without_tables(&mut self) {
        let rescue = rescue::scan(&self.dir.join("packs"));
        if rescue.blobs == 0 {
            self.note("The archive is empty: it was broken off while it was made.".to_owned());
        } else {
            self.catalogue("it is missing or empty".to_owned(), None);
            self.checked.rescue = Some(rescue);
        }
    }

    /// The catalogue cannot be read at all.
    fn unreadable(&mut self, error: &StoreError) {
        self.catalogue(format!("it cannot be opened: {error}"), None);
        self.checked.rescue = Some(rescue::scan(&self.dir.join("packs")));
    }

    /// Takes down damage of the catalogue.
    fn catalogue(&mut self, what: String, offset: Option<u64>) {
        self.damage(Damage { what, file: CATALOGUE.to_owned(), offset, messages: Vec::new() });
    }

    fn damage(&mut self, damage: Damage) {
        if self.checked.damaged.len() < MOST_DAMAGES {
            self.checked.damaged.push(damage);
        }
    }

    fn note(&mut self, note: String) {
        self.checked.notes.push(note);
    }
}

/// The messages that came in a blob, or of which it is a part; none where that part of the catalogue cannot be read either.
fn messages_of_blob(connection: &Connection, blob: u32) -> Vec<MessageId> {
    // Its own, then those that it is a part of; archives of format 1 have no parts.
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

/// One number, where the catalogue can say it.
fn number(connection: &Connection, sql: &str) -> rusqlite::Result<u64> {
    Ok(connection.query_row(sql, [], |row| row.get::<_, u64>(0)).optional()?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{CATALOGUE, Checked, Depth, verify};
    use crate::Store;

    fn look(dir: &Path) -> Checked {
        verify(dir, Depth::Full, &mut |_, _| {}).unwrap()
    }

    /// An archive with one source, after `change` was done to the bytes of its catalogue. What is named, and what is noted.
    fn after(change: impl Fn(&mut Vec<u8>)) -> (Vec<String>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let row = "INSERT INTO source (path, name) VALUES ('/a', 'a name of its own')";
        store.connect().unwrap().execute(row, []).unwrap();
        assert_eq!(look(dir.path()).damaged, []);
        let path = dir.path().join(CATALOGUE);
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        let checked = look(dir.path());
        (checked.damaged.into_iter().map(|damage| damage.what).collect(), checked.notes)
    }

    fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
        // Wherever it stands: an older state of a page may lie in space that nothing uses.
        let found: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(old)).collect();
        assert!(!found.is_empty());
        for at in found {
            bytes[at..at + new.len()].copy_from_slice(new);
        }
    }

    #[test]
    fn a_letter_in_a_row_is_named() {
        let (damaged, _) = after(|bytes| replace(bytes, b"a name of its own", b"a mame"));
        assert_eq!(damaged, ["row 1 of the table source is not what was written"]);
    }

    #[test]
    fn a_letter_in_a_table_is_named() {
        let (damaged, _) = after(|bytes| replace(bytes, b"DEFAULT 'running'", b"DEFAULT 'runninG'"));
        assert!(damaged.iter().any(|what| what.contains("runninG")), "{damaged:?}");
    }

    #[test]
    fn a_catalogue_that_is_none_is_named_and_an_empty_one_holds_nothing() {
        let (damaged, _) = after(|bytes| bytes[0] = b'X');
        assert!(damaged.iter().any(|what| what.contains("not a database")), "{damaged:?}");
        let (damaged, notes) = after(Vec::clear);
        assert_eq!((damaged.len(), notes.len()), (0, 1), "{damaged:?} {notes:?}");
        let (damaged, _) = after(|bytes| bytes[63] ^= 64);
        assert!(damaged.iter().any(|what| what.contains("a newer Foundmail")), "{damaged:?}");
    }
}
