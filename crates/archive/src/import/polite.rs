//! Lowers the priority of the threads of an import, so that they use only idle cores.

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// The priority of import threads, on a scale from 0 to 99. The default priority of a program is in the middle.
const LOW: u8 = 20;

/// Lowers the priority of the current thread. If the system does not allow this, the thread keeps its priority.
pub(super) fn step_back() {
    if let Ok(low) = ThreadPriorityValue::try_from(LOW) {
        let _ = set_current_thread_priority(ThreadPriority::Crossplatform(low));
    }
}
