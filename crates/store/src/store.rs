//! The folder of an archive.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::catalogue::wal::{WAL, keep_damaged};
use crate::catalogue::{CATALOGUE, VERSION, connect, migrate, version};
use crate::error::StoreError;
use crate::files::make_private_dir;
use crate::ingest::StoreWriter;
use crate::lock::WriterLock;
use crate::read::StoreReader;

/// Time for which a program waits for another one that is creating the archive.
const CREATING: Duration = Duration::from_millis(800);
/// Time between two attempts.
const RETRY: Duration = Duration::from_millis(100);

/// The store of an archive: a catalogue, packs and a lock in one folder.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

impl Store {
    /// Opens the store in `dir`. Creates the folder and its catalogue if they are missing, readable by their owner only.
    ///
    /// # Errors
    /// Returns [`StoreError::Occupied`] if the folder contains other files and no archive.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        if !may_be_archive(dir) {
            return Err(StoreError::Occupied { path: dir.to_owned() });
        }
        let store = Self { dir: dir.to_owned() };
        make_private_dir(dir)?;
        make_private_dir(&store.packs())?;
        store.keep_damaged_log();
        let started = Instant::now();
        while version(&connect(dir)?)? < VERSION {
            // The lock keeps two programs from creating the tables at once.
            match WriterLock::take(dir) {
                Ok(_lock) => migrate(&mut connect(dir)?)?,
                // Another program is creating them, which takes little time.
                Err(StoreError::Busy) if started.elapsed() < CREATING => thread::sleep(RETRY),
                Err(error) => return Err(error),
            }
        }
        Ok(store)
    }

    /// Copies the write-ahead log if it is damaged. It exists only while a program writes, or after a crash.
    fn keep_damaged_log(&self) {
        let log = self.dir.join(WAL);
        if log.metadata().is_ok_and(|log| log.len() > 0)
            && let Ok(_lock) = WriterLock::take(&self.dir)
        {
            // If the log can be neither read nor copied, opening the catalogue reports the reason.
            let _ = keep_damaged(&self.dir);
        }
    }

    /// Opens a view of the archive. Any number can be open, in any number of programs.
    ///
    /// # Errors
    /// Returns [`StoreError::Newer`] if a newer release wrote the archive.
    pub fn reader(&self) -> Result<StoreReader, StoreError> {
        let connection = connect(&self.dir)?;
        let found = version(&connection)?;
        if found > VERSION {
            return Err(StoreError::Newer { found, known: VERSION });
        }
        connection.pragma_update(None, "query_only", true)?;
        Ok(StoreReader::new(connection, self.packs()))
    }

    /// Opens the archive for writing. The system releases the lock of a program that crashed.
    ///
    /// # Errors
    /// Returns [`StoreError::Busy`] if another program, or another part of this one, is writing.
    pub fn writer(&self) -> Result<StoreWriter, StoreError> {
        let lock = WriterLock::take_patiently(&self.dir)?;
        StoreWriter::open(connect(&self.dir)?, lock, &self.packs())
    }

    /// Returns true if a program, this one or another, is writing.
    pub fn is_being_written(&self) -> bool {
        matches!(WriterLock::take(&self.dir), Err(StoreError::Busy))
    }

    fn packs(&self) -> PathBuf {
        self.dir.join("packs")
    }
}

/// Returns false for a folder that contains other files and no archive, because an archive must not be created among a user's
/// files.
fn may_be_archive(dir: &Path) -> bool {
    let exists = |name: &str| dir.join(name).exists();
    let Ok(entries) = fs::read_dir(dir) else { return true };
    // Systems put files of their own into folders.
    let is_of_system = |name: &str| name.starts_with('.') || matches!(name, "desktop.ini" | "lost+found");
    // Another program can be creating the archive, or was interrupted while it did.
    let is_ours =
        |name: &str| matches!(name, "writer.lock" | "packs" | "index") || name.starts_with(CATALOGUE);
    let mut names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    exists(CATALOGUE)
        || exists("packs")
        || names.all(|name| is_of_system(&name.to_string_lossy()) || is_ours(&name.to_string_lossy()))
}
