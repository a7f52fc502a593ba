//! Checks that incomplete sources are always reported as incomplete, and complete ones never. The tests use cut
//! files of each format, zeroed pages of a PST, a folder without its table, interrupted imports, and a better copy
//! that is added later.

use std::fs;
use std::path::{Path, PathBuf};

use foundmail_pst::{Encryption, Layout};
use foundmail_testkit::{
    BulkOptions, MboxFlavour, generate, mailbox_zip, pst_options, sample, write_eml_tree, write_mbox,
    write_pst,
};
use serde_json::Value;

use crate::pages::{contents_tables, pages};
use crate::program::{Foundmail, number, other, outlook_files};

/// The number of positions at which each file is cut.
const CUTS: usize = 20;

/// The results of an import: the source's report, its entry in `info`, and the exit code.
struct Outcome {
    source: Value,
    info: Option<Value>,
    exit: i32,
}

fn import(path: &Path) -> Outcome {
    let foundmail = Foundmail::new();
    let output = foundmail.run(&["import", path.to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let info = foundmail.json(&["info"])["sources"].as_array().unwrap().first().cloned();
    Outcome { source: report["sources"][0].clone(), info, exit: output.status.code().unwrap() }
}

#[track_caller]
fn is_whole(path: &Path) -> u64 {
    let Outcome { source, info, exit } = import(path);
    assert_eq!((&source["state"], &source["missing"]), (&"whole".into(), &Value::Null), "{source}");
    assert_eq!(info.as_ref().map(|info| &info["state"]), Some(&"whole".into()), "{info:?}");
    assert_eq!(exit, 0, "{source}");
    number(&source["found"])
}

#[track_caller]
fn is_not_whole(path: &Path, why: &str) -> Value {
    let Outcome { source, info, exit } = import(path);
    assert_ne!(source["state"], "whole", "{why}: {source}");
    assert_eq!(exit, 3, "{why}");
    let sentence = source["missing"].as_str().unwrap_or_default();
    assert!(sentence.ends_with('.') && sentence.len() > 30, "{why}: {sentence:?}");
    assert!(source["summary"].as_str().unwrap().starts_with(sentence), "{why}: {source}");
    // A file without messages is not kept as a source.
    match info {
        Some(info) => {
            assert_eq!(info["state"], "incomplete", "{why}");
            assert!(info["missing"].is_string(), "{why}: {info}");
        }
        None => assert_eq!(number(&source["found"]), 0, "{why}"),
    }
    source
}

fn pst(dir: &Path, name: &str, layout: Layout) -> PathBuf {
    let path = dir.join(name);
    let messages = sample(1).messages.into_iter().take(60);
    write_pst(messages, pst_options(layout, Encryption::Permute), &path).unwrap();
    path
}

/// Cuts a complete file at many positions spread over its length. Each cut file must be reported as incomplete.
fn cut_everywhere(whole: &Path) {
    let found = is_whole(whole);
    assert!(found > 0);
    let bytes = fs::read(whole).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let cut = dir.path().join(whole.file_name().unwrap());
    for place in 1..=CUTS {
        let length = bytes.len() * place / (CUTS + 1);
        fs::write(&cut, &bytes[..length]).unwrap();
        let source = is_not_whole(&cut, &format!("{} cut to {length} bytes", whole.display()));
        assert!(number(&source["found"]) <= found);
    }
}

#[test]
fn a_cut_pst_is_incomplete() {
    let dir = tempfile::tempdir().unwrap();
    cut_everywhere(&pst(dir.path(), "office.pst", Layout::Unicode));
    cut_everywhere(&outlook_files().join("enron.pst"));
}

#[test]
fn a_cut_ost_is_incomplete() {
    let dir = tempfile::tempdir().unwrap();
    cut_everywhere(&pst(dir.path(), "office.ost", Layout::Unicode4k));
}

#[test]
fn a_cut_mbox_is_incomplete() {
    let dir = tempfile::tempdir().unwrap();
    for flavour in [MboxFlavour::Mboxrd, MboxFlavour::Mboxcl2] {
        let path = dir.path().join("inbox.mbox");
        write_mbox(&sample(1).messages, flavour, fs::File::create(&path).unwrap()).unwrap();
        cut_everywhere(&path);
    }
}

#[test]
fn a_cut_zip_and_a_cut_tar_are_incomplete() {
    let dir = tempfile::tempdir().unwrap();
    let zip = dir.path().join("mail.zip");
    fs::write(&zip, mailbox_zip(&sample(1))).unwrap();
    cut_everywhere(&zip);
    write_eml_tree(&sample(1), dir.path().join("mail")).unwrap();
    for (name, flags) in [("mail.tar.gz", "czf"), ("mail.tar", "cf")] {
        let tar = dir.path().join(name);
        other("tar", &[flags, tar.to_str().unwrap(), "-C", dir.path().to_str().unwrap(), "mail"]);
        cut_everywhere(&tar);
    }
}

/// Zeroes one page of each kind. Nothing is missing without the allocation maps, because they contain no data of
/// messages.
#[test]
fn a_pst_without_one_of_its_pages() {
    let dir = tempfile::tempdir().unwrap();
    let whole = pst(dir.path(), "office.pst", Layout::Unicode);
    let found = is_whole(&whole);
    let bytes = fs::read(&whole).unwrap();
    let pages = pages(&bytes);
    assert!(pages.iter().filter(|page| page.is_of_tree()).count() >= 3, "{pages:?}");
    for page in pages {
        let mut damaged = bytes.clone();
        damaged[page.offset..page.offset + 512].fill(0);
        let path = dir.path().join("damaged.pst");
        fs::write(&path, damaged).unwrap();
        if page.is_of_tree() {
            is_not_whole(&path, &format!("{page:?}"));
        } else {
            assert_eq!(is_whole(&path), found, "{page:?}");
        }
    }
}

#[test]
fn a_pst_without_the_table_of_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let whole = pst(dir.path(), "office.pst", Layout::Unicode);
    let bytes = fs::read(&whole).unwrap();
    let tables = contents_tables(&bytes);
    assert!(!tables.is_empty());
    for block in tables.into_iter().take(5) {
        let mut damaged = bytes.clone();
        damaged[block.clone()].fill(0);
        let path = dir.path().join("damaged.pst");
        fs::write(&path, damaged).unwrap();
        is_not_whole(&path, &format!("{block:?}"));
    }
}

#[test]
fn a_folder_with_a_cut_file_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let mbox = folder.join("Inbox");
    write_mbox(&sample(1).messages, MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    fs::write(folder.join("one.eml"), "Subject: one\r\n\r\nhello\r\n").unwrap();
    is_whole(&folder);
    let bytes = fs::read(&mbox).unwrap();
    fs::write(&mbox, &bytes[..bytes.len() / 2 + 7]).unwrap();
    let source = is_not_whole(&folder, "a cut file in a folder");
    assert!(source["missing"].as_str().unwrap().starts_with("Inbox in this folder"), "{source}");
}

/// Imports files that are not mail or cannot be read. No such file may be kept as a source.
#[test]
fn files_without_messages_are_not_kept() {
    let foundmail = Foundmail::new();
    for (name, bytes) in [("empty.mbox", &b""[..]), ("a.png", b"\x89PNG\r\n\x1a\n"), ("a.pst", b"!BDN")] {
        let path = foundmail.path(name);
        fs::write(&path, bytes).unwrap();
        let output = foundmail.run(&["import", path.to_str().unwrap(), "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["sources"][0]["state"], "unreadable", "{report}");
        assert_eq!(output.status.code(), Some(3));
    }
    assert_eq!(foundmail.json(&["info"])["sources"], Value::Array(Vec::new()));
}

#[test]
fn a_better_copy_takes_the_mark_away() {
    let foundmail = Foundmail::new();
    let whole = outlook_files().join("enron.pst");
    let bytes = fs::read(&whole).unwrap();
    let cut = foundmail.path("laptop.pst");
    fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).unwrap();
    foundmail.import(&[&cut]);
    let source = |at: usize| foundmail.json(&["info"])["sources"][at].clone();
    assert_eq!((&source(0)["state"], &source(0)["replaced_by"]), (&"incomplete".into(), &Value::Null));
    foundmail.import(&[&whole]);
    assert_eq!(source(0)["replaced_by"], whole.canonicalize().unwrap().to_str().unwrap());
    foundmail.print(&["remove", whole.to_str().unwrap()]);
    assert_eq!(source(0)["replaced_by"], Value::Null, "the better copy was removed");
}

/// A larger mailbox with the same messages in other folders is not a better copy of a cut mailbox.
#[test]
fn another_mailbox_with_the_same_messages_leaves_the_mark() {
    let foundmail = Foundmail::new();
    let messages = sample(1).messages;
    let write = |name: &str, messages: &[_]| {
        let path = foundmail.path(name);
        write_mbox(messages, MboxFlavour::Mboxrd, fs::File::create(&path).unwrap()).unwrap();
        path
    };
    let few = write("few.mbox", &messages[..40]);
    let bytes = fs::read(&few).unwrap();
    fs::write(&few, &bytes[..bytes.len() - 7]).unwrap();
    let reversed: Vec<_> = messages.iter().rev().cloned().collect();
    let many = write("many.mbox", &reversed);
    foundmail.import(&[&few]);
    foundmail.import(&[&many]);
    let source = foundmail.json(&["info"])["sources"][0].clone();
    assert_eq!((&source["state"], &source["replaced_by"]), (&"incomplete".into(), &Value::Null));
}

/// Tests runs of zeros, as bad sectors or unfinished downloads leave them.
#[test]
fn zeros_instead_of_messages_are_missing_messages() {
    let dir = tempfile::tempdir().unwrap();
    let mbox = dir.path().join("inbox.mbox");
    write_mbox(&sample(1).messages, MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    let mut bytes = fs::read(&mbox).unwrap();
    let third = bytes.len() / 3;
    bytes[third..third + 50_000].fill(0);
    fs::write(&mbox, bytes).unwrap();
    is_not_whole(&mbox, "zeros in an MBOX");
    write_eml_tree(&sample(1), dir.path().join("mail")).unwrap();
    let tar = dir.path().join("mail.tar");
    other("tar", &["cf", tar.to_str().unwrap(), "-C", dir.path().to_str().unwrap(), "mail"]);
    let mut bytes = fs::read(&tar).unwrap();
    let length = bytes.len().max(3 << 20);
    let half = bytes.len() / 2 / 512 * 512;
    bytes.truncate(half);
    bytes.resize(length, 0);
    fs::write(&tar, bytes).unwrap();
    is_not_whole(&tar, "zeros at the end of a TAR");
}

/// A continued import of several files does not read the first file again, but must still report its missing
/// parts.
#[test]
fn a_continued_import_reports_missing_parts_of_finished_files() {
    let dir = tempfile::tempdir().unwrap();
    let cut = dir.path().join("cut.mbox");
    write_mbox(&sample(1).messages[..50], MboxFlavour::Mboxrd, fs::File::create(&cut).unwrap()).unwrap();
    let bytes = fs::read(&cut).unwrap();
    fs::write(&cut, &bytes[..bytes.len() - 5]).unwrap();
    let long = dir.path().join("long.mbox");
    let options = BulkOptions { messages: 8_000, ..BulkOptions::default() };
    write_mbox(generate(options), MboxFlavour::Mboxrd, fs::File::create(&long).unwrap()).unwrap();
    let foundmail = Foundmail::new();
    let state = || foundmail.json(&["info"])["sources"].as_array().unwrap().clone();
    // The first file has fewer items, so it has been read to its end, and the second one has not.
    let told = foundmail.kill_import(&[&cut, &long], 51);
    assert!(told < 8_050, "the import ended before it could be killed");
    let report = foundmail.import(&[&cut, &long]);
    assert_eq!(report["sources"][0]["state"], "incomplete", "{report}");
    assert_eq!(report["sources"][1]["state"], "whole");
    assert_eq!(state()[0]["state"], "incomplete");
}

/// Texts of attachments that were left out on request must be counted, also if the import is continued or the file
/// is added again.
#[test]
fn texts_that_were_left_out_are_counted_until_they_are_read() {
    let foundmail = Foundmail::new();
    let path = foundmail.path("inbox.mbox");
    write_mbox(&sample(1).messages, MboxFlavour::Mboxrd, fs::File::create(&path).unwrap()).unwrap();
    let left = || number(&foundmail.json(&["info"])["texts_left"]);
    foundmail.print(&["import", path.to_str().unwrap(), "--no-attachment-text", "--json"]);
    assert!(left() > 0);
    // This word occurs only in an attached document.
    let found = |word: &str| number(&foundmail.json(&["search", word])["total"]);
    assert_eq!(found("corroded"), 0);
    foundmail.import(&[&path]);
    assert_eq!(left(), 0);
    assert!(found("corroded") > 0);
}

#[test]
fn adding_a_file_again_brings_nothing_new() {
    let foundmail = Foundmail::new();
    let path = outlook_files().join("enron.pst");
    let say = |args: &[&str]| {
        let mut all = vec!["import", path.to_str().unwrap()];
        all.extend(args);
        foundmail.json(&all)["sources"][0]["summary"].as_str().unwrap().to_owned()
    };
    assert_eq!(say(&[]), "Complete: 71 messages were added.");
    assert_eq!(say(&[]), "Nothing new: all 71 messages were already here.");
    assert_eq!(
        say(&["--recover"]),
        "Nothing new: all 71 messages were already here. No deleted items were found."
    );
}

#[test]
fn an_interrupted_import_is_incomplete_until_it_is_continued() {
    let source = tempfile::tempdir().unwrap();
    let mbox = source.path().join("many.mbox");
    let options = BulkOptions { messages: 6_000, ..BulkOptions::default() };
    write_mbox(generate(options), MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    for wanted in [1, 1_200, 2_500] {
        let foundmail = Foundmail::new();
        let told = foundmail.kill_import(&[&mbox], wanted);
        assert!(told < 6_000, "the import ended before it could be killed");
        let before = foundmail.json(&["info"])["sources"][0].clone();
        assert_eq!(before["state"], "incomplete", "{before}");
        let sentence = before["missing"].as_str().unwrap();
        assert!(sentence.starts_with("The import of many.mbox stopped"), "{sentence}");
        let report = foundmail.import(&[&mbox]);
        assert_eq!(report["sources"][0]["state"], "whole", "{report}");
        assert_eq!(number(&report["totals"]["found"]), 6_000);
        assert_eq!(foundmail.json(&["info"])["sources"][0]["state"], "whole");
    }
}
