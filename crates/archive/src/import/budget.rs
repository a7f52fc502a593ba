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
        let must_wait = |taken: &mut usize| must_wait(*taken, bytes);
        let mut taken = self.freed.wait_while(taken, must_wait).unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_add(bytes);
        Share { budget: Arc::clone(self), bytes }
    }
}

/// Returns true if a reservation must wait while `taken` bytes are reserved.
fn must_wait(taken: usize, bytes: usize) -> bool {
    taken > 0 && taken.saturating_add(bytes) > MOST
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
    use std::sync::{Arc, mpsc};
    use std::thread;

    use super::{Budget, MOST, must_wait};

    #[test]
    fn only_a_giant_exceeds_the_maximum_and_it_must_be_alone() {
        for (taken, bytes, expected) in [
            (0, 0, false),
            (0, MOST, false),
            (0, usize::MAX, false),
            (1, MOST - 1, false),
            (1, MOST, true),
            (MOST, 0, false),
            (MOST, 1, true),
            (2 * MOST, 0, true),
            (1, usize::MAX, true),
        ] {
            assert_eq!(must_wait(taken, bytes), expected, "{taken} {bytes}");
        }
    }

    #[test]
    fn a_giant_gets_its_reservation_when_the_others_end() {
        let budget = Arc::new(Budget::default());
        let first = budget.take(MOST);
        let (events, order) = mpsc::channel();
        let waiting = thread::spawn({
            let (budget, events) = (Arc::clone(&budget), events.clone());
            move || {
                let giant = budget.take(2 * MOST);
                // The giant has a reservation only if nothing else is reserved.
                events.send(("giant", *budget.taken.lock().unwrap())).unwrap();
                drop(giant);
            }
        });
        // The event is sent before the reservation ends, so it is the first one only if the giant waits.
        events.send(("first", *budget.taken.lock().unwrap())).unwrap();
        drop(first);
        waiting.join().unwrap();
        let order: Vec<_> = order.try_iter().collect();
        assert_eq!(order, [("first", MOST), ("giant", 2 * MOST)]);
        assert_eq!(*budget.taken.lock().unwrap(), 0);
    }
}
