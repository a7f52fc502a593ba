//! Decides when a batch ends, and when the index is committed.

use std::time::{Duration, Instant};

/// Maximum number of items in a batch. After a crash, at most one batch is read again.
const BATCH_ITEMS: usize = 1000;
/// Maximum size of a batch in bytes.
const BATCH_BYTES: usize = 64 * 1024 * 1024;
/// Time that the first batch waits for more items. It is short, so that the owner can read the first messages at once.
const FIRST_TIME: Duration = Duration::from_millis(100);
/// Time that a later batch waits for more items.
const BATCH_TIME: Duration = Duration::from_millis(1500);
/// Maximum size of text that waits in memory for the next commit of the index, in bytes.
const UNINDEXED: usize = 48 * 1024 * 1024;

/// The size and age of the current batch.
#[derive(Debug)]
pub(super) struct Fill {
    pub items: usize,
    pub bytes: usize,
    began: Instant,
    time: Duration,
}

impl Fill {
    /// Returns the time that the batch may still wait for more items. `None` if it is full.
    pub(super) fn room(&self) -> Option<Duration> {
        let is_full = self.items >= BATCH_ITEMS || self.bytes >= BATCH_BYTES;
        self.time.checked_sub(self.began.elapsed()).filter(|_| !is_full)
    }
}

/// Decides when the index is committed: soon at first, so that the first messages are visible at once, and later less
/// often, because each commit takes time.
pub(super) struct Pace {
    last: Instant,
    wait: Duration,
    batch: Duration,
    /// Bytes of text that were added to the index since the last commit.
    unindexed: usize,
    /// Number of the last change that is searchable.
    pub indexed: u64,
    /// Number of the last change that is stored.
    pub stored: u64,
}

impl Pace {
    /// Returns the pace of an import. `at` is the number of the last change before it.
    pub(super) fn new(at: u64) -> Self {
        Self {
            last: Instant::now(),
            wait: Duration::ZERO,
            batch: FIRST_TIME,
            unindexed: 0,
            indexed: at,
            stored: at,
        }
    }

    /// Starts a batch.
    pub(super) fn batch(&self) -> Fill {
        Fill { items: 0, bytes: 0, began: Instant::now(), time: self.batch }
    }

    /// Notes that a batch is stored. After a batch with items, the next one may wait longer. Batches without items, such as
    /// those of a reader that still lists folders, do not count, because the owner has seen nothing yet.
    pub(super) fn batched(&mut self, items: usize) {
        if items > 0 {
            self.batch = (self.batch * 2).min(BATCH_TIME);
        }
    }

    pub(super) fn count(&mut self, text: usize) {
        self.unindexed = self.unindexed.saturating_add(text);
    }

    pub(super) fn is_due(&self) -> bool {
        self.stored > self.indexed && (self.last.elapsed() >= self.wait || self.unindexed >= UNINDEXED)
    }

    pub(super) fn done(&mut self) {
        self.indexed = self.stored;
        self.unindexed = 0;
        self.last = Instant::now();
        self.wait = (self.wait * 2).clamp(Duration::from_secs(1), Duration::from_secs(15));
    }
}
