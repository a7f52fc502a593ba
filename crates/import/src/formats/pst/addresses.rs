//! Learns the internet addresses of Exchange names from the items of an Outlook file.

use std::ops::ControlFlow;

use foundmail_mapi::{AddressBook, Item};
use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};

use crate::sink::Sink;

/// Number of items, from the beginning of the walk, from which addresses are learned.
const LEARNED_ITEMS: u32 = 20_000;

/// The addresses in a file, learned while it is read. An item is pushed at once if all its addresses are known. Otherwise it waits, because
/// a later item may contain the address. The result does not depend on the order of reading: an item gets the same addresses at every
/// import, also if an interrupted import continues.
pub(crate) struct AddressLearner {
    book: AddressBook,
    /// Number of further items from which addresses are learned.
    left: u32,
    /// True if an item was skipped. The book lacks its addresses, which later items may need.
    has_gap: bool,
}

impl AddressLearner {
    pub(crate) fn new() -> Self {
        Self { book: AddressBook::new(), left: LEARNED_ITEMS, has_gap: false }
    }

    /// Skips the next item of the walk.
    pub(crate) fn skip(&mut self) {
        self.has_gap |= self.left > 0;
        self.left = self.left.saturating_sub(1);
    }

    /// Learns from the next item of the walk.
    pub(crate) fn learn(&mut self, item: &Item) {
        if self.left > 0 && !self.has_gap {
            self.book.learn(item);
        }
        self.left = self.left.saturating_sub(1);
    }

    /// Adds the known addresses to an item. Returns false if a later item may contain a missing address.
    pub(crate) fn fill(&self, item: &mut Item) -> bool {
        // With a gap, the book may contain another address than the first one in the file.
        if self.has_gap { AddressBook::new().fill(item) } else { self.book.fill(item) || self.left == 0 }
    }

    /// Returns true if waiting cannot add an address: all items are learned, or the missing ones were skipped.
    pub(crate) fn is_ready(&self) -> bool {
        self.left == 0 || self.has_gap
    }

    /// Learns from the skipped items. Returns `Break` if the sink ends the reading meanwhile.
    pub(crate) fn complete(&mut self, pst: &PstFile, sink: &mut dyn Sink) -> ControlFlow<()> {
        if self.has_gap {
            let mut learning = LearningPass { pst, sink, addresses: Self::new(), cancelled: false };
            let _ = pst.walk(&mut learning);
            if learning.cancelled {
                return ControlFlow::Break(());
            }
            self.book = learning.addresses.book;
        }
        (self.has_gap, self.left) = (false, 0);
        ControlFlow::Continue(())
    }
}

/// Reads items only to learn their addresses.
struct LearningPass<'p> {
    pst: &'p PstFile,
    sink: &'p mut dyn Sink,
    addresses: AddressLearner,
    cancelled: bool,
}

impl Visitor for LearningPass<'_> {
    fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        self.cancelled = !self.sink.goes_on();
        if self.cancelled || self.addresses.is_ready() {
            return ControlFlow::Break(());
        }
        self.addresses.learn(&self.pst.read_item(message));
        ControlFlow::Continue(())
    }
}
