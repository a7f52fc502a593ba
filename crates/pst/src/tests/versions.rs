//! Mailboxes that were changed and saved several times, so they contain older versions of items.

use std::collections::{BTreeMap, BTreeSet};

use foundmail_defect::Effect;
use foundmail_mapi::{Item, compose};

use super::image::{Built, Image};
use super::ltp_image::{Property, Refs, property_context, table_context};
use super::mailbox::{
    ALL_LAYOUTS, ATTACHMENT_TABLE, INBOX, RECIPIENT_TABLE, ROOT, attachment, folder, integer, pattern, text,
};
use super::reading::{Listing, open};
use super::recovery::{ALL_ENCRYPTIONS, digest, zero};
use crate::{Encryption, Layout, tags};

const ITEMS: u32 = 12;
const COMMITS: u32 = 4;

/// A version of an item.
struct Version {
    subject: String,
    blocks: BTreeSet<u64>,
    digest: String,
}

/// A mailbox, and the versions of its items, the oldest first.
struct Mailbox {
    built: Built,
    versions: Vec<Version>,
}

fn nid(item: u32) -> u32 {
    0x20_0004 + (item + 1) * 0x20
}

fn subject(item: u32) -> String {
    format!("subject {item}")
}

/// Returns true if the item with this subject has a search key, which identifies its versions. Every other item
/// has one.
fn is_keyed(subject: &str) -> bool {
    subject.ends_with(['0', '2', '4', '6', '8'])
}

/// Returns the items that a commit changes. The first commit changes all items.
fn changed(commit: u32) -> impl Iterator<Item = u32> {
    (0..ITEMS).filter(move |item| commit == 0 || (item + commit).is_multiple_of(2))
}

fn time(id: u16, seconds: u32) -> Property {
    (id, 0x0040, (0x01D5_C03E_8F2A_0000 + u64::from(seconds) * 10_000_000).to_le_bytes().to_vec())
}

/// Builds a version of an item. Every other item has a search key, and its text changes. The other items have no
/// search key, and their text never changes.
fn version(image: &mut Image, item: u32, commit: u32, shared: &mut BTreeMap<u32, Refs>) -> Refs {
    let layout = image.layout;
    let keyed = item.is_multiple_of(2);
    let body = format!(
        "Text {}. {}",
        if keyed { commit } else { 0 },
        "More. ".repeat(20 + 400 * (item as usize % 3))
    );
    let mut properties = vec![
        text(layout, 0x001A, "IPM.Note"),
        text(layout, 0x0037, &subject(item)),
        text(layout, 0x1000, &body),
        integer(0x8000, commit),
        time(0x0E06, item),
        time(0x3008, 1000 + commit),
    ];
    if keyed {
        properties.extend([(0x300B, 0x0102, vec![item as u8 + 1; 16]), time(0x3007, item)]);
    }
    let mut subnodes = Vec::new();
    if !item.is_multiple_of(4) {
        let row = vec![integer(0x0C15, 1), text(layout, 0x3001, &format!("Person {item} {commit}"))];
        let table = table_context(image, &[(1, row)]);
        properties.push(text(layout, 0x0E04, "Person"));
        subnodes.push((RECIPIENT_TABLE, table.0, table.1));
    }
    if item % 4 >= 2 {
        subnodes.extend(attachments(image, item, commit, shared));
    }
    properties.push(integer(0x0E07, if item % 4 >= 2 { 0x11 } else { 1 }));
    property_context(image, &properties, &subnodes)
}

/// Adds the attachments of a version: a small file that differs in each version, and either a large file that all
/// versions share or an embedded message.
fn attachments(
    image: &mut Image,
    item: u32,
    commit: u32,
    shared: &mut BTreeMap<u32, Refs>,
) -> Vec<(u32, u64, u64)> {
    let layout = image.layout;
    if item % 4 == 2 && !shared.contains_key(&item) {
        let large = pattern(200_000 + item as usize);
        let (_, data, below) = attachment(image, 0x8025, 1, "large", Some((0x0102, large)), &[]);
        shared.insert(item, (data, below));
    }
    let mut all: Vec<_> = shared.get(&item).map(|large| (0x8025, large.0, large.1)).into_iter().collect();
    let small = format!("File of {item} as of {commit}. ").repeat(400).into_bytes();
    all.push(attachment(image, 0x8045, 1, "small", Some((0x0102, small)), &[]));
    if item % 4 == 3 {
        let inner =
            [text(layout, 0x001A, "IPM.Note"), text(layout, 0x0037, &format!("inner {item} {commit}"))];
        let inner = property_context(image, &inner, &[]);
        let object = [&0x20_0024_u32.to_le_bytes()[..], &[0; 4]].concat();
        let below = [(0x20_0024, inner.0, inner.1)];
        all.push(attachment(image, 0x8065, 5, "inner", Some((0x000D, object)), &below));
    }
    let rows: Vec<_> = all.iter().map(|(nid, ..)| (*nid, vec![integer(0x3705, 1)])).collect();
    let table = table_context(image, &rows);
    all.push((ATTACHMENT_TABLE, table.0, table.1));
    all
}

/// Builds the mailbox after a number of commits. Returns the commit, the subject and the references of each
/// version.
fn after(layout: Layout, encryption: Encryption, commits: u32) -> (Image, Vec<(u32, String, Refs)>) {
    let mut image = Image::new(layout, encryption);
    let (mut shared, mut versions) = (BTreeMap::new(), Vec::new());
    let nids: Vec<u32> = (0..ITEMS).map(nid).collect();
    folder(&mut image, ROOT, ROOT, "", &[INBOX], &[]);
    for commit in 0..commits {
        image.commit();
        for item in changed(commit) {
            let refs = version(&mut image, item, commit, &mut shared);
            image.node(nid(item), refs, INBOX);
            versions.push((commit, subject(item), refs));
        }
        folder(&mut image, INBOX, ROOT, "Inbox", &[], &nids);
    }
    (image, versions)
}

/// Returns the subject of each complete item, and a digest of its visible contents.
fn whole(bytes: Vec<u8>) -> Vec<(String, String)> {
    let pst = open(bytes);
    let is_whole = |item: &Item| {
        let composed = compose(item).defects;
        !item.defects.iter().chain(&composed).any(|defect| defect.effect.loses_data())
    };
    let listing = Listing::of(&pst);
    let items = listing.items.iter().map(|(_, item)| item).filter(|item| is_whole(item));
    items.map(|item| (item.props.text(tags::SUBJECT).unwrap_or_default(), digest(item))).collect()
}

/// Builds the mailbox. The first `trees_in_front` B-trees are at the start of the file, so they remain when the
/// end of the file is cut off.
fn mailbox(layout: Layout, encryption: Encryption, trees_in_front: usize) -> Mailbox {
    let states: Vec<BTreeMap<String, String>> = (1..=COMMITS)
        .map(|commits| whole(after(layout, encryption, commits).0.finish().bytes).into_iter().collect())
        .collect();
    let (mut image, versions) = after(layout, encryption, COMMITS);
    image.trees_in_front = trees_in_front;
    let versions = versions.into_iter().map(|(commit, subject, refs)| {
        let digest = states[commit as usize][&subject].clone();
        Version { blocks: image.blocks_of(refs), subject, digest }
    });
    let versions = versions.collect();
    Mailbox { built: image.finish(), versions }
}

impl Mailbox {
    /// Returns the digests of the complete versions of each item, the oldest first. `is_there` returns true for
    /// the blocks that are still in the file.
    fn expected(&self, is_there: impl Fn(u64) -> bool) -> BTreeMap<String, Vec<String>> {
        let mut expected = BTreeMap::<_, Vec<_>>::new();
        let there = self.versions.iter().filter(|version| version.blocks.iter().all(|bid| is_there(*bid)));
        for version in there {
            expected.entry(version.subject.clone()).or_default().push(version.digest.clone());
        }
        expected
    }

    fn end(&self, bid: u64) -> u64 {
        self.built.blocks[&bid] + self.built.sizes[&bid]
    }

    /// Returns the blocks that only the newest version of an item has.
    fn of_newest(&self, item: u32) -> Vec<u64> {
        let of_item = |version: &&Version| version.subject == subject(item);
        let newest = self.versions.iter().rfind(of_item).unwrap();
        let others = self.versions.iter().filter(|version| !std::ptr::eq(*version, newest));
        let others: BTreeSet<u64> = others.flat_map(|version| version.blocks.iter().copied()).collect();
        newest.blocks.difference(&others).copied().collect()
    }

    fn zero_block(&self, bytes: &mut [u8], bid: u64) {
        zero(bytes, self.built.blocks[&bid], self.built.sizes[&bid] as usize);
    }
}

/// Compares the complete items of a damaged file with the expected items. Returns the number of complete items.
fn check(bytes: Vec<u8>, expected: &BTreeMap<String, Vec<String>>, what: &str) -> usize {
    let lines = Listing::of(&open(bytes.clone())).lines;
    let found = whole(bytes);
    let by_subject: BTreeMap<_, _> = found.iter().cloned().collect();
    for (subject, digests) in expected {
        let found = by_subject.get(subject);
        let found = found.unwrap_or_else(|| panic!("{what}: {subject} is not complete\n{lines}"));
        let newest = digests.last() == Some(found);
        assert!(newest || (!is_keyed(subject) && digests.contains(found)), "{what}: {subject}: {found:.200}");
    }
    let own = found.iter().filter(|(subject, _)| subject.starts_with("subject")).count();
    assert_eq!(
        own,
        by_subject.keys().filter(|subject| subject.starts_with("subject")).count(),
        "{what}: an item was delivered twice\n{lines}"
    );
    own
}

fn check_cuts(
    layout: Layout,
    encryption: Encryption,
    trees_in_front: usize,
    percents: impl Iterator<Item = usize>,
) {
    let mailbox = mailbox(layout, encryption, trees_in_front);
    let mut most = 0;
    for percent in percents {
        let len = mailbox.built.bytes.len() * percent / 100;
        let expected = mailbox.expected(|bid| mailbox.end(bid) <= len as u64);
        let what = format!("{percent} % of {layout:?} {encryption:?}, {trees_in_front} trees in front");
        let count = check(mailbox.built.bytes[..len].to_vec(), &expected, &what);
        assert!(count >= most, "{what}: {count} complete items, but {most} in a shorter file");
        most = count;
    }
    assert_eq!(most, ITEMS as usize, "{layout:?} {encryption:?}");
}

#[test]
fn files_that_are_cut_short() {
    for layout in ALL_LAYOUTS {
        for encryption in ALL_ENCRYPTIONS {
            for trees_in_front in [0, COMMITS as usize, COMMITS as usize + 1] {
                check_cuts(layout, encryption, trees_in_front, (10..=90).step_by(10).chain([95]));
            }
        }
    }
}

#[test]
fn files_that_are_cut_short_in_small_steps() {
    for layout in ALL_LAYOUTS {
        check_cuts(layout, Encryption::Permute, COMMITS as usize, (6..=100).step_by(2));
    }
}

/// Destroys each block of the newest version in turn, together with other structures.
#[test]
fn a_block_of_the_newest_version_is_gone() {
    type Damage = (&'static str, fn(&mut Vec<u8>, &Built, Layout));
    let damages: [Damage; 5] = [
        ("nothing else", |_, _, _| ()),
        ("header", |bytes, _, _| zero(bytes, 0, 564)),
        ("NBT leaves", |bytes, built, layout| {
            built.node_leaves.iter().for_each(|leaf| zero(bytes, *leaf, layout.page_size()));
        }),
        ("BBT leaves", |bytes, built, layout| {
            built.block_leaves.iter().for_each(|leaf| zero(bytes, *leaf, layout.page_size()));
        }),
        ("both roots", |bytes, built, layout| {
            zero(bytes, built.node_root, layout.page_size());
            zero(bytes, built.block_root, layout.page_size());
        }),
    ];
    for (layout, encryption) in ALL_LAYOUTS.into_iter().zip(ALL_ENCRYPTIONS) {
        let mailbox = mailbox(layout, encryption, 0);
        for item in 0..4 {
            for bid in mailbox.of_newest(item) {
                for (name, damage) in damages {
                    let mut bytes = mailbox.built.bytes.clone();
                    mailbox.zero_block(&mut bytes, bid);
                    damage(&mut bytes, &mailbox.built, layout);
                    let expected = mailbox.expected(|other| other != bid);
                    check(bytes, &expected, &format!("block {bid:#x} of item {item} and {name}, {layout:?}"));
                }
            }
        }
    }
}

#[test]
fn a_page_or_the_header_is_gone() {
    for layout in ALL_LAYOUTS {
        for encryption in ALL_ENCRYPTIONS {
            let mailbox = mailbox(layout, encryption, 0);
            let Built { node_leaves, block_leaves, node_root, block_root, .. } = &mailbox.built;
            let pages = [node_leaves.as_slice(), block_leaves, &[*node_root, *block_root]].concat();
            let pages = pages.iter().map(|page| (*page, layout.page_size())).chain([(0, 564)]);
            for (at, len) in pages {
                let mut bytes = mailbox.built.bytes.clone();
                zero(&mut bytes, at, len);
                let what = format!("{len} bytes at {at:#x}, {layout:?} {encryption:?}");
                let count = check(bytes, &mailbox.expected(|_| true), &what);
                assert_eq!(count, ITEMS as usize, "{what}");
            }
        }
    }
}

/// The older version can be found only by the contents table, which repeats its subject and its time. Neither the
/// blocks of the node nor an older page lead to this version.
#[test]
fn an_older_version_that_only_its_row_leads_to() {
    for layout in ALL_LAYOUTS {
        let mut image = Image::new(layout, Encryption::Permute);
        folder(&mut image, ROOT, ROOT, "", &[INBOX], &[]);
        folder(&mut image, INBOX, ROOT, "Inbox", &[], &[]);
        let table =
            table_context(&mut image, &[(nid(2), vec![text(layout, 0x0037, &subject(2)), time(0x0E06, 2)])]);
        image.node(INBOX & !0x1F | 0x0E, table, 0);
        image.commit();
        let mut shared = BTreeMap::new();
        let older = version(&mut image, 2, 0, &mut shared);
        let newer = version(&mut image, 2, 1, &mut shared);
        image.node(nid(2), newer, INBOX);
        let lost = image.blocks_of((newer.0, 0));
        assert_eq!(lost.intersection(&image.blocks_of(older)).count(), 0);
        let mut built = image.finish();
        for bid in lost {
            zero(&mut built.bytes, built.blocks[&bid], built.sizes[&bid] as usize);
        }
        let pst = open(built.bytes);
        let listing = Listing::of(&pst);
        let item = listing.item(nid(2));
        assert!(digest(item).contains("Text 0"), "{layout:?}: {}", digest(item));
        let notes: Vec<_> = item.defects.iter().map(|defect| (defect.effect, defect.what.as_str())).collect();
        let note = "the newest version of this item can't be read; this is an older version";
        assert_eq!(notes, [(Effect::Nothing, note)], "{layout:?}");
        assert_eq!(listing.items.len(), 1, "{layout:?}: {}", listing.lines);
    }
}
