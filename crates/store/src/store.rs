//! The folder of an archive.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::catalogue::damaged_wal::keep_damaged;
use crate::catalogue::wal::WAL;
use crate::catalogue::{CATALOGUE, VERSION, connect, migrate, version};
use crate::error::StoreError;
use crate::files::make_private_dir;
use crate::ingest::{MarkWriter, StoreWriter, Turns};
use crate::lock::WriterLock;
use crate::read::StoreReader;

/// Time for which a program waits while another program creates the archive.
const CREATING: Duration = Duration::from_millis(800);
/// Time between two attempts.
const RETRY: Duration = Duration::from_millis(100);

/// An archive on disk: a folder with a catalogue, packs and a lock.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
    turns: Turns,
}

impl Store {
    /// Opens the archive in `dir`. Creates the folder and the catalogue if they are missing. Only their owner may
    /// read them.
    ///
    /// # Errors
    /// Returns [`StoreError::Occupied`] if the folder contains other files and no archive. Returns an error if the
    /// write-ahead log is damaged and cannot be copied.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        if !may_be_archive(dir) {
            return Err(StoreError::Occupied { path: dir.to_owned() });
        }
        let store = Self { dir: dir.to_owned(), turns: Turns::default() };
        make_private_dir(dir)?;
        make_private_dir(&store.packs())?;
        store.keep_damaged_log()?;
        let started = Instant::now();
        while version(&connect(dir)?)? < VERSION {
            // The lock prevents two programs from creating the tables at the same time.
            match WriterLock::take(dir) {
                Ok(_lock) => migrate(&mut connect(dir)?, dir)?,
                // Another program is creating the tables, which takes little time.
                Err(StoreError::Busy) if started.elapsed() < CREATING => thread::sleep(RETRY),
                Err(error) => return Err(error),
            }
        }
        Ok(store)
    }

    /// Copies the write-ahead log if it is damaged. The log exists only while a program writes, or after a crash.
    fn keep_damaged_log(&self) -> Result<(), StoreError> {
        if self.dir.join(WAL).metadata().map_or(0, |log| log.len()) == 0 {
            return Ok(());
        }
        match WriterLock::take(&self.dir) {
            Ok(_lock) => keep_damaged(&self.dir),
            // The program with the lock has already checked the log.
            Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Opens the archive for reading. Any number of programs can have any number of readers at the same time.
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

    /// Opens the archive for writing. If a program crashes, the system releases its lock.
    ///
    /// # Errors
    /// Returns [`StoreError::Busy`] if the archive already has a writer, in this or another program.
    pub fn writer(&self) -> Result<StoreWriter, StoreError> {
        let lock = WriterLock::take_patiently(&self.dir)?;
        StoreWriter::open(connect(&self.dir)?, self.turns.begin_writer(lock), &self.packs())
    }

    /// Opens the archive for changes of the owner's marks. This is also possible while this program has a writer.
    ///
    /// # Errors
    /// Returns [`StoreError::Busy`] if another program is writing to the archive.
    pub fn mark_writer(&self) -> Result<MarkWriter, StoreError> {
        let turn = self.turns.begin_marking(|| WriterLock::take(&self.dir))?;
        Ok(MarkWriter::new(connect(&self.dir)?, &self.dir, turn))
    }

    /// Returns true if this or another program is writing to the archive.
    pub fn is_being_written(&self) -> bool {
        matches!(WriterLock::take(&self.dir), Err(StoreError::Busy))
    }

    fn packs(&self) -> PathBuf {
        self.dir.join("packs")
    }
}

/// Returns true if an archive exists in the folder or may be created there. Returns false if the folder contains
/// other files and no archive, because an archive must not be created among a user's files.
fn may_be_archive(dir: &Path) -> bool {
    let exists = |name: &str| dir.join(name).exists();
    let Ok(entries) = fs::read_dir(dir) else { return true };
    // Operating systems put their own files into folders.
    let is_of_system = |name: &str| name.starts_with('.') || matches!(name, "desktop.ini" | "lost+found");
    // The folder can also contain files of an archive that another program is creating, or whose creation was
    // interrupted.
    let is_ours =
        |name: &str| matches!(name, "writer.lock" | "packs" | "index") || name.starts_with(CATALOGUE);
    let mut names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    exists(CATALOGUE)
        || exists("packs")
        || names.all(|name| is_of_system(&name.to_string_lossy()) || is_ours(&name.to_string_lossy()))
}
