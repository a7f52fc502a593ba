//! A whole PST or OST file: every item is read and composed.

#![no_main]

use std::ops::ControlFlow;
use std::sync::Arc;

use foundmail_mapi::compose;
use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};
use libfuzzer_sys::fuzz_target;

struct Compose<'p>(&'p PstFile);

impl Visitor for Compose<'_> {
    fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        let _ = compose(&self.0.read_item(message));
        ControlFlow::Continue(())
    }
}

fuzz_target!(|bytes: Vec<u8>| {
    if let Ok(pst) = PstFile::from_reader(Arc::new(bytes)) {
        let _ = pst.walk(&mut Compose(&pst));
        let _ = pst.defects();
    }
});
