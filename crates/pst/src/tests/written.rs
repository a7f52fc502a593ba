//! Truncated files of the writer. The reader must read an item completely if all its blocks are in the file.

use std::collections::BTreeSet;
use std::io::{self, Cursor};
use std::sync::{Arc, Mutex};

use foundmail_mapi::{Attachment, AttachmentContent, Data, FileTime, Item, PropertySet, Value, compose};

use super::mailbox::{ALL_LAYOUTS, pattern};
use super::reading::Listing;
use super::recovery::{ALL_ENCRYPTIONS, digest};
use crate::write::{FolderId, PstWriter, WriteOptions};
use crate::{Encryption, ItemRef, Layout, PstFile, ReadAt, tags};

const ITEMS: u32 = 40;

/// A file that records which of its bytes are read.
struct Watched {
    bytes: Vec<u8>,
    read: Mutex<Vec<(u64, usize)>>,
}

impl ReadAt for Watched {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.read.lock().unwrap().push((offset, buffer.len()));
        self.bytes.read_at(buffer, offset)
    }

    fn size(&self) -> io::Result<u64> {
        self.bytes.size()
    }
}

fn item(number: u32) -> Item {
    let mut item = Item::default();
    let text = |text: String| Value::Text(text);
    let time = FileTime::from_unix_seconds(1_600_000_000 + i64::from(number)).unwrap();
    item.props.insert(tags::SUBJECT, text(format!("item {number}")));
    item.props
        .insert(tags::BODY, text(format!("Text of {number}. ").repeat(1 + 100 * (number as usize % 7))));
    item.props.insert(tags::MESSAGE_DELIVERY_TIME, Value::Time(time));
    for person in 0..number % 3 {
        let mut recipient = PropertySet::new();
        recipient.insert(tags::DISPLAY_NAME, text(format!("Person {person} of {number}")));
        item.recipients.push(recipient);
    }
    for file in 0..number % 4 {
        let bytes = pattern((1 + 9000 * file * (number % 5) + number) as usize);
        let content = AttachmentContent::Value(Data::Inline(bytes));
        item.attachments.push(Attachment { props: PropertySet::new(), content });
    }
    if number % 10 == 9 {
        let inner = AttachmentContent::Embedded(Box::new(self::item(number - 1)));
        item.attachments.push(Attachment { props: PropertySet::new(), content: inner });
    }
    item
}

fn mailbox(layout: Layout, encryption: Encryption) -> Vec<u8> {
    let options = WriteOptions {
        layout,
        encryption,
        record_key: Some(*b"made up for test"),
        now: FileTime::from_unix_seconds(1_500_000_000),
        ..WriteOptions::default()
    };
    let mut writer = PstWriter::new(Cursor::new(Vec::new()), options).unwrap();
    let folders = ["Inbox", "Sent"].map(|name| writer.add_folder(FolderId::TOP, name, None).unwrap());
    for number in 0..ITEMS {
        writer.add_item(folders[number as usize % 2], &item(number)).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns a reference to each complete item that is not embedded in another item, and a digest of its visible
/// contents.
fn whole(bytes: Vec<u8>) -> Vec<(ItemRef, String)> {
    let pst = PstFile::from_reader(Arc::new(bytes)).unwrap();
    let is_whole = |item: &Item| {
        let composed = compose(item).defects;
        !item.defects.iter().chain(&composed).any(|defect| defect.effect.loses_data())
    };
    let items = Listing::of(&pst).items.into_iter().filter(|(_, item)| is_whole(item));
    items.map(|(message, item)| (message, digest(&item))).collect()
}

/// Returns the offset at which the last block of an item ends.
fn end_of(bytes: &[u8], layout: Layout, message: &ItemRef) -> u64 {
    let watched = Arc::new(Watched { bytes: bytes.to_vec(), read: Mutex::default() });
    let source: Arc<dyn ReadAt> = watched.clone();
    let pst = PstFile::from_reader(source).unwrap();
    watched.read.lock().unwrap().clear();
    compose(&pst.read_item(message));
    let is_page = |offset: u64| {
        let types = offset as usize + layout.page_trailer();
        matches!(bytes.get(types..types + 2), Some([0x80, 0x80] | [0x81, 0x81]))
    };
    let read = watched.read.lock().unwrap();
    let blocks = read.iter().filter(|(offset, len)| *len != layout.page_size() || !is_page(*offset));
    blocks.map(|(offset, len)| offset + *len as u64).max().unwrap()
}

#[test]
fn written_files_that_are_cut_short() {
    for layout in ALL_LAYOUTS {
        for encryption in ALL_ENCRYPTIONS {
            let bytes = mailbox(layout, encryption);
            let items = whole(bytes.clone());
            assert_eq!(items.len(), ITEMS as usize);
            let ends = items.iter().map(|(message, _)| end_of(&bytes, layout, message));
            let ends: Vec<u64> = ends.collect();
            let mut most = 0;
            for percent in (10..=90).step_by(10).chain([95]) {
                let len = bytes.len() * percent / 100;
                let found: BTreeSet<String> =
                    whole(bytes[..len].to_vec()).into_iter().map(|(_, digest)| digest).collect();
                let what = format!("{percent} % of {layout:?} {encryption:?}");
                for ((_, digest), _) in items.iter().zip(&ends).filter(|(_, end)| **end <= len as u64) {
                    assert!(found.contains(digest), "{what}: {digest:.60}");
                }
                assert!(found.len() >= most, "{what}: {}, but {most} in a shorter file", found.len());
                most = found.len();
            }
            assert!(most > 0, "{layout:?} {encryption:?}");
        }
    }
}
