//! Whose Exchange name is which internet address, by what an Outlook file itself says.

use std::ops::ControlFlow;

use foundmail_mapi::{AddressBook, Item};
use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};

use crate::sink::Sink;

/// Items that are learned from: the first ones of the walk.
const ITEMS: u32 = 20_000;

/// The people of a file, learned while it is read. An item whose people are all known can be handed on at once; one
/// that names somebody of whom a later item may tell has to wait. Who is known does not depend on what is read when: an
/// item is the same at every reading, also when a reading that was broken off goes on.
pub(crate) struct AddressLearner {
    book: AddressBook,
    /// Items that are still to be learned from.
    left: u32,
    /// True if some item was passed over: the book lacks what it tells, and who comes after it may be known by it.
    gap: bool,
}

impl AddressLearner {
    pub(crate) fn new() -> Self {
        Self { book: AddressBook::new(), left: ITEMS, gap: false }
    }

    /// Passes over the next item of the walk.
    pub(crate) fn skip(&mut self) {
        self.gap |= self.left > 0;
        self.left = self.left.saturating_sub(1);
    }

    /// Learns from the next item of the walk.
    pub(crate) fn learn(&mut self, item: &Item) {
        if self.left > 0 && !self.gap {
            self.book.learn(item);
        }
        self.left = self.left.saturating_sub(1);
    }

    /// Puts the addresses of its people in. False if this needs more of the file to be read.
    pub(crate) fn fill(&self, item: &mut Item) -> bool {
        // A book with a gap may know another address than the one that comes first in the file.
        if self.gap { AddressBook::new().fill(item) } else { self.book.fill(item) || self.left == 0 }
    }

    /// True if nothing is gained by waiting: all is learned, or what is missing was passed over.
    pub(crate) fn is_ready(&self) -> bool {
        self.left == 0 || self.gap
    }

    /// Learns all that is still missing. `Break` if the sink wants no more meanwhile.
    pub(crate) fn complete(&mut self, pst: &PstFile, sink: &mut dyn Sink) -> ControlFlow<()> {
        if self.gap {
            let mut learning = LearningPass { pst, sink, addresses: Self::new(), cancelled: false };
            let _ = pst.walk(&mut learning);
            if learning.cancelled {
                return ControlFlow::Break(());
            }
            self.book = learning.addresses.book;
        }
        (self.gap, self.left) = (false, 0);
        ControlFlow::Continue(())
    }
}

/// Reads items only for what they say of addresses.
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
