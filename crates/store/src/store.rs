//! An archive's folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::read::Reader;
use crate::writer::Writer;
use crate::{StoreError, check, schema, verify};

/// How long a reader or writer waits for another one to end its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long one program waits for another that is just making the archive.
const BUILDING: Duration = Duration::from_millis(800);
/// How long between two looks at whether it is done.
const RETRY: Duration = Duration::from_millis(100);

/// How long a lock is waited for: longer than anybody has it who does not write.
const PATIENCE: Duration = Duration::from_millis(300);
const AGAIN: Duration = Duration::from_millis(10);

/// The store of an archive: a catalogue, packs and a lock, in one folder.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

impl Store {
    /// The store in `dir`. The folder and its catalogue are made if they are missing, readable by their owner only.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let store = Self::at(dir);
        if !may_be_archive(dir) {
            return Err(StoreError::Occupied { path: dir.to_owned() });
        }
        make_private_dir(dir)?;
        make_private_dir(&store.packs())?;
        store.keep_damaged_log();
        let started = Instant::now();
        while schema::version(&store.connect()?)? < schema::VERSION {
            // The lock keeps two programs from building the tables at once.
            match store.lock() {
                Ok(_lock) => schema::migrate(&mut store.connect()?)?,
                // Another one is just building them: that takes no time.
                Err(StoreError::Busy) if started.elapsed() < BUILDING => thread::sleep(RETRY),
                Err(error) => return Err(error),
            }
        }
        Ok(store)
    }

    /// A log is there only while somebody writes, or after a program broke off.
    fn keep_damaged_log(&self) {
        let log = self.dir.join(verify::wal::WAL);
        if log.metadata().is_ok_and(|log| log.len() > 0)
            && let Ok(_lock) = self.lock()
        {
            // Where it can be neither read nor kept, opening the catalogue says why.
            let _ = verify::wal::keep_damaged(&self.dir);
        }
    }

    /// The store in `dir`, as it is.
    pub(crate) fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// A view of the archive. Any number may be open, in any number of programs.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        let connection = self.connect()?;
        let found = schema::version(&connection)?;
        if found > schema::VERSION {
            return Err(StoreError::Newer { found, known: schema::VERSION });
        }
        connection.pragma_update(None, "query_only", true)?;
        Ok(Reader::new(connection, self.packs()))
    }

    /// The one writer. [`StoreError::Busy`] if another program, or another part of this one, has it. A lock that was
    /// left behind by a crash does not count: the system lets go of it.
    pub fn writer(&self) -> Result<Writer, StoreError> {
        let lock = self.patient_lock()?;
        Writer::open(self.connect()?, lock, &self.packs())
    }

    /// Returns true if somebody, here or in another program, is writing just now.
    pub fn is_being_written(&self) -> bool {
        matches!(self.lock(), Err(StoreError::Busy))
    }

    fn packs(&self) -> PathBuf {
        self.dir.join("packs")
    }

    pub(crate) fn connect(&self) -> Result<Connection, StoreError> {
        let path = self.dir.join("catalogue.sqlite");
        if !path.exists() {
            let made = private_file().create(true).truncate(false).write(true).open(&path);
            made.map_err(|error| StoreError::file(&path, error))?;
            sync_dir(&self.dir)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        check::register(&connection)?;
        // Otherwise SQLite looks at the values of a query, and plans it anew each time it is run with others.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        // A commit that was reported must survive a power cut.
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    /// Whoever opens an archive has the lock for a moment. Two that begin to write at the same time must not both give way to
    /// that.
    fn patient_lock(&self) -> Result<Lock, StoreError> {
        let began = Instant::now();
        loop {
            match self.lock() {
                Err(StoreError::Busy) if began.elapsed() < PATIENCE => thread::sleep(AGAIN),
                lock => return lock,
            }
        }
    }

    pub(crate) fn lock(&self) -> Result<Lock, StoreError> {
        let path = self.dir.join("writer.lock");
        let opened = private_file().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|error| StoreError::file(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(TryLockError::Error(error)) => Err(StoreError::file(&path, error)),
        }
    }
}

/// The right to write, until it is let go.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file would not do: a child process that begins at this moment still has it open, for an instant.
        let _ = self.0.unlock();
    }
}

/// Options for a file that only its owner may read.
pub(crate) fn private_file() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// False for a folder that holds something else than an archive: nobody wants one among his letters.
fn may_be_archive(dir: &Path) -> bool {
    let is_there = |name: &str| dir.join(name).exists();
    let Ok(entries) = fs::read_dir(dir) else { return true };
    // Systems put files of their own into folders; their names begin so, or are these.
    let is_of_system = |name: &str| name.starts_with('.') || matches!(name, "desktop.ini" | "lost+found");
    // Another program may be making it, or have broken off while it did.
    let is_ours = |name: &str| {
        matches!(name, "writer.lock" | "packs" | "index") || name.starts_with("catalogue.sqlite")
    };
    let mut names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    is_there("catalogue.sqlite")
        || is_there("packs")
        || names.all(|name| is_of_system(&name.to_string_lossy()) || is_ours(&name.to_string_lossy()))
}

fn make_private_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if dir.is_dir() {
        return Ok(());
    }
    builder.create(dir).map_err(|error| StoreError::file(dir, error))?;
    dir.parent().map_or(Ok(()), sync_dir)
}

/// Puts the names in a folder on the disk: a file that a power cut takes away would take all that was stored in it.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    // Windows has no such call, and needs none.
    #[cfg(unix)]
    {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| StoreError::file(dir, error))?;
    }
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}
