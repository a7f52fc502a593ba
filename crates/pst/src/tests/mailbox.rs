//! Builds a small mailbox with the message store, folders, items, recipients and attachments.

use super::image::Image;
use super::ltp_image::{Property, Refs, property_context, table_context};
use crate::{Encryption, Layout};

pub const ROOT: u32 = 0x122;
pub const INBOX: u32 = 0x8022;
pub const SUBFOLDER: u32 = 0x8042;
pub const SEARCH_FOLDER: u32 = 0x2223;
/// An item with recipients and all kinds of attachment.
pub const FULL: u32 = 0x20_0024;
pub const PLAIN: u32 = 0x20_0044;
/// An item that no table lists, but whose node names the inbox as its parent.
pub const UNLISTED: u32 = 0x20_0064;
/// An item whose node names a parent folder that does not exist.
pub const ORPHAN: u32 = 0x20_0084;
pub const IN_SUBFOLDER: u32 = 0x20_00A4;
pub const ATTACHMENT_TABLE: u32 = 0x671;
pub const RECIPIENT_TABLE: u32 = 0x692;

pub const ALL_LAYOUTS: [Layout; 3] = [Layout::Ansi, Layout::Unicode, Layout::Unicode4k];

/// Returns a text property in the encoding of the layout.
pub fn text(layout: Layout, id: u16, text: &str) -> Property {
    match layout {
        Layout::Ansi => (id, 0x001E, text.bytes().collect()),
        Layout::Unicode | Layout::Unicode4k => {
            (id, 0x001F, text.encode_utf16().flat_map(u16::to_le_bytes).collect())
        }
    }
}

pub fn integer(id: u16, value: u32) -> Property {
    (id, 0x0003, value.to_le_bytes().to_vec())
}

/// Returns bytes whose values depend on their offsets.
pub fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|offset| (offset % 251) as u8 ^ (offset >> 12) as u8).collect()
}

/// Builds the mailbox. One attachment has `large` bytes.
pub fn mailbox(layout: Layout, encryption: Encryption, large: usize) -> Image {
    let mut image = Image::new(layout, encryption);
    let store = [text(layout, 0x3001, "Sample"), integer(0x3FFD, 1252), integer(0x67FF, 0x1234)];
    let store = property_context(&mut image, &store, &[]);
    image.node(0x21, store, 0);

    folder(&mut image, ROOT, ROOT, "", &[INBOX, SEARCH_FOLDER], &[]);
    folder(&mut image, INBOX, ROOT, "Inbox", &[SUBFOLDER], &[FULL, PLAIN]);
    folder(&mut image, SUBFOLDER, INBOX, "Sub", &[], &[IN_SUBFOLDER]);
    let search = property_context(&mut image, &[text(layout, 0x3001, "Search")], &[]);
    image.node(SEARCH_FOLDER, search, ROOT);
    let settings = property_context(
        &mut image,
        &[text(layout, 0x001A, "IPM.Configuration"), integer(0x0E07, 0x40)],
        &[],
    );
    image.node(0x20_0108, settings, INBOX);

    full_message(&mut image, large);
    for (nid, parent, subject) in [
        (PLAIN, INBOX, "plain"),
        (UNLISTED, INBOX, "unlisted"),
        (ORPHAN, 0x9FE2, "orphan"),
        (IN_SUBFOLDER, SUBFOLDER, "in the subfolder"),
    ] {
        let refs = message(&mut image, subject, &[]);
        image.node(nid, refs, parent);
    }
    image
}

/// Adds a name-to-id map: 0x8000 and 0x8003 are named by numbers, 0x8001 by a string.
pub fn name_map(image: &mut Image) {
    let strings = [&6_u32.to_le_bytes()[..], b"c\0o\0l\0", &[0, 0]].concat();
    let entries =
        [[0x05, 0x85, 0, 0, 6, 0, 0, 0], [0, 0, 0, 0, 5, 0, 1, 0], [6, 0x85, 0, 0, 6, 0, 3, 0]].concat();
    let map = [integer(1, 251), (2, 0x0102, vec![7; 16]), (3, 0x0102, entries), (4, 0x0102, strings)];
    let map = property_context(image, &map, &[]);
    image.node(0x61, map, 0);
}

/// Adds a folder with its two tables. With the root folder, also adds the name-to-id map, which every file has.
pub fn folder(image: &mut Image, nid: u32, parent: u32, name: &str, folders: &[u32], messages: &[u32]) {
    let layout = image.layout;
    if nid == ROOT {
        name_map(image);
    }
    let count = integer(0x3602, messages.len() as u32);
    let own =
        property_context(image, &[text(layout, 0x3001, name), count, text(layout, 0x3613, "IPF.Note")], &[]);
    image.node(nid, own, parent);
    let rows: Vec<_> = folders.iter().map(|&nid| (nid, vec![text(layout, 0x3001, "row")])).collect();
    let hierarchy = table_context(image, &rows);
    image.node(nid & !0x1F | 0x0D, hierarchy, 0);
    let rows = messages.iter().map(|&nid| (nid, vec![text(layout, 0x0037, &format!("row of {nid:#x}"))]));
    let contents = table_context(image, &rows.collect::<Vec<_>>());
    image.node(nid & !0x1F | 0x0E, contents, 0);
}

pub fn message(image: &mut Image, subject: &str, subnodes: &[(u32, u64, u64)]) -> Refs {
    let layout = image.layout;
    let properties = [
        text(layout, 0x001A, "IPM.Note"),
        text(layout, 0x0037, &format!("\u{1}\u{5}{subject}")),
        text(layout, 0x1000, &format!("Body of {subject}. {}", "More. ".repeat(500))),
        (0x0E06, 0x0040, 0x01D5_C03E_8F2A_0000_u64.to_le_bytes().to_vec()),
        (0x0E1F, 0x000B, vec![1]),
        integer(0x0E07, if subnodes.is_empty() { 1 } else { 0x11 }),
        integer(0x8000, 7),
        integer(0x8001, 8),
        integer(0x8002, 9),
        // An unknown property type must not stop the reader.
        (0x7F01, 0x0777, vec![1, 2, 3]),
    ];
    property_context(image, &properties, subnodes)
}

fn full_message(image: &mut Image, large: usize) {
    let layout = image.layout;
    let recipients: Vec<_> = (0..150_u32)
        .map(|id| {
            let name = format!("Person {id} of the company");
            (
                id,
                vec![
                    integer(0x0C15, 1),
                    text(layout, 0x3001, &name),
                    (0x0E0F, 0x000B, vec![1]),
                    (0x5FF7, 0x0002, vec![3, 0]),
                ],
            )
        })
        .collect();
    let recipients = table_context(image, &recipients);
    let inner = message(image, "inner", &[]);
    let object = [&0x20_0024_u32.to_le_bytes()[..], &100_u32.to_le_bytes()].concat();
    let attachments = [
        attachment(image, 0x8025, 1, "small.bin", Some((0x0102, vec![9; 100])), &[]),
        attachment(image, 0x8045, 1, "large.bin", Some((0x0102, pattern(large))), &[]),
        attachment(image, 0x8065, 5, "inner", Some((0x000D, object)), &[(0x20_0024, inner.0, inner.1)]),
        attachment(image, 0x8085, 2, "C:\\elsewhere.txt", None, &[]),
        attachment(image, 0x80A5, 6, "ole", Some((0x0102, vec![0xD0; 50])), &[]),
    ];
    let rows = attachments
        .iter()
        .map(|&(nid, _, _)| (nid, vec![integer(0x3705, 1), text(layout, 0x3704, "row name")]));
    let table = table_context(image, &rows.collect::<Vec<_>>());
    let mut subnodes =
        vec![(ATTACHMENT_TABLE, table.0, table.1), (RECIPIENT_TABLE, recipients.0, recipients.1)];
    subnodes.extend(attachments);
    let refs = message(image, "full", &subnodes);
    image.node(FULL, refs, INBOX);
}

/// Adds an attachment. Returns its subnode entry: node id, data and subnodes.
pub fn attachment(
    image: &mut Image,
    nid: u32,
    method: u32,
    name: &str,
    data: Option<(u16, Vec<u8>)>,
    subnodes: &[(u32, u64, u64)],
) -> (u32, u64, u64) {
    let mut properties =
        vec![integer(0x3705, method), text(image.layout, 0x3707, name), text(image.layout, 0x370D, name)];
    properties.extend(data.map(|(property_type, bytes)| (0x3701, property_type, bytes)));
    let (data, below) = property_context(image, &properties, subnodes);
    (nid, data, below)
}
