//! The remaining limits for one file and all files in it.

use std::time::Instant;

use crate::extracted::FailureReason;
use crate::limits::ExtractionLimits;

/// Calls of [`ExtractionBudget::tick`] for each look at the clock.
const TICKS_PER_CHECK: u32 = 256;

/// The remaining limits.
#[derive(Debug)]
pub(crate) struct ExtractionBudget {
    /// Bytes of text.
    pub(crate) text: usize,
    /// Bytes of unpacked data.
    pub(crate) unpacked: usize,
    pub(crate) growth: usize,
    entries: usize,
    deadline: Instant,
    ticks: u32,
    late: bool,
    /// True if text was left out.
    pub(crate) truncated: bool,
}

impl ExtractionBudget {
    /// Returns the full limits. The time starts now.
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

    /// Counts one step. Every loop whose length depends on the file calls it. Fails when the time is over.
    pub(crate) fn tick(&mut self) -> Result<(), FailureReason> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(TICKS_PER_CHECK) {
            return self.check_time();
        }
        if self.late { Err(FailureReason::TimedOut) } else { Ok(()) }
    }

    /// Fails when the time is over. Slow steps are preceded by this call.
    pub(crate) fn check_time(&mut self) -> Result<(), FailureReason> {
        self.late = self.late || Instant::now() >= self.deadline;
        if self.late { Err(FailureReason::TimedOut) } else { Ok(()) }
    }

    /// Counts one contained file or stream. Fails if there are too many.
    pub(crate) fn entry(&mut self) -> Result<(), FailureReason> {
        self.entries = self.entries.checked_sub(1).ok_or(FailureReason::TooLarge)?;
        self.check_time()
    }

    /// Returns true if the maximum length of text is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.text == 0
    }
}
