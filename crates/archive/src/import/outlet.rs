//! Passes the findings of a reader to the threads that prepare them.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crossbeam_channel::Sender;
use foundmail_import::{Finding, RawMessage, Sink};
use foundmail_store::{ImportStart, StoreReader};

use super::Control;
use super::budget::{Budget, Share};

/// A finding of a reader, with its reservation of memory.
pub(super) type OnItsWay = (Finding, Share);

/// Distributes the findings of a reader to the preparing threads.
///
/// The preparing threads receive findings in round-robin order, and [`Ready`](super::storing::Ready) collects the
/// results in the same order. So findings stay in sequence.
///
/// As a [`Sink`], `push` waits while the import is paused or too much memory is reserved. It returns `Break` if
/// the import was cancelled or a later stage failed; the reader then stops. Otherwise it returns `Continue`.
/// `goes_on` returns false if the import was cancelled; the reader then stops too. `wants` returns false for an
/// item that the archive already has; the reader then skips the item.
pub(super) struct Outlet<'o> {
    pub out: Vec<Sender<OnItsWay>>,
    pub next: usize,
    pub budget: Arc<Budget>,
    pub bytes: &'o AtomicU64,
    pub control: &'o Control,
    /// Finds items that the archive already has. `None` if the import does not continue an interrupted one.
    pub seen: Option<StoreReader>,
    pub start: ImportStart,
    /// Set to true if the reader was stopped before the end of the source.
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
            // A giant reserves its full size, although it is not in memory. So no other message is processed at
            // the same time.
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
        // If the archive cannot be read, the item is imported again. Storing then recognises it as a copy.
        !matches!(seen, Some(Ok(true)))
    }

    fn goes_on(&mut self) -> bool {
        self.goes_on_if(!self.control.is_cancelled())
    }

    fn progress(&mut self, bytes: u64) {
        // The reader of an archive of files may report a smaller estimate than before. The progress bar must not
        // move backward.
        self.bytes.fetch_max(bytes, Ordering::Relaxed);
    }
}
