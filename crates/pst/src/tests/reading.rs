//! Tests of the reader with undamaged files of each layout and encryption.

use std::fmt::Write;
use std::ops::ControlFlow;
use std::sync::Arc;

use foundmail_mapi::{AttachmentContent, Data, Item, NameId, PropertyName};

use super::image::Image;
use super::ltp_image::table_context;
use super::mailbox::{ALL_LAYOUTS, FULL, RECIPIENT_TABLE, ROOT, folder, integer, mailbox, message, pattern};
use crate::{Encryption, Folder, ItemRef, Layout, PstFile, Visitor, tags};

/// The folders and items of a walk as lines of text, and the items that were read.
pub struct Listing<'a> {
    pub pst: &'a PstFile,
    pub lines: String,
    pub items: Vec<(ItemRef, Item)>,
    pub folders: Vec<Folder>,
}

impl<'a> Listing<'a> {
    pub fn of(pst: &'a PstFile) -> Self {
        let mut listing = Self { pst, lines: String::new(), items: Vec::new(), folders: Vec::new() };
        let end = pst.walk(&mut listing);
        assert_eq!(end, ControlFlow::Continue(()));
        listing
    }

    pub fn item(&self, nid: u32) -> &Item {
        &self.items.iter().find(|(message, _)| message.nid.value() == nid).unwrap().1
    }

    /// Returns all defects of items and folders as text, each with its effect.
    pub fn defects(&self) -> Vec<String> {
        let defects = self.items.iter().flat_map(|(_, item)| &item.defects);
        let folders = self.folders.iter().flat_map(|folder| &folder.defects);
        defects.chain(folders).map(|defect| format!("{} {:?}", defect.structure, defect.effect)).collect()
    }
}

impl Visitor for Listing<'_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        let Folder { nid, name, declared, associated, provenance, depth, .. } = folder;
        let _ = writeln!(self.lines, "{depth} {nid} {name:?} {declared:?} {associated} {provenance:?}");
        self.folders.push(folder.clone());
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        let item = self.pst.read_item(item_ref);
        let subject = item.props.text(tags::SUBJECT).unwrap_or_default();
        let _ = writeln!(self.lines, "- {} {subject:?} {:?}", item_ref.nid, item_ref.provenance);
        self.items.push((*item_ref, item));
        ControlFlow::Continue(())
    }
}

pub fn open(bytes: Vec<u8>) -> PstFile {
    PstFile::from_reader(Arc::new(bytes)).unwrap()
}

const WHOLE: &str = r#"0 0x122 "" Some(0) 0 Listed
1 0x8022 "Inbox" Some(2) 1 Listed
- 0x200024 "full" Listed
- 0x200044 "plain" Listed
- 0x200064 "unlisted" Node
2 0x8042 "Sub" Some(1) 0 Listed
- 0x2000a4 "in the subfolder" Listed
0 0x0 "Lost and found" None 0 Orphan
- 0x200084 "orphan" Orphan
"#;

#[test]
fn every_layout_and_encryption() {
    for layout in ALL_LAYOUTS {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            let pst = open(mailbox(layout, encryption, 3 << 20).finish().bytes);
            let case = format!("{layout:?} {encryption:?}");
            assert_eq!(pst.defects(), [], "{case}");
            let info = pst.info();
            assert_eq!(
                (info.layout, info.encryption, info.has_password),
                (layout, encryption, true),
                "{case}"
            );
            assert_eq!(info.display_name.as_deref(), Some("Sample"), "{case}");
            let listing = Listing::of(&pst);
            assert_eq!(listing.lines, WHOLE, "{case}");
            assert_eq!(listing.defects(), [""; 0], "{case}");
            check_full(listing.item(FULL), &case);
        }
    }
}

fn check_full(item: &Item, case: &str) {
    assert_eq!(item.message_class(), "IPM.Note", "{case}");
    assert_eq!(item.props.text(tags::BODY).unwrap().len(), 3014, "{case}");
    assert_eq!(item.props.boolean(0x0E1F), Some(true), "{case}");
    assert!(item.props.time(0x0E06).is_some(), "{case}");
    let lid = PropertyName { set: [7; 16], id: NameId::Lid(0x8505) };
    assert!(item.props.get_named(&lid).is_some(), "{case}");
    assert!(item.props.get(0x8000).is_none() && item.props.get(0x8002).is_some(), "{case}");
    assert_eq!(item.recipients.len(), 150, "{case}");
    for (index, recipient) in item.recipients.iter().enumerate() {
        assert_eq!(
            recipient.text(tags::DISPLAY_NAME).unwrap(),
            format!("Person {index} of the company"),
            "{case}"
        );
        assert_eq!(recipient.integer(0x5FF7), Some(3), "{case}");
    }
    let contents: Vec<_> = item.attachments.iter().map(|attachment| &attachment.content).collect();
    let [
        AttachmentContent::Value(small),
        AttachmentContent::Value(large),
        AttachmentContent::Embedded(inner),
        AttachmentContent::Reference(path),
        AttachmentContent::Ole(ole),
    ] = contents.as_slice()
    else {
        panic!("{case}: {contents:?}")
    };
    assert_eq!(small.read_lenient().0, [9; 100], "{case}");
    assert!(matches!(large, Data::Stream(_)), "{case}");
    let (bytes, error) = large.read_lenient();
    assert!(error.is_none() && bytes == pattern(3 << 20), "{case}: {error:?}");
    assert_eq!(inner.props.text(tags::SUBJECT).unwrap(), "inner", "{case}");
    assert_eq!((path.as_str(), ole.len()), ("C:\\elsewhere.txt", 50), "{case}");
    assert_eq!(item.attachments[0].props.text(0x3707).unwrap(), "small.bin", "{case}");
    assert_eq!(item.attachments[0].props.text(0x3704).unwrap(), "row name", "{case}");
}

#[test]
fn rows_over_many_blocks() {
    for layout in ALL_LAYOUTS {
        let mut image = Image::new(layout, Encryption::Permute);
        folder(&mut image, ROOT, ROOT, "", &[], &[FULL]);
        let rows: Vec<_> =
            (0..6000).map(|id| (id, vec![integer(0x0C15, id), (0x0FFE, 0x000B, vec![1])])).collect();
        let table = table_context(&mut image, &rows);
        let refs = message(&mut image, "to many", &[(RECIPIENT_TABLE, table.0, table.1)]);
        image.node(FULL, refs, ROOT);
        let pst = open(image.finish().bytes);
        let listing = Listing::of(&pst);
        let types: Vec<_> =
            listing.item(FULL).recipients.iter().map(|row| row.integer(0x0C15).unwrap()).collect();
        assert!(types.into_iter().eq(0..6000), "{layout:?}");
        assert_eq!(listing.item(FULL).defects, [], "{layout:?}");
    }
}

#[test]
fn files_can_be_shared_by_threads() {
    fn check<T: Send + Sync>() {}
    check::<PstFile>();
}

#[test]
fn an_item_outlives_the_file() {
    let item = {
        let pst = open(mailbox(Layout::Unicode, Encryption::Permute, 2 << 20).finish().bytes);
        let message =
            Listing::of(&pst).items.iter().find(|(message, _)| message.nid.value() == FULL).unwrap().0;
        std::thread::spawn(move || pst.read_item(&message)).join().unwrap()
    };
    let AttachmentContent::Value(large) = &item.attachments[1].content else { panic!() };
    assert!(large.read_lenient().0 == pattern(2 << 20));
}

#[test]
fn a_visitor_can_stop() {
    struct Stop(usize);
    impl Visitor for Stop {
        fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }

        fn item(&mut self, _: &ItemRef) -> ControlFlow<()> {
            self.0 += 1;
            if self.0 == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    let pst = open(mailbox(Layout::Unicode, Encryption::None, 10).finish().bytes);
    let mut stop = Stop(0);
    assert_eq!(pst.walk(&mut stop), ControlFlow::Break(()));
    assert_eq!(stop.0, 2);
}
