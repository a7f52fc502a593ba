//! The means by which the user pauses and ends an import.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// Pauses, resumes and ends a running import from another thread.
///
/// The methods do not wait for the import. The import checks its control before each item, and several times
/// during a long read.
#[derive(Debug, Default)]
pub struct Control {
    cancelled: AtomicBool,
    closing: AtomicBool,
    paused: Mutex<bool>,
    changed: Condvar,
}

impl Control {
    /// Returns a control that lets the import run.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the import soon, even while it is paused. [`Archive::import`](crate::Archive::import) then returns the
    /// state [`Cancelled`](crate::view::ImportState::Cancelled), or `Done` if everything was already read. Stored
    /// messages are kept. A new import of the same source continues after them.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        self.set_paused(false);
    }

    /// Ends the import like [`cancel`](Self::cancel), for a program that closes. The import returns the state
    /// [`Stopped`](crate::view::ImportState::Stopped). At its next start, the program offers to continue it.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.cancel();
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Pauses the import until [`resume`](Self::resume), [`cancel`](Self::cancel) or [`close`](Self::close) is
    /// called. Messages that were already read are stored, and can be opened and searched. The archive stays
    /// locked for other writers.
    pub fn pause(&self) {
        self.set_paused(true);
    }

    /// Continues a paused import. Does nothing if the import is not paused.
    pub fn resume(&self) {
        self.set_paused(false);
    }

    /// Returns true from a call of [`pause`](Self::pause) until one of [`resume`](Self::resume),
    /// [`cancel`](Self::cancel) or [`close`](Self::close).
    pub fn is_paused(&self) -> bool {
        *self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns true while the import waits for [`resume`](Self::resume). An import that was cancelled does not
    /// wait.
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
