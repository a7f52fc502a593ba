//! Copies of damaged write-ahead logs. They are kept because `SQLite` drops the frames that it cannot read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::wal::{LogState, WAL, check_log};
use crate::error::StoreError;
use crate::files::{private_file, sync_dir};

/// The file of the first copy. The names of further copies end with a number: `catalogue.sqlite-wal.damaged-2`.
const FIRST: &str = "catalogue.sqlite-wal.damaged";
/// The file of a copy that is being written.
const UNFINISHED: &str = "catalogue.sqlite-wal.damaged.part";
/// Maximum number of copies. Each copy belongs to another loss, so there are rarely more than one.
const MOST: u32 = 100;

/// Copies a damaged log, so that `verify` can report the loss later. The caller must hold the writer's lock, and
/// must call this before it opens the catalogue. If this fails, the caller must not open the catalogue, because
/// `SQLite` would drop committed changes without a trace.
pub(crate) fn keep_damaged(dir: &Path) -> Result<(), StoreError> {
    let log = dir.join(WAL);
    let bytes = match fs::read(&log) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::file(log, error)),
    };
    if !matches!(check_log(&bytes), LogState::Damaged { .. }) {
        return Ok(());
    }
    let mut copies = names().map(|name| dir.join(name));
    // The log can still be there when the archive is opened again.
    let free = copies.find(|path| !path.exists() || is_copy(path, &bytes));
    let Some(path) = free else {
        let what =
            format!("there are already {MOST} copies of damaged logs; verify the archive, then delete them");
        return Err(StoreError::file(log, io::Error::other(what)));
    };
    if path.exists() {
        return Ok(());
    }
    // An incomplete copy must not look like a complete one.
    let unfinished = dir.join(UNFINISHED);
    let mut options = private_file();
    let written = options.create(true).truncate(true).write(true).open(&unfinished).and_then(|mut file| {
        file.write_all(&bytes)?;
        file.sync_all()
    });
    if let Err(error) = written {
        // The error of the copy is more important than an error of this removal.
        let _ = fs::remove_file(&unfinished);
        return Err(StoreError::file(unfinished, error));
    }
    fs::rename(&unfinished, &path).map_err(|error| StoreError::file(&path, error))?;
    sync_dir(dir)
}

/// Returns the names of the copies in the archive.
pub(crate) fn damaged_copies(dir: &Path) -> Vec<String> {
    names().filter(|name| dir.join(name).exists()).collect()
}

fn names() -> impl Iterator<Item = String> {
    let further = (2..=MOST).map(|number| format!("{FIRST}-{number}"));
    std::iter::once(FIRST.to_owned()).chain(further)
}

fn is_copy(path: &Path, bytes: &[u8]) -> bool {
    let len = path.metadata().map_or(0, |metadata| metadata.len());
    u64::try_from(bytes.len()) == Ok(len) && fs::read(path).is_ok_and(|copy| copy == bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{FIRST, UNFINISHED, WAL, damaged_copies};
    use crate::upkeep::verify::{VerifyDepth, verify};
    use crate::{Store, StoreError};

    /// Returns an archive whose log has a damaged byte at `at`, as after a crash.
    fn archive(dir: &Path, at: usize) -> Vec<u8> {
        let store = Store::open(dir).unwrap();
        let log = {
            let _reader = store.reader().unwrap();
            let mut writer = store.writer().unwrap();
            for _ in 0..3 {
                let request = crate::JobRequest { paths: vec![], recover: false, no_attachment_text: false };
                writer.begin_job(0, &request).unwrap();
            }
            fs::read(dir.join(WAL)).unwrap()
        };
        let mut damaged = log;
        damaged[at] ^= 4;
        fs::write(dir.join(WAL), &damaged).unwrap();
        damaged
    }

    #[test]
    fn each_damaged_log_is_copied_once() {
        let dir = tempfile::tempdir().unwrap();
        // A copy that was interrupted must not prevent the next one.
        fs::write(dir.path().join(UNFINISHED), "half").unwrap();
        let mut expected = Vec::new();
        for (at, name) in [(100, FIRST.to_owned()), (200, format!("{FIRST}-2")), (300, format!("{FIRST}-3"))]
        {
            let damaged = archive(dir.path(), at);
            drop(Store::open(dir.path()).unwrap());
            assert_eq!(fs::read(dir.path().join(&name)).unwrap(), damaged);
            fs::write(dir.path().join(WAL), &damaged).unwrap();
            drop(Store::open(dir.path()).unwrap());
            expected.push(name);
            assert_eq!(damaged_copies(dir.path()), expected);
        }
        let damage = verify(dir.path(), VerifyDepth::Full, &mut |_, _| {}).unwrap().damaged;
        let files: Vec<_> = damage.iter().map(|damage| damage.file.clone()).collect();
        assert_eq!(files, expected);
    }

    #[test]
    fn an_archive_is_not_opened_if_its_damaged_log_cannot_be_copied() {
        let dir = tempfile::tempdir().unwrap();
        let damaged = archive(dir.path(), 100);
        // The copy cannot be written, as on a full disk.
        fs::create_dir(dir.path().join(UNFINISHED)).unwrap();
        assert!(matches!(Store::open(dir.path()), Err(StoreError::File { .. })));
        assert!(verify(dir.path(), VerifyDepth::Full, &mut |_, _| {}).is_err());
        assert_eq!(fs::read(dir.path().join(WAL)).unwrap(), damaged);
        assert!(damaged_copies(dir.path()).is_empty());
    }
}
