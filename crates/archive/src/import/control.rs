//! How the owner ends or halts an import.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// How the owner ends or halts an import.
#[derive(Debug, Default)]
pub struct Control {
    cancelled: AtomicBool,
    closing: AtomicBool,
    paused: Mutex<bool>,
    changed: Condvar,
}

impl Control {
    /// A control that lets the import run.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the import soon. What was read is kept, and the next import of the same source goes on from there.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        self.set_paused(false);
    }

    /// Ends the import since the program is to be closed. The next start offers to continue it.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.cancel();
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Halts the import until [`resume`](Self::resume). What was read so far is stored and can be read and searched.
    pub fn pause(&self) {
        self.set_paused(true);
    }

    /// Lets a halted import go on.
    pub fn resume(&self) {
        self.set_paused(false);
    }

    /// True while the import is halted.
    pub fn is_paused(&self) -> bool {
        *self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True while the import waits for [`resume`](Self::resume): one that is to end doesn't.
    pub(crate) fn is_halted(&self) -> bool {
        self.is_paused() && !self.is_cancelled()
    }

    fn set_paused(&self, value: bool) {
        *self.paused.lock().unwrap_or_else(PoisonError::into_inner) = value;
        self.changed.notify_all();
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    pub(crate) fn wait_while_paused(&self) {
        let paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        let paused = self.changed.wait_while(paused, |paused| *paused && !self.is_cancelled());
        drop(paused);
    }
}
