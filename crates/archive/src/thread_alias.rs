//! Threads that became part of another thread.

use std::collections::HashMap;

use foundmail_store::ThreadId;

/// Follows the aliases of a thread. Each thread was joined into an older one with a smaller id. An alias that leads
/// to a higher id is damage, and could be part of a cycle, so the chain ends there. `verify` reports it.
pub(crate) fn end_of_chain(thread: ThreadId, aliases: &HashMap<ThreadId, ThreadId>) -> ThreadId {
    let mut thread = thread;
    while let Some(&into) = aliases.get(&thread).filter(|&&into| into < thread) {
        thread = into;
    }
    thread
}

#[cfg(test)]
mod tests {
    use foundmail_store::ThreadId;

    use super::end_of_chain;

    #[test]
    fn a_damaged_alias_ends_the_chain() {
        for (aliases, thread, expected) in [
            (&[][..], 5, 5),
            (&[(5, 3)], 5, 3),
            (&[(5, 3), (3, 1)], 5, 1),
            (&[(5, 5)], 5, 5),
            (&[(5, 9)], 5, 5),
            (&[(5, 3), (3, 5)], 5, 3),
            (&[(5, 3), (3, 5)], 3, 3),
        ] {
            let aliases = aliases.iter().map(|&(from, into)| (ThreadId(from), ThreadId(into))).collect();
            assert_eq!(end_of_chain(ThreadId(thread), &aliases), ThreadId(expected), "{aliases:?}");
        }
    }
}
