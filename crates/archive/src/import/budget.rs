//! How many bytes of mail may be on their way from the reader to the archive.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Bytes that may be on their way. Most messages are a thousandth of this; a larger one goes alone.
const MOST: usize = 32 * 1024 * 1024;

#[derive(Debug, Default)]
pub(super) struct Budget {
    taken: Mutex<usize>,
    freed: Condvar,
}

/// Bytes that are on their way. They count until this is let go.
#[derive(Debug)]
pub(super) struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// Waits until there is room.
    pub(super) fn take(self: &Arc<Self>, bytes: usize) -> Share {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut usize| *taken > 0 && taken.saturating_add(bytes) > MOST;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_add(bytes);
        Share { budget: Arc::clone(self), bytes }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.budget.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(self.bytes);
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::{Budget, MOST};

    #[test]
    fn what_is_too_much_waits_and_a_giant_goes_alone() {
        let budget = Arc::new(Budget::default());
        let first = budget.take(MOST);
        let waiting = thread::spawn({
            let budget = Arc::clone(&budget);
            move || drop(budget.take(2 * MOST))
        });
        assert!(!waiting.is_finished());
        drop(first);
        waiting.join().unwrap();
        assert_eq!(*budget.taken.lock().unwrap(), 0);
    }
}
