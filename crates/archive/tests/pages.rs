//! Tests with the sample mail: pages of the list, and exported documents for other search engines.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use foundmail_archive::view::{ConversationRow, ListRequest, Sort};
use foundmail_archive::{Archive, Control, ImportOptions, export_format};
use foundmail_testkit::{MboxFlavour, sample, write_mbox};
use serde_json::Value;

fn archive(dir: &Path) -> Archive {
    let mbox = dir.join("bakery.mbox");
    write_mbox(sample(1).messages, MboxFlavour::Mboxrd, File::create(&mbox).unwrap()).unwrap();
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[mbox], options, &Control::new(), &mut |_| {}).unwrap();
    archive
}

fn page(archive: &Archive, query: &str, sort: Sort, offset: u32, limit: u32) -> Vec<ConversationRow> {
    let query = query.to_owned();
    let request = ListRequest {
        query,
        without: Vec::new(),
        typing: false,
        folder: None,
        source: None,
        sort,
        offset,
        limit,
    };
    archive.list(&request).unwrap().rows
}

#[test]
fn short_pages_are_the_long_one_cut() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    for sort in [Sort::Date, Sort::Relevance] {
        for query in ["", "roof", "insurance roof", "the", "from:anna", "has:attachment", "\"roof light\""] {
            // Two threads build the long page, but one thread builds each short page.
            let long = page(&archive, query, sort, 0, 60);
            assert!(!long.is_empty(), "{query}");
            let short = (0..12).flat_map(|at| page(&archive, query, sort, at * 5, 5));
            assert_eq!(short.collect::<Vec<_>>(), long, "{query:?} {sort:?}");
            assert!(long.iter().all(|row| row.count > 0 && !row.people.is_empty()), "{query:?}");
        }
    }
    let long = page(&archive, "", Sort::Date, 0, 500);
    assert!(long.len() > 100);
    assert_eq!(page(&archive, "", Sort::Date, 500, 5), []);
}

/// Returns the exported documents in a folder, each with its id.
fn documents(target: &Path, entries: &[Value]) -> Vec<(u64, Value)> {
    let of = |entry: &Value| {
        let part = fs::read(target.join(entry["file"].as_str()?)).ok()?;
        let from = usize::try_from(entry["offset"].as_u64()?).ok()?;
        let to = from + usize::try_from(entry["size"].as_u64()?).ok()?;
        let lines = serde_json::Deserializer::from_slice(&part[from..to]).into_iter();
        let lines: Vec<Value> = lines.collect::<Result<_, _>>().unwrap();
        Some((entry["id"].as_u64()?, lines[1].clone()))
    };
    entries.iter().filter(|entry| entry["file"] != "").map(|entry| of(entry).unwrap()).collect()
}

fn export(archive: &Archive, ids: &[u32], target: &Path) -> (Value, Vec<(u64, Value)>) {
    archive.export(ids, export_format("json").unwrap(), target).unwrap();
    let manifest: Value = serde_json::from_slice(&fs::read(target.join("manifest.json")).unwrap()).unwrap();
    let documents = documents(target, manifest["messages"].as_array().unwrap());
    (manifest, documents)
}

fn only_pack(archive: &Path) -> PathBuf {
    let mut packs = fs::read_dir(archive.join("packs")).unwrap().map(|file| file.unwrap().path());
    let pack = packs.next().unwrap();
    assert_eq!(packs.next(), None);
    pack
}

#[test]
fn documents_say_what_the_letters_say_and_a_damaged_one_keeps_back_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let rows = archive.messages(None, 0, usize::MAX).unwrap();
    let ids: Vec<u32> = rows.iter().map(|row| row.id).collect();
    let (manifest, whole) = export(&archive, &ids, &dir.path().join("whole"));
    assert_eq!((manifest["incomplete"].as_u64(), whole.len()), (Some(0), ids.len()));
    for (row, (id, document)) in rows.iter().zip(&whole) {
        assert_eq!(
            (u64::from(row.id), &row.subject),
            (*id, &document["subject"].as_str().unwrap().to_owned())
        );
    }
    assert!(whole.iter().any(|(_, document)| document["attachment_type"][0] == "pdf"));

    // Damages 16 bytes in the middle of the pack.
    let pack = only_pack(&dir.path().join("archive"));
    let mut bytes = fs::read(&pack).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 16].iter_mut().for_each(|byte| *byte ^= 0x55);
    fs::write(&pack, bytes).unwrap();
    let (manifest, rest) = export(&archive, &ids, &dir.path().join("rest"));
    let damaged = manifest["exceptions"].as_array().unwrap().len();
    assert!((1..ids.len()).contains(&damaged), "{damaged}");
    assert_eq!(rest.len() + damaged, ids.len());
    assert_eq!(manifest["chosen"].as_u64(), Some(ids.len() as u64));
    assert!(rest.iter().all(|document| whole.contains(document)));
}
