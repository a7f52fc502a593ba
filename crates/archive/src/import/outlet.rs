//! The reader's end of the pipeline.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crossbeam_channel::Sender;
use foundmail_import::{Finding, RawMessage, Sink};
use foundmail_store::{ImportStart, StoreReader};

use super::Control;
use super::budget::{Budget, Share};

/// Something found, and its share of the memory.
pub(super) type OnItsWay = (Finding, Share);

/// Hands what is found to those who prepare it, one after the other, so that the order can be restored.
pub(super) struct Outlet<'o> {
    pub out: Vec<Sender<OnItsWay>>,
    pub next: usize,
    pub budget: Arc<Budget>,
    pub bytes: &'o AtomicU64,
    pub control: &'o Control,
    /// Only a resumed import has anything to skip.
    pub seen: Option<StoreReader>,
    pub start: ImportStart,
    /// Set where the reader was told to end before it had read everything.
    pub was_stopped: &'o AtomicBool,
}

impl Outlet<'_> {
    fn goes_on_if(&self, goes_on: bool) -> bool {
        if !goes_on {
            self.was_stopped.store(true, Ordering::Release);
        }
        goes_on
    }
}

impl Sink for Outlet<'_> {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        self.control.wait_while_paused();
        let bytes = match &found {
            // One that is too large to be held goes alone all the same.
            Finding::Item(item) => item.raw.as_ref().map_or(0, RawMessage::size),
            Finding::Folder(_) | Finding::Defect { .. } | Finding::Other { .. } => 0,
        };
        let share = self.budget.take(usize::try_from(bytes).unwrap_or(usize::MAX));
        let turn = self.next.checked_rem(self.out.len()).unwrap_or(0);
        self.next = self.next.wrapping_add(1);
        let sent = self.out.get(turn).is_some_and(|out| out.send((found, share)).is_ok());
        let goes_on = self.goes_on_if(sent && !self.control.is_cancelled());
        if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn wants(&mut self, position: &str) -> bool {
        let seen = self.seen.as_ref().map(|reader| reader.has_occurrence(self.start, position));
        // Whoever cannot tell reads it again: it is recognised when it is stored.
        !matches!(seen, Some(Ok(true)))
    }

    fn goes_on(&mut self) -> bool {
        self.goes_on_if(!self.control.is_cancelled())
    }

    fn progress(&mut self, bytes: u64) {
        // A reader of an archive may guess its way anew; a bar that moves backward would only confuse.
        self.bytes.fetch_max(bytes, Ordering::Relaxed);
    }
}
