//! A limit on the memory for messages that were read and are not stored yet.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Maximum number of reserved bytes. Most messages need a thousandth of it. A larger message waits until no other
/// message has a reservation.
const MOST: usize = 32 * 1024 * 1024;

#[derive(Debug, Default)]
pub(super) struct Budget {
    taken: Mutex<usize>,
    freed: Condvar,
}

/// A reservation of bytes. Dropping it frees the bytes.
#[derive(Debug)]
pub(super) struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// Reserves `bytes`. Waits until they fit under the maximum, or until nothing else is reserved.
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
    fn a_message_beyond_the_budget_waits_and_a_giant_is_alone() {
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
