//! The lock of the one writer.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::files::private_file;

/// Time for which a writer waits for the lock. A program that only opens the archive holds it for less.
const PATIENCE: Duration = Duration::from_millis(300);
/// Time between two attempts.
const RETRY: Duration = Duration::from_millis(10);

/// The right to write to an archive, held until it is dropped. The system releases the lock of a program that crashed.
pub(crate) struct WriterLock(File);

impl WriterLock {
    /// Takes the lock of the archive in `dir`, or returns [`StoreError::Busy`] at once.
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

    /// Takes the lock, and waits for a program that is just opening the archive. Without the wait, two programs that begin
    /// to write at the same time could both give up.
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
        // Closing the file is not enough: a child process that starts at this moment still has it open for an instant.
        let _ = self.0.unlock();
    }
}
