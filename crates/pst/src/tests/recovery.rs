//! Recovery of items that the directory of a file no longer leads to.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundmail_defect::Effect;
use foundmail_mapi::{AttachmentContent, Item, compose};

use super::image::{Built, Image};
use super::ltp_image::table_context;
use super::mailbox::{
    ALL_LAYOUTS, ATTACHMENT_TABLE, FULL, INBOX, PLAIN, ROOT, attachment, folder, integer, mailbox, message,
    text,
};
use super::reading::{Listing, open};
use crate::{Encryption, Layout, Provenance, PstFile, Recovery, tags};

pub const ALL_ENCRYPTIONS: [Encryption; 3] = [Encryption::None, Encryption::Permute, Encryption::Cyclic];

/// Returns a digest of the visible contents of an item.
pub fn digest(item: &Item) -> String {
    let recipients = item.recipients.iter().filter_map(|recipient| recipient.text(tags::DISPLAY_NAME));
    let mut digest = vec![format!(
        "{:?} {:?} {:?}",
        item.props.text(tags::SUBJECT),
        item.props.text(tags::BODY),
        recipients.collect::<Vec<_>>()
    )];
    for attachment in &item.attachments {
        digest.push(match &attachment.content {
            AttachmentContent::Value(data) | AttachmentContent::Ole(data) => {
                format!("{:?}", data.read_lenient())
            }
            AttachmentContent::Embedded(inner) => self::digest(inner),
            other => format!("{other:?}"),
        });
    }
    digest.concat()
}

/// Returns the digests of all items by subject.
fn items(pst: &PstFile) -> BTreeMap<String, String> {
    let listing = Listing::of(pst);
    let items = listing.items.iter().map(|(_, item)| {
        assert_eq!(item.defects, [], "{:?}", item.props.text(tags::SUBJECT));
        (item.props.text(tags::SUBJECT).unwrap_or_default(), digest(item))
    });
    let by_subject: BTreeMap<_, _> = items.collect();
    assert_eq!(by_subject.len(), listing.items.len(), "an item was delivered twice: {}", listing.lines);
    by_subject
}

pub fn zero(bytes: &mut [u8], at: u64, len: usize) {
    bytes[at as usize..][..len].fill(0);
}

type Damage = (&'static str, fn(&mut Built, Layout));

const DAMAGES: [Damage; 9] = [
    ("header", |built, _| zero(&mut built.bytes, 0, 564)),
    ("header crc", |built, _| built.bytes[4] ^= 1),
    ("encryption", |built, layout| {
        built.bytes[if layout == Layout::Ansi { 461 } else { 513 }] ^= 3;
    }),
    ("NBT root", |built, layout| zero(&mut built.bytes, built.node_root, layout.page_size())),
    ("NBT leaf count", |built, layout| {
        let leaf = *built.node_leaves.last().unwrap() as usize;
        built.bytes[leaf + layout.btree_counts()] -= 1;
    }),
    ("BBT root", |built, layout| zero(&mut built.bytes, built.block_root, layout.page_size())),
    ("NBT leaves", |built, layout| {
        built.node_leaves.iter().for_each(|leaf| zero(&mut built.bytes, *leaf, layout.page_size()));
    }),
    ("NBT", |built, layout| {
        built.node_leaves.iter().for_each(|leaf| zero(&mut built.bytes, *leaf, layout.page_size()));
        zero(&mut built.bytes, built.node_root, layout.page_size());
    }),
    ("header and both roots", |built, layout| {
        zero(&mut built.bytes, 0, 564);
        zero(&mut built.bytes, built.node_root, layout.page_size());
        zero(&mut built.bytes, built.block_root, layout.page_size());
    }),
];

#[test]
fn items_are_recovered_without_each_structure() {
    for layout in ALL_LAYOUTS {
        for encryption in ALL_ENCRYPTIONS {
            let whole = items(&open(mailbox(layout, encryption, 100_000).finish().bytes));
            assert_eq!(whole.len(), 5);
            for (name, damage) in DAMAGES {
                let mut built = mailbox(layout, encryption, 100_000).finish();
                damage(&mut built, layout);
                let found = items(&open(built.bytes));
                let subjects = (found.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
                assert_eq!(subjects.0, subjects.1, "{name} {layout:?} {encryption:?}");
                let differ = found.iter().filter(|(subject, digest)| whole[*subject] != **digest);
                let differ: Vec<_> = differ.map(|(subject, digest)| (subject, digest.len())).collect();
                assert_eq!(differ, [], "{name} {layout:?} {encryption:?}");
            }
        }
    }
}

#[test]
fn without_recovery_a_damaged_file_stays_damaged() {
    let mut built = mailbox(Layout::Unicode, Encryption::Permute, 100).finish();
    let root = built.node_root;
    zero(&mut built.bytes, root, 512);
    let pst = PstFile::from_reader_with(Arc::new(built.bytes.clone()), Recovery::Never).unwrap();
    assert_eq!(Listing::of(&pst).items.len(), 0);
    zero(&mut built.bytes, 0, 564);
    assert!(PstFile::from_reader_with(Arc::new(built.bytes), Recovery::Never).is_err());
}

/// Builds a file from which the item PLAIN was deleted. The file still contains the blocks of the item and the
/// page that listed it.
fn with_deleted(layout: Layout) -> Built {
    let mut image = Image::new(layout, Encryption::Permute);
    folder(&mut image, ROOT, ROOT, "", &[INBOX], &[]);
    folder(&mut image, INBOX, ROOT, "Inbox", &[], &[FULL]);
    let refs = message(&mut image, "kept", &[]);
    image.node(FULL, refs, INBOX);
    let file = attachment(&mut image, 0x8025, 1, "file", Some((0x0102, vec![3; 5000])), &[]);
    let table = table_context(&mut image, &[(0x8025, vec![integer(0x3705, 1)])]);
    let deleted = message(&mut image, "deleted", &[(ATTACHMENT_TABLE, table.0, table.1), file]);
    image.node(PLAIN, deleted, INBOX);
    image.give_up(PLAIN);
    image.finish()
}

#[test]
fn deleted_items_are_delivered_only_on_request() {
    for layout in ALL_LAYOUTS {
        let built = with_deleted(layout);
        assert_eq!(items(&open(built.bytes.clone())).keys().collect::<Vec<_>>(), ["kept"]);
        let pst = PstFile::from_reader_with(Arc::new(built.bytes), Recovery::Always).unwrap();
        let listing = Listing::of(&pst);
        let deleted = listing.item(PLAIN);
        assert_eq!((deleted.attachments.len(), &deleted.defects), (1, &Vec::new()), "{layout:?}");
        let found: Vec<_> = listing.items.iter().map(|(message, _)| message.provenance).collect();
        assert_eq!(found, [Provenance::Listed, Provenance::Deleted], "{layout:?}");
        assert!(listing.lines.contains("\"Inbox\" Some(1) 0 Listed\n- 0x200024 \"kept\" Listed\n- 0x200044"));
    }
}

#[test]
fn an_older_version_is_not_a_second_item() {
    let mut image = Image::new(Layout::Unicode, Encryption::Permute);
    folder(&mut image, ROOT, ROOT, "", &[INBOX], &[]);
    folder(&mut image, INBOX, ROOT, "Inbox", &[], &[FULL]);
    for nid in [FULL, PLAIN] {
        let refs = message(&mut image, "one message", &[]);
        image.node(nid, refs, INBOX);
    }
    image.give_up(PLAIN);
    let built = image.finish();
    let pst = PstFile::from_reader_with(Arc::new(built.bytes), Recovery::Always).unwrap();
    assert_eq!(items(&pst).len(), 1);
    assert_eq!(pst.older_versions(), 1);
}

fn zero_nodes(built: &mut Built, layout: Layout) {
    let pages: Vec<u64> = built.node_leaves.iter().copied().chain([built.node_root]).collect();
    for page in pages {
        zero(&mut built.bytes, page, layout.page_size());
    }
}

#[test]
fn two_listed_copies_are_both_delivered() {
    for layout in ALL_LAYOUTS {
        let mut image = Image::new(layout, Encryption::Permute);
        folder(&mut image, ROOT, ROOT, "", &[], &[FULL, PLAIN]);
        for nid in [FULL, PLAIN] {
            let refs = message(&mut image, "one message", &[]);
            image.node(nid, refs, ROOT);
        }
        let mut built = image.finish();
        zero_nodes(&mut built, layout);
        assert_eq!(Listing::of(&open(built.bytes)).items.len(), 2, "{layout:?}");
    }
}

#[test]
fn an_item_of_a_row_is_delivered_in_its_folder() {
    let layout = Layout::Unicode;
    let mut image = Image::new(layout, Encryption::Permute);
    folder(&mut image, ROOT, ROOT, "", &[INBOX], &[]);
    folder(&mut image, INBOX, ROOT, "Inbox", &[], &[]);
    let time = (0x0E06, 0x0040, 0x01D5_C03E_8F2A_0000_u64.to_le_bytes().to_vec());
    let rows = [(PLAIN, vec![text(layout, 0x0037, "\u{1}\u{5}letter"), time])];
    let table = table_context(&mut image, &rows);
    image.node(INBOX & !0x1F | 0x0E, table, 0);
    let refs = message(&mut image, "letter", &[]);
    image.node(PLAIN, refs, INBOX);
    let mut built = image.finish();
    // The node of the item is the last entry of the only leaf page.
    let leaf = *built.node_leaves.last().unwrap() as usize;
    built.bytes[leaf + layout.btree_counts()] -= 1;
    let pst = open(built.bytes);
    let listing = Listing::of(&pst);
    assert!(
        listing.lines.contains("\"Inbox\" Some(0) 0 Listed\n- 0x200044 \"letter\" Block\n"),
        "{}",
        listing.lines
    );
    assert_eq!((listing.items.len(), &listing.items[0].1.defects), (1, &Vec::new()), "{}", listing.lines);
}

#[test]
fn an_item_without_its_subnode_list_has_defects() {
    for layout in ALL_LAYOUTS {
        let mut image = Image::new(layout, Encryption::Permute);
        folder(&mut image, ROOT, ROOT, "", &[], &[PLAIN]);
        let file = attachment(&mut image, 0x8025, 1, "file", Some((0x0102, vec![3; 50])), &[]);
        let refs = message(&mut image, "letter", &[file]);
        image.node(PLAIN, refs, ROOT);
        let mut built = image.finish();
        zero_nodes(&mut built, layout);
        zero(&mut built.bytes, built.blocks[&refs.1], layout.block_alignment());
        let pst = open(built.bytes);
        let listing = Listing::of(&pst);
        assert_eq!(listing.items.len(), 1, "{layout:?}");
        let effects: Vec<_> = listing.items[0].1.defects.iter().map(|defect| defect.effect).collect();
        // In the Unicode layouts, the text is longer and therefore in a subnode, so it is lost too.
        assert!(effects.contains(&Effect::AttachmentIncomplete), "{layout:?}: {effects:?}");
    }
}

#[test]
fn blocks_are_found_at_other_offsets_than_listed() {
    for layout in ALL_LAYOUTS {
        let whole = items(&open(mailbox(layout, Encryption::Permute, 20_000).finish().bytes));
        let built = mailbox(layout, Encryption::Permute, 20_000).finish();
        // The inserted bytes move all later blocks and pages, but the offsets in the B-trees do not change.
        let at = *built.blocks.values().nth(built.blocks.len() / 2).unwrap() as usize;
        let mut bytes = built.bytes;
        bytes.splice(at..at, vec![0xAA; layout.page_size() * 3]);
        assert_eq!(items(&open(bytes)), whole, "{layout:?}");
    }
}

#[test]
fn a_folder_keeps_its_name_without_a_root() {
    let mut built = mailbox(Layout::Unicode, Encryption::Cyclic, 100).finish();
    zero(&mut built.bytes, built.node_root, 512);
    let listing_of = open(built.bytes);
    let listing = Listing::of(&listing_of);
    assert!(listing.lines.contains("1 0x8022 \"Inbox\" Some(2) 1 DetachedPage\n"), "{}", listing.lines);
}

/// Destroys every block in turn. Each time, the item, its folder or the file must have a defect.
#[test]
fn no_block_is_lost_silently() {
    for layout in ALL_LAYOUTS {
        let sound = open(mailbox(layout, Encryption::Permute, 30_000).finish().bytes);
        let sound = Listing::of(&sound);
        let whole: BTreeMap<u32, String> =
            sound.items.iter().map(|(message, item)| (message.nid.value(), digest(item))).collect();
        let built = mailbox(layout, Encryption::Permute, 30_000).finish();
        let ends = built.blocks.values().skip(1).copied().chain([built.node_leaves[0]]);
        for ((&bid, &at), end) in built.blocks.iter().zip(ends) {
            let mut bytes = built.bytes.clone();
            zero(&mut bytes, at, (end - at) as usize);
            let pst = open(bytes);
            let listing = Listing::of(&pst);
            for (nid, expected) in &whole {
                let found = listing.items.iter().find(|(message, _)| message.nid.value() == *nid);
                let case = format!("block {bid:#x} item {nid:#x} {layout:?}\n{}", listing.lines);
                let (_, item) = found.unwrap_or_else(|| panic!("{case}"));
                // Large values are read when the item is composed.
                assert!(digest(item) == *expected || !compose(item).defects.is_empty(), "{case}");
            }
            // The blocks of search folders and settings contain no data that a walk delivers.
            let count = listing.defects().len() + pst.defects().len();
            assert!(count > 0 || listing.lines == sound.lines, "{bid:#x} {layout:?}\n{}", listing.lines);
        }
    }
}
