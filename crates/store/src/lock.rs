//! The lock that allows only one writer at a time.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::files::private_file;

/// Time for which a writer waits for the lock. A program that only opens the archive holds the lock for a shorter
/// time.
const PATIENCE: Duration = Duration::from_millis(300);
/// Time between two attempts.
const RETRY: Duration = Duration::from_millis(10);

/// The right to write to an archive, until this value is dropped. If a program crashes, the system releases its
/// lock.
pub(crate) struct WriterLock(File);

impl WriterLock {
    /// Takes the lock of the archive in `dir`. Returns [`StoreError::Busy`] without waiting if another program has
    /// the lock.
    pub(crate) fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("writer.lock");
        let opened = private_file().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|error| StoreError::file(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(TryLockError::Error(error)) => Err(StoreError::file(&path, error)),
        }
    }

    /// Takes the lock. Waits a short time if another program has it, because that program may just be opening the
    /// archive. Without the wait, two programs that begin to write at the same time could both fail.
    pub(crate) fn take_patiently(dir: &Path) -> Result<Self, StoreError> {
        let began = Instant::now();
        loop {
            match Self::take(dir) {
                Err(StoreError::Busy) if began.elapsed() < PATIENCE => thread::sleep(RETRY),
                lock => return lock,
            }
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // Closing the file is not enough, because a child process that is just starting still has the file open
        // for a moment.
        let _ = self.0.unlock();
    }
}
