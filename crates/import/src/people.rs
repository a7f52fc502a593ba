//! Whose Exchange name is which internet address, by what an Outlook file itself says.

use std::ops::ControlFlow;

use foundmail_mapi::AddressBook;
use foundmail_pst::{Folder, MessageRef, PstFile, Visitor};

/// Items that are looked at. They are read once more for it, and nothing can be cancelled meanwhile.
const ITEMS: u32 = 20_000;

/// The people of a file. The same at every reading, so that a reading that was broken off goes on with the same book.
pub(crate) fn of(pst: &PstFile) -> AddressBook {
    let mut learning = Learning { pst, book: AddressBook::new(), left: ITEMS };
    let _ = pst.walk(&mut learning);
    learning.book
}

struct Learning<'p> {
    pst: &'p PstFile,
    book: AddressBook,
    left: u32,
}

impl Visitor for Learning<'_> {
    fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn message(&mut self, message: &MessageRef) -> ControlFlow<()> {
        self.book.learn(&self.pst.read_item(message));
        self.left = self.left.saturating_sub(1);
        if self.left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
