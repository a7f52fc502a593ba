//! Structures that Outlook and SCANPST expect of a file, beside those that [`super::check`] checks in every file.

use std::sync::Arc;

use foundmail_mapi::{AttachmentContent, Item, Value, tags};

use super::items::{attachment, file, full, nested, pattern, plain, recipient, text};
use super::{Contents, options, write};
use crate::Layout;
use crate::bytes::{u16_at, u32_at};
use crate::flaw::Flaws;
use crate::format::{Header, NodeData, NodeId};
use crate::ltp::PropertyContext;
use crate::ndb::{DataTree, Ndb, Subnodes};
use crate::scan::Recovery;
use crate::write::FolderId;

/// A file that was written, opened below the lenient reader.
struct Opened {
    bytes: Vec<u8>,
    ndb: Arc<Ndb>,
}

impl Opened {
    fn of(bytes: Vec<u8>) -> Self {
        let header = Header::parse(&bytes, &mut Flaws::default()).unwrap();
        let len = bytes.len() as u64;
        let ndb = Arc::new(Ndb::new(Arc::new(bytes.clone()), len, &header, Recovery::Never));
        Self { bytes, ndb }
    }

    fn node(&self, nid: u32) -> Option<NodeData> {
        let mut found = None;
        self.ndb.for_each_node(&mut |node| {
            if node.nid.value() == nid {
                found = Some(node.node);
            }
        });
        found
    }

    fn context(&self, node: NodeData) -> PropertyContext {
        PropertyContext::open(&self.ndb, node, &mut Flaws::default()).unwrap()
    }

    fn subnodes(&self, node: NodeData) -> Vec<(NodeId, NodeData)> {
        Subnodes::read(&self.ndb, node.subnodes, &mut Flaws::default()).iter().collect()
    }

    /// Returns the number of columns of a table, and tag, offset and bit of each.
    fn columns(&self, node: NodeData) -> Vec<(u32, u16, u8)> {
        let data = DataTree::open(&self.ndb, node.data, &mut Flaws::default())
            .unwrap()
            .read(8000, &mut Flaws::default());
        // The header of the row index has eight bytes, and TCINFO follows it.
        let info = &data[20..];
        assert_eq!(info[0], 0x7C);
        let column = |at: usize| (u32_at(info, at).unwrap(), u16_at(info, at + 4).unwrap(), info[at + 7]);
        (0..usize::from(info[1])).map(|slot| column(22 + 8 * slot)).collect()
    }

    /// Returns a number of the header.
    fn header(&self, at: usize) -> u32 {
        u32_at(&self.bytes, at).unwrap()
    }
}

const FIRST_ITEM: u32 = 0x20_0024;

fn with_items(items: &[Item]) -> Opened {
    Opened::of(write(&options(Layout::Unicode), |writer| {
        for item in items {
            writer.add_item(FolderId::TOP, item).unwrap();
        }
    }))
}

#[test]
fn a_file_has_the_nodes_that_mail_programs_ask_for() {
    let file = with_items(&[]);
    for nid in [
        0x21, 0x61, 0x122, 0x12D, 0x12E, 0x12F, 0x1E1, 0x201, 0x261, 0x60D, 0x60E, 0x60F, 0x610, 0x62B,
        0x64C, 0x671, 0x692, 0x6B6, 0x6D7, 0x6F8, 0xE41, 0xEC1, 0xF21, 0x2223, 0x2226, 0x2227, 0x2230,
    ] {
        assert!(file.node(nid).is_some(), "{nid:#x}");
    }
    let store = file.context(file.node(0x21).unwrap());
    for (id, expected) in
        [(0x6633, "Bool(true)"), (0x66FA, "I32(917521)"), (0x0E38, "I32(0)"), (0x67FF, "I32(0)")]
    {
        let value = store.value_of(id, &mut Flaws::default()).unwrap();
        assert_eq!(format!("{value:?}"), expected, "{id:#06x}");
    }
}

#[test]
fn templates_have_the_columns_of_outlook() {
    let file = with_items(&[]);
    for (nid, count, places) in [
        (0x60D, 13, &[(0x3001_001F, 8, 2), (0x360A_000B, 52, 5), (0x6636_0003, 48, 12)][..]),
        (0x60E, 28, &[(0x0E17_0003, 8, 2), (0x0057_000B, 120, 13), (0x3013_0102, 76, 19)]),
        (0x60F, 15, &[(0x6805_1003, 48, 13), (0x6803_000B, 56, 12)]),
        (0x610, 19, &[(0x67F1_0003, 8, 2), (0x0E2A_000B, 74, 17)]),
        (0x671, 6, &[(0x370B_0003, 8, 2), (0x3704_001F, 20, 5)]),
        (0x692, 14, &[(0x0E0F_000B, 48, 2), (0x3001_001F, 20, 6), (0x39FF_001F, 44, 13)]),
        (0x6B6, 5, &[(0x0E33_0014, 8, 2)]),
        (0x6D7, 9, &[(0x001A_001F, 36, 8)]),
        (0x6F8, 4, &[(0x3007_0040, 8, 2)]),
    ] {
        let columns = file.columns(file.node(nid).unwrap());
        assert_eq!(columns.len(), count, "{nid:#x}");
        for place in places {
            assert!(columns.contains(place), "{nid:#x} {place:x?}: {columns:x?}");
        }
    }
}

/// A table with further columns keeps the bits and the wide cells of its template.
#[test]
fn a_recipient_table_keeps_the_columns_of_its_template() {
    let mut item = plain("x", "");
    item.recipients.push(recipient(1, "Ruth"));
    item.recipients[0].insert(0x0001, Value::Bool(true));
    item.recipients[0].insert(0x6001, Value::I16(3));
    let file = with_items(&[item]);
    let table = file.subnodes(file.node(FIRST_ITEM).unwrap());
    let (_, table) = *table.iter().find(|(nid, _)| *nid == NodeId::RECIPIENT_TABLE).unwrap();
    let (own, template) = (file.columns(table), file.columns(file.node(0x692).unwrap()));
    assert!(own.len() > template.len());
    for (tag, offset, bit) in template {
        let narrow = tag & 0xFFFF == 0x000B;
        let found = own.iter().find(|column| column.0 == tag).unwrap();
        assert!(found.2 == bit && (narrow || found.1 == offset), "{tag:#x}");
    }
}

/// `dwUnique` is above every row number, and `rgnid` contains the highest index of every type.
#[test]
fn the_header_knows_the_highest_numbers() {
    let file = with_items(&[full(), nested(3)]);
    let rows = 2 + 6 + 2 * 3 + 8 + 2 * 4 + 2 * 7;
    assert!((rows..rows + 40).contains(&file.header(40)), "{}", file.header(40));
    let mut ids = Vec::new();
    let mut pending = vec![file.node(FIRST_ITEM + 3 * 0x20).unwrap()];
    pending.extend(file.node(FIRST_ITEM + 7 * 0x20));
    while let Some(node) = pending.pop() {
        for (nid, node) in file.subnodes(node) {
            ids.push(nid.value());
            pending.push(node);
        }
    }
    assert!(ids.iter().any(|nid| nid & 0x1F == 4));
    for (node_type, least) in [(4, 0x1_0001), (5, 0x401), (0x1F, 0x401)] {
        let indices: Vec<u32> =
            ids.iter().filter(|nid| *nid & 0x1F == node_type).map(|nid| nid >> 5).collect();
        assert!(indices.iter().all(|&index| index >= least), "{node_type}");
        let highest = *indices.iter().max().unwrap();
        assert!(file.header(44 + 4 * node_type as usize) >= highest, "rgnid of {node_type}");
        // Ids of embedded items and of values are unique in the file.
        let mut different = indices.clone();
        different.sort_unstable();
        different.dedup();
        assert!(node_type == 5 || different.len() == indices.len(), "{node_type}");
    }
}

/// Values of more than 1,024 bytes are in subnodes, shorter ones in the heap, whether they come from a stream or not.
#[test]
fn long_values_are_in_subnodes() {
    for (len, subnodes) in [(1, 0), (1023, 0), (1024, 0), (1025, 3), (3580, 3), (3581, 3), (9000, 3)] {
        let mut item = plain("x", &"b".repeat(len / 2 + len % 2));
        item.props.insert(0x6001, Value::Binary(pattern(len).into()));
        item.props.insert(0x6002, Value::Binary(super::items::elsewhere(len as u64, len as u64)));
        let file = with_items(std::slice::from_ref(&item));
        let context = file.context(file.node(FIRST_ITEM).unwrap());
        assert_eq!(context.value_subnodes().len(), subnodes, "{len}");
        let contents = Contents::of(file.bytes, "lengths");
        super::compare::check_item(&item, &contents.items[0].1, &format!("{len}"));
    }
}

/// A row shares the block of a long list of recipients with its item: both name it.
#[test]
fn a_row_shares_long_values() {
    for (count, shares) in [(3, false), (60, true), (2000, true)] {
        let mut item = plain("x", "");
        item.recipients = (0..count).map(|number| recipient(1, &format!("Person number {number}"))).collect();
        let file = with_items(std::slice::from_ref(&item));
        let of_item: Vec<_> = file.subnodes(file.node(FIRST_ITEM).unwrap());
        let of_row = file.subnodes(file.node(FolderId::TOP.node().value() & !0x1F | 0x0E).unwrap());
        let shared = of_row.iter().filter(|(_, row)| of_item.iter().any(|(_, own)| own.data == row.data));
        assert_eq!(shared.count(), usize::from(shares), "{count}");
        super::check::check_file(&file.bytes, Layout::Unicode, options(Layout::Unicode).encryption);
    }
}

/// Properties that mail programs compute are not stored, and lists of recipients are not empty.
#[test]
fn computed_properties_are_left_out() {
    let mut item = plain("RE: x", "");
    let computed = [0x0E17, 0x0E1B, 0x0E1D, 0x0E09, 0x0FF9, 0x0FFE, 0x0FFF, 0x3013];
    for id in computed {
        item.props.insert(id, Value::I32(1));
    }
    for id in [tags::DISPLAY_TO, tags::DISPLAY_CC, tags::DISPLAY_BCC] {
        item.props.insert(id, text(""));
    }
    item.recipients.push(recipient(2, "Ruth"));
    let file = with_items(&[item]);
    let context = file.context(file.node(FIRST_ITEM).unwrap());
    for id in computed.into_iter().chain([tags::DISPLAY_TO, tags::DISPLAY_BCC]) {
        assert!(context.get(id).is_none(), "{id:#06x}");
    }
    assert!(context.get(tags::DISPLAY_CC).is_some());
}

/// A value of a wrong type is kept under another name, and the item gets a valid value.
#[test]
fn values_of_wrong_types_are_kept_apart() {
    let time = Value::Time(foundmail_mapi::FileTime(132_223_104_000_000_000));
    let mut item = plain("x", "");
    item.props.insert(tags::CREATION_TIME, text("yesterday"));
    item.props.insert(tags::IMPORTANCE, text("high"));
    item.props.insert(tags::CONVERSATION_INDEX, Value::Binary(vec![7; 9].into()));
    item.props.insert(tags::CLIENT_SUBMIT_TIME, time);
    item.recipients.push(recipient(1, "Ruth"));
    item.recipients[0].insert(0x3900, text("person"));
    item.attachments.push(file("a.bin", 3));
    item.attachments[0].props.insert(tags::RENDERING_POSITION, text("top"));
    let file = with_items(&[item]);
    super::check::check_file(&file.bytes, Layout::Unicode, options(Layout::Unicode).encryption);
    let contents = Contents::of(file.bytes, "types");
    let found = &contents.items[0].1;
    assert_eq!(found.props.integer(tags::IMPORTANCE), Some(1));
    assert!(found.props.time(tags::CREATION_TIME).is_some());
    assert!(found.props.get(tags::CONVERSATION_INDEX).is_none());
    assert_eq!(found.recipients[0].integer(0x3900), Some(0));
    assert_eq!(found.attachments[0].props.integer(tags::RENDERING_POSITION), Some(-1));
    let kept = |set: &foundmail_mapi::PropertySet| set.iter_named().count();
    assert_eq!(
        (kept(&found.props), kept(&found.recipients[0]), kept(&found.attachments[0].props)),
        (3, 1, 1)
    );
}

/// Recipients have all properties by which mail programs show and answer them.
#[test]
fn recipients_are_complete() {
    let mut only_smtp = foundmail_mapi::PropertySet::new();
    only_smtp.insert(tags::SMTP_ADDRESS, text("a@b.example"));
    let mut only_name = foundmail_mapi::PropertySet::new();
    only_name.insert(tags::DISPLAY_NAME, text("Nobody"));
    let mut item = plain("x", "");
    item.recipients = vec![recipient(1, "Ruth"), only_smtp, only_name];
    let file = with_items(&[item]);
    let contents = Contents::of(file.bytes, "recipients");
    let found = &contents.items[0].1;
    assert_eq!(found.props.text(tags::DISPLAY_TO).as_deref(), Some("Ruth; a@b.example; Nobody"));
    for (number, name, key) in [
        (0, "Ruth", Some(&b"SMTP:RUTH@POST.EXAMPLE\0"[..])),
        (1, "a@b.example", Some(b"SMTP:A@B.EXAMPLE\0")),
        (2, "Nobody", None),
    ] {
        let set = &found.recipients[number];
        assert_eq!(set.text(tags::DISPLAY_NAME).as_deref(), Some(name));
        assert_eq!(set.integer(tags::RECIPIENT_TYPE), Some(1), "{name}");
        assert_eq!(set.binary(tags::SEARCH_KEY).map(|data| data.read_lenient().0).as_deref(), key, "{name}");
        assert_eq!(set.binary(tags::ENTRY_ID).is_some(), key.is_some(), "{name}");
        assert_eq!(set.text(tags::ADDRESS_TYPE).is_some(), key.is_some(), "{name}");
        assert_eq!(set.text(tags::EMAIL_ADDRESS).is_some(), key.is_some(), "{name}");
    }
}

/// A subject that is too long for Outlook is cut in the file, and our reader gives it back whole.
#[test]
fn a_long_subject_is_read_back_whole() {
    for layout in [Layout::Ansi, Layout::Unicode] {
        for (len, is_cut) in [(251, false), (252, true), (5000, true)] {
            let topic = "ü".repeat(len);
            let mut item = plain(&format!("RE: {topic}"), "");
            item.props.insert(tags::CONVERSATION_TOPIC, Value::Text(topic));
            let bytes = write(&options(layout), |writer| {
                writer.add_item(FolderId::TOP, &item).unwrap();
            });
            let file = Opened::of(bytes);
            let context = file.context(file.node(FIRST_ITEM).unwrap());
            let Some(Value::Text(_) | Value::Text8(_)) =
                context.value_of(tags::SUBJECT, &mut Flaws::default())
            else {
                panic!("no subject");
            };
            let stored = context.start_of(tags::SUBJECT, 100_000).unwrap().len();
            let unit = if layout == Layout::Ansi { 1 } else { 2 };
            assert_eq!(stored, (2 + (4 + len).min(255)) * unit, "{layout:?} {len}");
            let contents = Contents::of(file.bytes, "subject");
            let found = &contents.items[0].1.props;
            assert_eq!(found.text(tags::SUBJECT), item.props.text(tags::SUBJECT));
            assert_eq!(found.text(tags::CONVERSATION_TOPIC).unwrap().chars().count(), len.min(251));
            assert_eq!(found.iter_named().count(), usize::from(is_cut));
        }
    }
}

/// An OLE object without data has no subnode, because subnodes without data are not valid.
#[test]
fn empty_contents_are_valid() {
    let mut item = plain("x", "");
    item.attachments = vec![attachment("ole", AttachmentContent::Ole(Vec::new().into())), file("empty", 0)];
    let file = with_items(&[item]);
    super::check::check_file(&file.bytes, Layout::Unicode, options(Layout::Unicode).encryption);
    assert_eq!(Contents::of(file.bytes, "empty").items[0].1.attachments.len(), 2);
}
