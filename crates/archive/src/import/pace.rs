//! Decides when a batch ends, and when the index is committed.

use std::time::{Duration, Instant};

/// Maximum number of items in a batch. After a crash, the items of at most one batch must be read again.
const BATCH_ITEMS: usize = 1000;
/// Maximum size of a batch in bytes.
const BATCH_BYTES: usize = 64 * 1024 * 1024;
/// Time for which the first batch waits for more items. It is short, so that the user can read the first messages
/// soon.
const FIRST_TIME: Duration = Duration::from_millis(100);
/// Maximum time for which a later batch waits for more items.
const BATCH_TIME: Duration = Duration::from_millis(1500);
/// Maximum size in bytes of text that waits in memory until the index is committed.
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
    /// Returns the time for which the batch may still wait for more items. Returns `None` if the batch is full.
    pub(super) fn room(&self) -> Option<Duration> {
        let is_full = self.items >= BATCH_ITEMS || self.bytes >= BATCH_BYTES;
        self.time.checked_sub(self.began.elapsed()).filter(|_| !is_full)
    }
}

/// Decides when the index is committed. The first commits come soon, so that the first messages can be found
/// quickly. Later commits come less often, because each one takes time.
pub(super) struct Pace {
    last: Instant,
    wait: Duration,
    batch: Duration,
    /// Bytes of text that were added to the index since its last commit.
    unindexed: usize,
    /// Sequence number of the last searchable change.
    pub indexed: u64,
    /// Sequence number of the last stored change.
    pub stored: u64,
}

impl Pace {
    /// Returns the pace of an import. `at` is the sequence number of the last change before the import.
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

    /// Returns the fill of a new batch.
    pub(super) fn batch(&self) -> Fill {
        Fill { items: 0, bytes: 0, began: Instant::now(), time: self.batch }
    }

    /// Records that a batch was stored. After a batch with items, the next batch may wait twice as long. A batch
    /// without items does not change this, because the user has not seen messages yet. Such batches occur while a
    /// reader lists folders.
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
