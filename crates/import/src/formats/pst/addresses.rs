//! Collects the e-mail addresses that belong to Exchange names from the items of an Outlook file.

use std::ops::ControlFlow;

use foundmail_mapi::{AddressBook, Item};
use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};

use crate::sink::Sink;

/// The number of items at the beginning of the file from which addresses are collected.
const LEARNED_ITEMS: u32 = 20_000;

/// An address book that is filled while a file is read. The reader pushes an item immediately if all its addresses
/// are known. Otherwise the reader pushes the item later, because a later item may contain the missing address. An
/// item gets the same addresses at every import, even if an interrupted import continues.
pub(crate) struct AddressLearner {
    book: AddressBook,
    /// The number of further items from which addresses are collected.
    left: u32,
    /// True if an item was skipped. The book then lacks the addresses of that item, which other items may need.
    has_gap: bool,
}

impl AddressLearner {
    pub(crate) fn new() -> Self {
        Self { book: AddressBook::new(), left: LEARNED_ITEMS, has_gap: false }
    }

    /// Counts the next item of the file without collecting its addresses.
    pub(crate) fn skip(&mut self) {
        self.has_gap |= self.left > 0;
        self.left = self.left.saturating_sub(1);
    }

    /// Collects the addresses of the next item of the file.
    pub(crate) fn learn(&mut self, item: &Item) {
        if self.left > 0 && !self.has_gap {
            self.book.learn(item);
        }
        self.left = self.left.saturating_sub(1);
    }

    /// Adds the known addresses to an item. Returns false if a later item may contain a missing address.
    pub(crate) fn fill(&self, item: &mut Item) -> bool {
        // After a gap, the book is not used. If a name has several addresses in the file, the book may contain a
        // later address instead of the first.
        if self.has_gap { AddressBook::new().fill(item) } else { self.book.fill(item) || self.left == 0 }
    }

    /// Returns true if reading further items adds no addresses: enough items were read, or an item was skipped.
    pub(crate) fn is_ready(&self) -> bool {
        self.left == 0 || self.has_gap
    }

    /// Collects the addresses again from the beginning of the file if items were skipped. Returns `Break` if the
    /// sink ends the reading.
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

/// A pass over the file that only collects addresses.
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
