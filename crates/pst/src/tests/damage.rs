//! Damages one structure at a time. The damage must become a defect, and the rest of the file must be read.

use super::image::Image;
use super::ltp_image::property_context;
use super::mailbox::{
    ALL_LAYOUTS, FULL, INBOX, PLAIN, ROOT, SUBFOLDER, attachment, folder, mailbox, message, text,
};
use super::reading::{Listing, open};
use crate::{Encryption, Layout, tags};
use foundmail_mapi::AttachmentContent;

fn sample(layout: Layout) -> Image {
    mailbox(layout, Encryption::Permute, 40_000)
}

fn offset_of(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).unwrap()
}

#[test]
fn a_wrong_header_crc() {
    let mut bytes = sample(Layout::Unicode).finish().bytes;
    bytes[4] ^= 1;
    let pst = open(bytes);
    assert_eq!(pst.defects().len(), 1);
    assert_eq!(Listing::of(&pst).items.len(), 5);
}

#[test]
fn a_lost_contents_table() {
    for layout in ALL_LAYOUTS {
        let mut image = sample(layout);
        image.remove_node(INBOX & !0x1F | 0x0E);
        image.remove_node(ROOT & !0x1F | 0x0D);
        let pst = open(image.finish().bytes);
        let listing = Listing::of(&pst);
        assert!(
            listing.lines.contains("1 0x8022 \"Inbox\" Some(2) 1 Node\n- 0x200024 \"full\" Node\n"),
            "{}",
            listing.lines
        );
        assert_eq!(listing.items.len(), 5);
        assert_eq!(listing.defects().len(), 2);
    }
}

#[test]
fn a_lost_folder() {
    let mut image = sample(Layout::Unicode);
    for kind in [0x02, 0x0D, 0x0E] {
        image.remove_node(INBOX & !0x1F | kind);
    }
    let pst = open(image.finish().bytes);
    let listing = Listing::of(&pst);
    // The table of the root folder still lists the inbox, so it is visited. Its items are found by their nodes.
    assert!(
        listing.lines.contains("1 0x8022 \"\" None 1 Listed\n- 0x200024 \"full\" Node\n"),
        "{}",
        listing.lines
    );
    assert_eq!(listing.items.len(), 5);

    let mut image = sample(Layout::Unicode);
    folder(&mut image, ROOT, ROOT, "", &[], &[]);
    for kind in [0x02, 0x0D, 0x0E] {
        image.remove_node(INBOX & !0x1F | kind);
    }
    let pst = open(image.finish().bytes);
    let listing = Listing::of(&pst);
    assert!(listing.lines.contains("0 0x8042 \"Sub\" Some(1) 0 Orphan\n"), "{}", listing.lines);
    assert!(listing.lines.contains("0 0x0 \"Lost and found\""), "{}", listing.lines);
    assert_eq!(listing.items.len(), 5);
}

#[test]
fn folders_within_each_other() {
    let mut image = sample(Layout::Unicode);
    folder(&mut image, SUBFOLDER, INBOX, "Sub", &[INBOX, ROOT, SUBFOLDER], &[]);
    folder(&mut image, 0x9002, 0x9022, "A", &[0x9022], &[]);
    folder(&mut image, 0x9022, 0x9002, "B", &[0x9002], &[]);
    let pst = open(image.finish().bytes);
    let listing = Listing::of(&pst);
    assert_eq!(listing.folders.len(), 6, "{}", listing.lines);
    assert_eq!(listing.items.len(), 5);
}

#[test]
fn an_item_without_its_node() {
    let mut image = sample(Layout::Unicode);
    image.remove_node(PLAIN);
    let pst = open(image.finish().bytes);
    let listing = Listing::of(&pst);
    assert_eq!(listing.items.len(), 5);
    assert_eq!(listing.item(PLAIN).props.text(tags::SUBJECT).unwrap(), "row of 0x200044");
    assert_eq!(listing.defects(), ["NBT ItemLost"]);
}

#[test]
fn a_node_page_that_is_gone() {
    let mut built = sample(Layout::Unicode).finish();
    let page = *built.node_leaves.last().unwrap();
    built.bytes[page as usize..][..512].fill(0);
    let pst = open(built.bytes);
    let listing = Listing::of(&pst);
    // The page listed the nodes of some items. Items that a table still lists are delivered as lost.
    let lost = listing.items.iter().filter(|(_, item)| item.defects.iter().any(|d| d.offset == Some(page)));
    assert!(lost.count() >= 1, "{}", listing.lines);
    assert!(pst.defects().iter().any(|defect| defect.offset == Some(page)));
}

#[test]
fn a_page_that_lists_itself() {
    for layout in ALL_LAYOUTS {
        for nodes in [true, false] {
            let built = sample(layout).finish();
            let mut bytes = built.bytes;
            let root = if nodes { built.node_root } else { built.block_root };
            let image = Image::new(layout, Encryption::None);
            let field = |value: u64| value.to_le_bytes()[..layout.id_size()].to_vec();
            let entry = [field(0), field(root), field(root)].concat();
            let mut page = Vec::new();
            image.write_page(&mut page, if nodes { 0x81 } else { 0x80 }, 1, &[entry]);
            bytes[root as usize..][..page.len()].copy_from_slice(&page);
            let pst = open(bytes);
            Listing::of(&pst);
            assert!(!pst.defects().is_empty(), "{layout:?}");
        }
    }
}

#[test]
fn a_flipped_byte_in_an_attachment() {
    // Blocks of the third layout are deflated, so the needle would not be found.
    for layout in [Layout::Ansi, Layout::Unicode] {
        let image = mailbox(layout, Encryption::None, 40_000);
        let mut bytes = image.finish().bytes;
        let at = offset_of(&bytes, &[9; 100]);
        bytes[at + 50] ^= 0x10;
        let pst = open(bytes);
        let listing = Listing::of(&pst);
        let item = listing.item(FULL);
        assert_eq!(item.attachments.len(), 5, "{layout:?}");
        assert!(listing.defects().iter().all(|defect| defect == "block AttachmentIncomplete"), "{layout:?}");
        assert_eq!(listing.defects().len(), 1, "{layout:?}");
    }
}

#[test]
fn an_attachment_whose_node_is_gone() {
    let mut image = Image::new(Layout::Unicode, Encryption::None);
    folder(&mut image, ROOT, ROOT, "", &[], &[PLAIN]);
    let (nid, data, below) = attachment(&mut image, 0x8025, 1, "there", Some((0x0102, vec![1; 10])), &[]);
    let rows = [
        (0x8025, vec![text(image.layout, 0x3704, "there")]),
        (0x8045, vec![text(image.layout, 0x3704, "gone")]),
    ];
    let table = super::ltp_image::table_context(&mut image, &rows);
    let refs = message(&mut image, "two", &[(0x671, table.0, table.1), (nid, data, below)]);
    image.node(PLAIN, refs, ROOT);
    let pst = open(image.finish().bytes);
    let listing = Listing::of(&pst);
    let item = listing.item(PLAIN);
    let names: Vec<_> =
        item.attachments.iter().map(|attachment| attachment.props.text(0x3704).unwrap()).collect();
    assert_eq!(names, ["there", "gone"]);
    assert!(matches!(item.attachments[0].content, AttachmentContent::Value(_)));
    assert!(matches!(item.attachments[1].content, AttachmentContent::None));
    assert_eq!(item.defects.len(), 1);
}

#[test]
fn another_block_in_its_place() {
    let mut image = Image::new(Layout::Unicode, Encryption::None);
    folder(&mut image, ROOT, ROOT, "", &[], &[FULL, PLAIN]);
    let mut bids = Vec::new();
    for (nid, subject) in [(FULL, "right"), (PLAIN, "wrong")] {
        let before = image.next_bid();
        let refs = message(&mut image, subject, &[]);
        bids.push((before, image.next_bid()));
        image.node(nid, refs, ROOT);
    }
    let mut built = image.finish();
    let range = |(first, end)| {
        built.blocks[&first] as usize..built.blocks.get(&end).map_or(0x4400, |&at| at as usize)
    };
    let (from, to) = (range(bids[0]), range(bids[1]).start);
    built.bytes.copy_within(from, to);
    let pst = open(built.bytes);
    let listing = Listing::of(&pst);
    assert!(listing.item(FULL).props.text(tags::BODY).unwrap().starts_with("Body of right"));
    let wrong = listing.item(PLAIN);
    assert!(
        wrong.defects.iter().any(|defect| defect.what.contains("was found at the offset of")),
        "{:?}",
        wrong.defects
    );
    assert!(wrong.props.text(tags::BODY).is_none());
}

#[test]
fn an_item_within_itself() {
    let mut image = Image::new(Layout::Unicode, Encryption::None);
    folder(&mut image, ROOT, ROOT, "", &[], &[PLAIN]);
    // The innermost item refers to the blocks of the outermost item.
    let object = [&0x20_0024_u32.to_le_bytes()[..], &[0; 4]].concat();
    let outer_data = {
        let mut probe = Image::new(Layout::Unicode, Encryption::None);
        folder(&mut probe, ROOT, ROOT, "", &[], &[PLAIN]);
        let inner =
            attachment(&mut probe, 0x8025, 5, "self", Some((0x000D, object.clone())), &[(0x20_0024, 4, 0)]);
        message(&mut probe, "self", &[inner]).0
    };
    let inner =
        attachment(&mut image, 0x8025, 5, "self", Some((0x000D, object)), &[(0x20_0024, outer_data, 0)]);
    let refs = message(&mut image, "self", &[inner]);
    assert_eq!(refs.0, outer_data);
    image.node(PLAIN, refs, ROOT);
    let pst = open(image.finish().bytes);
    let listing = Listing::of(&pst);
    let defects = &listing.item(PLAIN).defects;
    assert!(defects.iter().any(|defect| defect.what == "the message contains itself"), "{defects:?}");
}

#[test]
fn many_items_within_each_other() {
    let mut image = Image::new(Layout::Unicode, Encryption::None);
    folder(&mut image, ROOT, ROOT, "", &[], &[PLAIN]);
    let object = [&0x20_0024_u32.to_le_bytes()[..], &[0; 4]].concat();
    let mut refs = message(&mut image, "innermost", &[]);
    for _ in 0..40 {
        // Each level contains two items, so without limits the reader would read 2^40 items.
        let two = [0x8025, 0x8045].map(|nid| {
            attachment(
                &mut image,
                nid,
                5,
                "deeper",
                Some((0x000D, object.clone())),
                &[(0x20_0024, refs.0, refs.1)],
            )
        });
        refs = message(&mut image, "deep", &two);
    }
    image.node(PLAIN, refs, ROOT);
    let pst = open(image.finish().bytes);
    let item = &Listing::of(&pst).items[0].1;
    let mut depth = 0;
    let mut innermost = item;
    while let Some(AttachmentContent::Embedded(inner)) =
        innermost.attachments.first().map(|attachment| &attachment.content)
    {
        innermost = inner;
        depth += 1;
    }
    assert!((1..=32).contains(&depth), "{depth}");
    assert!(innermost.defects.iter().any(|defect| defect.what.contains("deep")), "{:?}", innermost.defects);
}

#[test]
fn more_properties_than_one_block_lists() {
    let mut image = Image::new(Layout::Unicode, Encryption::Cyclic);
    folder(&mut image, ROOT, ROOT, "", &[], &[PLAIN]);
    let properties: Vec<_> = (0..600_u16).map(|id| (0x4000 + id, 0x0102, vec![id as u8; 40])).collect();
    let refs = property_context(&mut image, &properties, &[]);
    image.node(PLAIN, refs, ROOT);
    let pst = open(image.finish().bytes);
    let item = &Listing::of(&pst).items[0].1;
    assert_eq!(item.defects, []);
    assert_eq!(item.props.iter().count(), 600);
    assert!(
        (0..600_u16).all(|id| item.props.binary(0x4000 + id).unwrap().read_lenient().0 == [id as u8; 40])
    );
}
