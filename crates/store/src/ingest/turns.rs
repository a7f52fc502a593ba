//! Lets imports and changes of marks write to the catalogue in turn. The owner can mark messages during an import, which holds
//! the archive's lock for hours. The change of a mark takes its turn between two batches of the import.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::lock::WriterLock;

/// Time for which the import waits for changes of marks before its next batch.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time for which a change of marks waits for the archive's lock.
const OPENING: Duration = Duration::from_millis(300);
/// Time between two attempts to take it.
const RETRY: Duration = Duration::from_millis(10);
/// Time between two looks.
const LOOK: Duration = Duration::from_millis(1);

/// The turns of the writers of one archive within this program.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// True while this program has a writer of the archive.
    has_writer: RwLock<bool>,
    /// The number of changes of marks that are waiting or running.
    marking: AtomicU32,
}

/// The lock of a writer. Others of this program can change marks while it exists.
pub(crate) struct WriterTurn {
    turns: Turns,
    _lock: WriterLock,
}

/// The right to change marks, until this value is dropped.
pub(crate) struct MarkTurn {
    turns: Turns,
    /// The archive's lock, unless a writer of this program has it.
    _lock: Option<WriterLock>,
}

impl Turns {
    /// Begins the turn of a writer, which has the archive's lock.
    pub(crate) fn begin_writer(&self, lock: WriterLock) -> WriterTurn {
        *self.0.has_writer.write().unwrap_or_else(PoisonError::into_inner) = true;
        WriterTurn { turns: self.clone(), _lock: lock }
    }

    /// Begins a change of marks. `take` takes the archive's lock. It is called if no writer of this program has the
    /// lock, and then no other program writes.
    pub(crate) fn begin_marking(
        &self,
        take: impl Fn() -> Result<WriterLock, StoreError>,
    ) -> Result<MarkTurn, StoreError> {
        let began = Instant::now();
        loop {
            match self.try_marking(&take) {
                // A writer of this program, or a program that only opens the archive, has just taken the lock.
                Err(StoreError::Busy) if began.elapsed() < OPENING => thread::sleep(RETRY),
                turn => return turn,
            }
        }
    }

    fn try_marking(
        &self,
        take: &impl Fn() -> Result<WriterLock, StoreError>,
    ) -> Result<MarkTurn, StoreError> {
        let has_writer = self.0.has_writer.read().unwrap_or_else(PoisonError::into_inner);
        let lock = if *has_writer { None } else { Some(take()?) };
        self.0.marking.fetch_add(1, Ordering::AcqRel);
        Ok(MarkTurn { turns: self.clone(), _lock: lock })
    }
}

impl WriterTurn {
    /// Waits until nobody in this program changes marks. Without this, an import would begin its next batch before
    /// the waiting change of a mark notices that the last batch has ended.
    pub(crate) fn let_marks_pass(&self) {
        let began = Instant::now();
        while self.turns.0.marking.load(Ordering::Acquire) > 0 && began.elapsed() < PATIENCE {
            thread::sleep(LOOK);
        }
    }
}

impl Drop for WriterTurn {
    fn drop(&mut self) {
        // The lock is released after this. Changes of marks that have no lock of their own end first.
        *self.turns.0.has_writer.write().unwrap_or_else(PoisonError::into_inner) = false;
        self.let_marks_pass();
    }
}

impl Drop for MarkTurn {
    fn drop(&mut self) {
        self.turns.0.marking.fetch_sub(1, Ordering::AcqRel);
    }
}
