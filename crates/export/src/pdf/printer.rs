//! A printer that several files use, one after the other.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use foundmail_pdf::{PagePrinter, PageSize, PrintError};

/// A printer that several files share, so that it starts only once.
#[derive(Clone)]
pub(super) struct SharedPrinter(Rc<RefCell<Box<dyn PagePrinter>>>);

impl SharedPrinter {
    pub(super) fn new(printer: Box<dyn PagePrinter>) -> Self {
        Self(Rc::new(RefCell::new(printer)))
    }
}

impl PagePrinter for SharedPrinter {
    fn print(&mut self, html: &str, page: PageSize, out: &Path) -> Result<(), PrintError> {
        self.0.borrow_mut().print(html, page, out)
    }
}
