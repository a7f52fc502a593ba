//! Counts how much of the limits remains while one file, and all files in it, are read.

use std::time::Instant;

use crate::extracted::FailureReason;
use crate::limits::ExtractionLimits;

/// The number of calls of [`ExtractionBudget::tick`] after which the time is checked.
const TICKS_PER_CHECK: u32 = 256;

/// The remaining limits of an extraction.
#[derive(Debug)]
pub(crate) struct ExtractionBudget {
    /// Remaining bytes of text.
    pub(crate) text: usize,
    /// Remaining bytes of unpacked data.
    pub(crate) unpacked: usize,
    /// Maximum ratio between the unpacked and packed size of a stream.
    pub(crate) growth: usize,
    entries: usize,
    deadline: Instant,
    ticks: u32,
    late: bool,
    /// True if text was left out.
    pub(crate) truncated: bool,
}

impl ExtractionBudget {
    /// Returns a budget with the full limits. The time limit begins now.
    pub(crate) fn new(limits: &ExtractionLimits) -> Self {
        let now = Instant::now();
        Self {
            text: limits.text,
            unpacked: limits.unpacked,
            growth: limits.growth,
            entries: limits.entries,
            deadline: now.checked_add(limits.time).unwrap_or(now),
            ticks: 0,
            late: false,
            truncated: false,
        }
    }

    /// Counts one step. Every loop whose length depends on the file must call this method. Fails after the time
    /// limit.
    pub(crate) fn tick(&mut self) -> Result<(), FailureReason> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(TICKS_PER_CHECK) {
            return self.check_time();
        }
        if self.late { Err(FailureReason::TimedOut) } else { Ok(()) }
    }

    /// Fails after the time limit. Must be called before each slow step.
    pub(crate) fn check_time(&mut self) -> Result<(), FailureReason> {
        self.late = self.late || Instant::now() >= self.deadline;
        if self.late { Err(FailureReason::TimedOut) } else { Ok(()) }
    }

    /// Counts one contained file or stream. Fails if their number exceeds the limit, or after the time limit.
    pub(crate) fn entry(&mut self) -> Result<(), FailureReason> {
        self.entries = self.entries.checked_sub(1).ok_or(FailureReason::TooLarge)?;
        self.check_time()
    }

    /// Returns true if no more text may be added.
    pub(crate) fn is_full(&self) -> bool {
        self.text == 0
    }
}
