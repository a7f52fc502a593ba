//! An import takes all cores that are free, and none that somebody needs.

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Of 0 to 99, where the middle is what every program gets.
const LOW: u8 = 20;

/// Lets others go before this thread. Where the system does not allow it, nothing is lost but politeness.
pub(super) fn step_back() {
    if let Ok(low) = ThreadPriorityValue::try_from(LOW) {
        let _ = set_current_thread_priority(ThreadPriority::Crossplatform(low));
    }
}
