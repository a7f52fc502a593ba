//! A file of any format and name, archives of files, calendars and address books among them: it is read to its end, and no two items
//! have one position.

#![no_main]

use std::collections::HashSet;
use std::io::Write as _;
use std::ops::ControlFlow;

use foundmail_import::{Finding, Sink, read, source_of};
use libfuzzer_sys::fuzz_target;

struct Positions(HashSet<String>);

impl Sink for Positions {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        if let Finding::Item(item) = found {
            assert!(self.0.insert(item.position), "two items have one position");
        }
        ControlFlow::Continue(())
    }
}

fuzz_target!(|input: (u8, &[u8])| {
    let (name, bytes) = input;
    let ending = [".zip", ".tar", ".tar.gz", ".emlx", ".mbox.gz", "", ".ics", ".vcf"][usize::from(name) % 8];
    let Ok(mut file) = tempfile::Builder::new().suffix(ending).tempfile() else { return };
    if file.write_all(bytes).is_err() {
        return;
    }
    let Ok(source) = source_of(file.path()) else { return };
    let _ = read(&source, &mut Positions(HashSet::new()));
});
