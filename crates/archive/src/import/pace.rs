//! When a batch ends, and when the index is made durable.

use std::time::{Duration, Instant};

/// Items of one batch: not more than may be done again after a crash.
const BATCH_ITEMS: usize = 1000;
/// Bytes of one batch.
const BATCH_BYTES: usize = 64 * 1024 * 1024;
/// How long a batch may wait for more. The first ones are short, so that there is something to read at once.
const FIRST_TIME: Duration = Duration::from_millis(100);
const BATCH_TIME: Duration = Duration::from_millis(1500);
/// Text that may wait in memory to be indexed, in bytes.
const UNINDEXED: usize = 48 * 1024 * 1024;

/// What a batch holds so far.
#[derive(Debug)]
pub(super) struct Fill {
    pub items: usize,
    pub bytes: usize,
    began: Instant,
    time: Duration,
}

impl Fill {
    /// How long it may still wait; `None` if it is full.
    pub(super) fn room(&self) -> Option<Duration> {
        let is_full = self.items >= BATCH_ITEMS || self.bytes >= BATCH_BYTES;
        self.time.checked_sub(self.began.elapsed()).filter(|_| !is_full)
    }
}

/// When the index is made durable and visible: soon at first, so that there is something to read, then ever less
/// often, since each time costs.
pub(super) struct Pace {
    last: Instant,
    wait: Duration,
    batch: Duration,
    /// Bytes of text that were given to the index since.
    unindexed: usize,
    /// Number of the last change that can be found.
    pub indexed: u64,
    /// Number of the last change that is stored.
    pub stored: u64,
}

impl Pace {
    /// `at` is the number of the last change so far.
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

    /// The next batch.
    pub(super) fn batch(&self) -> Fill {
        Fill { items: 0, bytes: 0, began: Instant::now(), time: self.batch }
    }

    /// A batch is stored. One without items, as while a reader is still going through folders, has shown nothing yet.
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
