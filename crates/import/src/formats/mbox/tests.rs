//! Tests of mailboxes on a device with unreadable sectors.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::path::Path;

use super::{MboxScanner, read_from};
use crate::SourceItem;
use crate::content::Content;
use crate::sink::{Finding, Sink, SourceFolder};
use crate::source_file::SourceFile;

/// A device that fails to read some bytes.
struct Device {
    bytes: Cursor<Vec<u8>>,
    bad: Vec<Range<u64>>,
}

impl Read for Device {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let (from, to) = (self.bytes.position(), self.bytes.position() + out.len() as u64);
        if self.bad.iter().any(|bad| from < bad.end && bad.start < to) {
            return Err(io::Error::other("the sector is bad"));
        }
        self.bytes.read(out)
    }
}

impl Seek for Device {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

#[derive(Default)]
struct Collect {
    items: Vec<SourceItem>,
    defects: Vec<String>,
}

impl Sink for Collect {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        match found {
            Finding::Item(item) => self.items.push(item),
            Finding::Defect { defect, .. } => self.defects.push(defect.to_string()),
            Finding::Folder(SourceFolder { .. }) | Finding::Other { .. } => {}
        }
        ControlFlow::Continue(())
    }
}

/// Returns the items of a mailbox with unreadable bytes, the defects, and whether the file was read to its end.
fn read(mbox: &str, bad: &[Range<u64>]) -> (Vec<SourceItem>, Vec<String>, bool) {
    let device = Device { bytes: Cursor::new(mbox.as_bytes().to_vec()), bad: bad.to_vec() };
    let content = Content::Memory(std::sync::Arc::new(mbox.as_bytes().to_vec()));
    let path = Path::new("a.mbox");
    let file =
        SourceFile { path, name: "a.mbox", content: &content, folder: "", position: "", recover: false };
    let mut found = Collect::default();
    let mut scanner = MboxScanner::new(device).unwrap();
    let is_read = read_from(&mut scanner, &file, &mut found).is_ok();
    (found.items, found.defects, is_read)
}

/// Returns the position and the bytes of an item.
fn facts(item: &SourceItem) -> (&str, Vec<u8>) {
    (&item.position, item.raw.as_ref().unwrap().bytes().unwrap().into_owned())
}

/// Returns a mailbox with this number of messages of about 10,000 bytes, and the offset of each of them.
fn mailbox(messages: u64) -> (String, Vec<u64>) {
    let (mut mbox, mut offsets) = (String::new(), Vec::new());
    for number in 0..messages {
        mbox.push_str("From a@x Tue Mar  3 10:00:00 2015\n");
        offsets.push(mbox.len() as u64);
        let line = format!("The roof of house {number} leaks.\n");
        let text = line.repeat(10_000 / line.len());
        mbox.extend(["Subject: ", &number.to_string(), "\n\n", &text, "\n"]);
    }
    (mbox, offsets)
}

#[test]
fn an_unreadable_sector_costs_only_its_message() {
    let (mbox, offsets) = mailbox(12);
    let size = mbox.len() as u64;
    let (whole, defects, is_read) = read(&mbox, &[]);
    assert_eq!((whole.len(), defects.len(), is_read), (12, 0, true));
    let inside = offsets[5] + 2000;
    for (bad, damaged, gaps) in [
        (std::iter::once(inside..inside + 1).collect(), 1, 1),
        // Two sectors next to each other are one gap, and one of two messages is damaged.
        (vec![inside..inside + 1, inside + 4096..inside + 4097], 1, 1),
        (vec![offsets[2] + 5000..offsets[2] + 5001, offsets[9] + 5000..offsets[9] + 5001], 2, 2),
        (std::iter::once(size - 1..size).collect(), 1, 1),
    ] {
        let (items, defects, is_read) = read(&mbox, &bad);
        assert!(is_read, "{bad:?}");
        assert_eq!(items.iter().filter(|item| !item.defects.is_empty()).count(), damaged, "{bad:?}");
        let what = items.iter().flat_map(|item| &item.defects).map(|defect| &defect.what);
        assert!(
            what.clone().all(|what| !what.contains("overwritten")),
            "{bad:?}: {:?}",
            what.collect::<Vec<_>>()
        );
        let unread = defects.iter().filter(|what| what.contains("the sector is bad")).count();
        assert_eq!(unread, gaps, "{bad:?}: {defects:?}");
        // The other messages are as they were.
        for item in items.iter().filter(|item| item.defects.is_empty()) {
            assert!(whole.iter().any(|known| facts(known) == facts(item)), "{bad:?}: {}", item.position);
        }
        assert!(items.len() >= 11, "{bad:?}: {}", items.len());
    }
}

#[test]
fn a_device_that_fails_completely_ends_the_reading() {
    let (mbox, offsets) = mailbox(2200);
    let (items, defects, is_read) = read(&mbox, std::slice::from_ref(&(offsets[3]..u64::MAX)));
    assert!(!is_read && !items.is_empty() && items.len() < 10, "{}", items.len());
    assert!(defects.iter().any(|what| what.contains("the sector is bad")), "{defects:?}");
}
