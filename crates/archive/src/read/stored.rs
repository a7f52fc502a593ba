//! Reads and parses stored messages for the window, the command line and exports. All of them use these functions,
//! so that tests can count the calls.

use foundmail_mail::{Message, parse_skeleton};
use foundmail_store::{MessageId, StoreError, StoreReader, StoredMessage};

/// Reads a message from its pack, without its large parts.
pub(crate) fn read_stored(reader: &StoreReader, id: MessageId) -> Result<StoredMessage<'_>, StoreError> {
    #[cfg(test)]
    counts::add(|counts| counts.read += 1);
    reader.stored(id)
}

/// Parses a message without reading its large parts.
pub(crate) fn parse_stored(stored: &StoredMessage<'_>) -> Message {
    #[cfg(test)]
    counts::add(|counts| counts.parsed += 1);
    stored.with(|mail| parse_skeleton(mail, stored.framing))
}

/// Counts of the messages that the current thread has read, parsed and cleaned.
#[cfg(test)]
pub(crate) mod counts {
    use std::cell::Cell;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct Counts {
        /// Messages that were read from a pack.
        pub read: u32,
        /// Messages that were parsed.
        pub parsed: u32,
        /// HTML bodies that were cleaned.
        pub cleaned: u32,
    }

    thread_local! {
        static COUNTS: Cell<Counts> = const { Cell::new(Counts { read: 0, parsed: 0, cleaned: 0 }) };
    }

    pub fn add(change: impl FnOnce(&mut Counts)) {
        let mut counts = COUNTS.get();
        change(&mut counts);
        COUNTS.set(counts);
    }

    /// Returns the counts since the last call.
    pub fn take() -> Counts {
        COUNTS.take()
    }
}
