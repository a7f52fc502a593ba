//! Opening the catalogue of an archive without changing its folder.
//!
//! Even a reader changes files in the normal mode of the catalogue: `SQLite` creates a write-ahead log and an index
//! of it. So the catalogue is opened as a file that never changes. If a log with changes exists, the catalogue and
//! the log are copied to a temporary folder first, because only together do they contain everything.

use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::catalogue::wal::WAL;
use crate::catalogue::{CATALOGUE, connect, register_checks};
use crate::error::StoreError;
use crate::files::private_temp_dir;

/// The things that must exist while an archive is open without changes.
pub(super) struct Unchanged {
    /// The temporary copy of the catalogue, if there is one.
    _copy: Option<TempDir>,
    /// The archive's lock for writing. It prevents changes while the catalogue is read.
    _lock: Option<File>,
}

impl Unchanged {
    /// Opens the catalogue of the archive in `dir`.
    pub(super) fn open(dir: &Path) -> Result<(Connection, Self), StoreError> {
        let catalogue = dir.join(CATALOGUE);
        if !catalogue.is_file() {
            return Err(StoreError::NoArchive { path: dir.to_owned() });
        }
        let lock = shared_lock(dir)?;
        let log = dir.join(WAL);
        if log.metadata().is_ok_and(|log| log.len() > 0) {
            let copy = private_temp_dir().map_err(|error| StoreError::file(std::env::temp_dir(), error))?;
            for (from, name) in [(&catalogue, CATALOGUE), (&log, WAL)] {
                let to = copy.path().join(name);
                fs::copy(from, &to).map_err(|error| StoreError::file(&to, error))?;
            }
            let connection = connect(copy.path())?;
            return Ok((connection, Self { _copy: Some(copy), _lock: lock }));
        }
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(immutable(&catalogue), flags)?;
        register_checks(&connection)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok((connection, Self { _copy: None, _lock: lock }))
    }
}

/// Takes the lock for writing together with other readers. Returns `None` if the archive has no lock, or is on a
/// drive without locks.
fn shared_lock(dir: &Path) -> Result<Option<File>, StoreError> {
    let Ok(file) = File::open(dir.join("writer.lock")) else { return Ok(None) };
    match file.try_lock_shared() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Returns the URI with which `SQLite` opens a file that never changes.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if cfg!(windows) {
        uri.push('/');
    }
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;
    use std::time::SystemTime;

    use crate::{Store, StoreError, StoreReader};

    /// Returns the files of a folder with their sizes and times.
    fn files(dir: &Path) -> BTreeMap<String, (u64, SystemTime)> {
        let entries = fs::read_dir(dir).unwrap().map(Result::unwrap);
        let row = |entry: fs::DirEntry| {
            let data = entry.metadata().unwrap();
            (entry.file_name().to_string_lossy().into_owned(), (data.len(), data.modified().unwrap()))
        };
        entries.map(row).collect()
    }

    #[test]
    fn reading_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("a b%20?#ü");
        drop(Store::open(&archive).unwrap());
        let before = files(&archive);
        let reader = StoreReader::open_unchanged(&archive).unwrap();
        assert!(reader.sources().unwrap().is_empty());
        assert_eq!(files(&archive), before);
        drop(reader);
        assert_eq!(files(&archive), before);
    }

    #[test]
    fn changes_in_a_log_are_read_from_a_copy() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        // A reader keeps the log, because the last connection would remove it.
        let kept = store.reader().unwrap();
        let mut writer = store.writer().unwrap();
        assert!(matches!(StoreReader::open_unchanged(dir.path()), Err(StoreError::Busy)));
        let request = crate::JobRequest { paths: vec![], recover: false, no_attachment_text: false };
        let job = writer.begin_job(0, &request).unwrap();
        writer.begin_import(job, "/mail", "mail", "eml", 1, 0).unwrap();
        drop(writer);
        let before = files(dir.path());
        let reader = StoreReader::open_unchanged(dir.path()).unwrap();
        assert_eq!(reader.sources().unwrap().len(), 1);
        drop(reader);
        assert_eq!(files(dir.path()), before);
        drop(kept);
    }

    #[test]
    fn a_folder_without_an_archive_is_refused_and_stays_empty() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(StoreReader::open_unchanged(dir.path()), Err(StoreError::NoArchive { .. })));
        assert!(files(dir.path()).is_empty());
        fs::write(dir.path().join("catalogue.sqlite"), "").unwrap();
        assert!(StoreReader::open_unchanged(dir.path()).is_err());
        assert_eq!(files(dir.path()).len(), 1);
    }
}
