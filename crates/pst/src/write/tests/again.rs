//! The same mail exported again, and exports of several files.

use std::collections::BTreeMap;
use std::io::Cursor;

use foundmail_mapi::{AttachmentContent, Item};

use super::items::{attachment, elsewhere, file, nested, plain};
use super::{Contents, options, write};
use crate::write::{FolderId, NodeChoice, PstWriter, WriteError, WriteOptions};
use crate::{Encryption, Layout, NodeId};

#[test]
fn a_record_key_depends_on_seed_and_part() {
    let key =
        |seed: &str, part| WriteOptions::default().with_stable_key(seed.as_bytes(), part).record_key.unwrap();
    assert_eq!(key("archive", 1), key("archive", 1));
    for (seed, part) in [("archive", 2), ("archive2", 1), ("", 1)] {
        assert_ne!(key("archive", 1), key(seed, part), "{seed} {part}");
    }
    let random = || WriteOptions::default().record_key_or_random();
    assert_ne!(random(), random());
}

/// Exports keys with an item each, and returns their nodes.
fn export(keys: &[u64], item: impl Fn(u64) -> Item) -> BTreeMap<u64, NodeId> {
    let mut nodes = BTreeMap::new();
    let bytes = write(&options(Layout::Unicode), |writer| {
        let mut folders = BTreeMap::new();
        for &key in keys {
            let place = key % 3;
            let folder = *folders.entry(place).or_insert_with(|| {
                let name = format!("Folder {place}");
                writer.add_folder_as(NodeChoice::Key(place), FolderId::TOP, &name, Some("IPF.Note")).unwrap()
            });
            nodes.insert(1_000_000 + place, folder.node());
            nodes.insert(key, writer.add_item_as(NodeChoice::Key(key), folder, &item(key)).unwrap());
        }
    });
    super::check::check_file(&bytes, Layout::Unicode, Encryption::Permute);
    let contents = Contents::of(bytes, "again");
    assert_eq!(contents.items.len(), keys.len());
    nodes
}

#[test]
fn keys_keep_their_nodes_in_another_export() {
    let first: Vec<u64> = (1..60).collect();
    let before = export(&first, |key| plain(&format!("Message {key}"), "x"));
    // Others are added, some are left out, all are in another order, and some are larger after a repair.
    let second: Vec<u64> = (1..90).rev().filter(|key| key % 7 != 0).chain([u64::MAX, 1 << 40]).collect();
    let after = export(&second, |key| if key % 2 == 0 { nested(2) } else { plain("repaired", "x") });
    assert!(after.keys().filter(|key| before.contains_key(key)).count() > 50);
    for (key, node) in &before {
        assert!(after.get(key).is_none_or(|other| other == node), "{key}");
    }
}

#[test]
fn an_id_can_be_chosen_once() {
    let chosen = NodeId::new((0x20_0000 << 5) | 4);
    let bytes = write(&options(Layout::Unicode), |writer| {
        let first = writer.add_item_as(NodeChoice::Node(chosen), FolderId::TOP, &plain("a", "")).unwrap();
        assert_eq!(first, chosen);
        let error = writer.add_item_as(NodeChoice::Node(chosen), FolderId::TOP, &plain("b", "")).unwrap_err();
        assert!(matches!(error, WriteError::NodeInUse { node } if node == chosen), "{error}");
        let error = writer.add_folder_as(NodeChoice::Node(chosen), FolderId::TOP, "b", None).unwrap_err();
        assert!(matches!(error, WriteError::NodeInUse { .. }), "{error}");
        writer.add_item(FolderId::TOP, &plain("c", "")).unwrap();
    });
    super::check::check_file(&bytes, Layout::Unicode, Encryption::Permute);
    assert_eq!(Contents::of(bytes, "chosen").items.len(), 2);
}

/// Writes items to as many files as they need, as an export does.
fn split(items: &[Item], limit: u64) -> Vec<Vec<u8>> {
    let begin = |part| {
        let options = WriteOptions { max_size: Some(limit), ..options(Layout::Unicode) };
        PstWriter::new(Cursor::new(Vec::new()), options.with_stable_key(b"split", part)).unwrap()
    };
    let mut files = Vec::new();
    let mut writer = begin(1);
    for item in items {
        match writer.add_item(FolderId::TOP, item) {
            Ok(_) => continue,
            Err(WriteError::FileFull { limit: full }) => assert_eq!(full, limit),
            Err(error) => panic!("{error}"),
        }
        let next = begin(files.len() as u32 + 2);
        files.push(std::mem::replace(&mut writer, next).finish().unwrap().into_inner());
        writer.add_item(FolderId::TOP, item).unwrap();
    }
    files.push(writer.finish().unwrap().into_inner());
    files
}

#[test]
fn an_export_is_split_by_size() {
    let mut items: Vec<Item> = (0..300)
        .map(|number| {
            let mut item = plain(&format!("Message {number}"), &"Hello. ".repeat(number % 50 * 20));
            item.attachments = (0..number % 4).map(|_| file("a.bin", number * 40)).collect();
            item
        })
        .collect();
    items.push(nested(5));
    for limit in [1_100_000, 2_000_000, 100_000_000] {
        let files = split(&items, limit);
        let mut found = 0;
        for bytes in &files {
            assert!(bytes.len() as u64 <= limit, "{} of {limit}", bytes.len());
            super::check::check_file(bytes, Layout::Unicode, Encryption::Permute);
            found += Contents::of(bytes.clone(), "part").items.len();
        }
        assert_eq!(found, items.len());
        assert_eq!(files.len() == 1, limit == 100_000_000, "{}", files.len());
        let largest = files.iter().map(Vec::len).max().unwrap() as u64;
        assert!(files.len() == 1 || largest > limit - 800_000, "{largest} of {limit}");
    }
}

/// An item that is larger than the limit gets a file of its own.
#[test]
fn a_large_item_is_never_refused() {
    let mut large = plain("large", "");
    large.attachments.push(attachment("a", AttachmentContent::Value(elsewhere(5_000_000, 5_000_000))));
    let items = [plain("a", ""), large.clone(), plain("b", ""), large];
    let sizes: Vec<usize> = split(&items, 1_000_000).iter().map(Vec::len).collect();
    assert_eq!(sizes.len(), 4);
    assert!(sizes[0] < 1_000_000 && sizes[1] > 5_000_000 && sizes[2] < 1_000_000, "{sizes:?}");
}

/// The size before the end is never below the size at the end, and at most two sections above it.
#[test]
fn the_size_is_known_before_the_end() {
    for layout in [Layout::Ansi, Layout::Unicode, Layout::Unicode4k] {
        for count in [0, 1, 10, 500, 3000] {
            let mut writer = PstWriter::new(Cursor::new(Vec::new()), options(layout)).unwrap();
            let folders: Vec<FolderId> = (0..count / 50)
                .map(|number| writer.add_folder(FolderId::TOP, &format!("Folder {number}"), None).unwrap())
                .collect();
            for number in 0..count {
                let folder = folders.get(number % 70).copied().unwrap_or(FolderId::TOP);
                writer.add_item(folder, &plain(&format!("Message {number}"), "Hello")).unwrap();
            }
            assert_eq!(writer.items(), count as u64);
            let before = writer.size();
            let after = writer.finish().unwrap().into_inner().len() as u64;
            let section = if layout == Layout::Unicode4k { 0xFE_8000 } else { 253_952 };
            let fits = before >= after && before <= after + 2 * section;
            assert!(fits, "{layout:?} {count}: {before} before, {after} after");
        }
    }
}
