//! What may still be spent on one file and all that lies in it.

use std::time::Instant;

use crate::{Limits, Reason};

/// Times that the clock is not asked between two looks at it.
const SELDOM: u32 = 256;

#[derive(Debug)]
pub(crate) struct Budget {
    /// Bytes of text.
    pub(crate) text: usize,
    /// Bytes to unpack.
    pub(crate) unpacked: usize,
    pub(crate) growth: usize,
    entries: usize,
    deadline: Instant,
    ticks: u32,
    late: bool,
    /// True if text was left out.
    pub(crate) truncated: bool,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
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

    /// To be called in every loop whose length the file decides: an error once the time is up.
    pub(crate) fn tick(&mut self) -> Result<(), Reason> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(SELDOM) {
            return self.check_time();
        }
        if self.late { Err(Reason::TimedOut) } else { Ok(()) }
    }

    /// The same before something that takes long.
    pub(crate) fn check_time(&mut self) -> Result<(), Reason> {
        self.late = self.late || Instant::now() >= self.deadline;
        if self.late { Err(Reason::TimedOut) } else { Ok(()) }
    }

    /// Takes one of the files or streams that may be looked at.
    pub(crate) fn entry(&mut self) -> Result<(), Reason> {
        self.entries = self.entries.checked_sub(1).ok_or(Reason::TooLarge)?;
        self.check_time()
    }

    /// No more text goes in.
    pub(crate) fn is_full(&self) -> bool {
        self.text == 0
    }
}
