//! Imports real PST and OST files, and compares the number of items with two other programs.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::program::{Foundmail, number, other, outlook_files};

/// The number of items and of attachments in each file, without pictures inside texts.
const FILES: [(&str, u64, u64); 3] = [
    ("enron.pst", 71, 70),
    ("pstextractortest@outlook.com.ost", 183, 24),
    ("pstextractortestpdf@outlook.com.ost", 162, 2),
];

#[test]
fn every_item_comes_through_whole() {
    for (name, items, attachments) in FILES {
        let foundmail = Foundmail::new();
        let report = foundmail.import(&[&outlook_files().join(name)]);
        let source = &report["sources"][0];
        assert_eq!(number(&source["ready"]), items, "{name}: {source}");
        assert_eq!(number(&source["attachments"]["found"]), attachments, "{name}");
        assert_eq!(number(&source["attachments"]["unreadable"]), 0, "{name}");
    }
}

#[test]
fn messages_have_their_bodies_and_attachments() {
    let foundmail = Foundmail::new();
    foundmail.import(&[&outlook_files().join("enron.pst")]);
    let mut files = 0;
    for id in foundmail.ids() {
        let id = id.to_string();
        let message: serde_json::Value =
            serde_json::from_slice(&foundmail.print(&["show", &id, "--as", "json"])).unwrap();
        assert_eq!(message["bodies"]["text"], true, "{message}");
        assert!(message["date"].is_string() && message["from"].is_object(), "{message}");
        for attachment in message["attachments"].as_array().unwrap() {
            assert!(number(&attachment["size"]) > 0, "{message}");
            files += u64::from(attachment["inline"] == false);
        }
        let dir = foundmail.path(&format!("saved-{id}"));
        foundmail.print(&["attachments", &id, "--save", dir.to_str().unwrap()]);
    }
    assert_eq!(files, 70);
}

#[test]
fn others_find_no_more() {
    for (name, items, _) in FILES {
        let file = outlook_files().join(name);
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("pff");
        other("pffexport", &["-q", "-m", "items", "-t", target.to_str().unwrap(), file.to_str().unwrap()]);
        let theirs = count_items(&dir.path().join("pff.export"));
        assert!(items >= theirs, "{name}: pffexport finds {theirs}");

        let target = dir.path().join("readpst");
        fs::create_dir(&target).unwrap();
        // With several jobs, readpst loses items with equal names.
        other(
            "readpst",
            &["-q", "-e", "-t", "eajc", "-j", "0", "-o", target.to_str().unwrap(), file.to_str().unwrap()],
        );
        let theirs = count_files(&target);
        assert!(items >= theirs, "{name}: readpst finds {theirs}");
    }
}

/// Counts the folders `Message00001`, `Appointment00001` and so on. `pffexport` creates one for each item. Items
/// attached to another item have a folder inside its folder `Attachments`.
fn count_items(dir: &Path) -> u64 {
    let mut count = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "Attachments" {
            count += u64::from(is_numbered(&name));
            count += count_items(&path);
        }
    }
    count
}

fn is_numbered(name: &str) -> bool {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 5 && name.len() > 5
}

fn count_files(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count_files(&path) } else { 1 }).sum()
}

#[test]
fn the_source_is_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("copy.pst");
    fs::copy(outlook_files().join("enron.pst"), &file).unwrap();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let state = || -> (Vec<u8>, SystemTime) {
        (fs::read(&file).unwrap(), fs::metadata(&file).unwrap().modified().unwrap())
    };
    let before = state();
    let foundmail = Foundmail::new();
    foundmail.import(&[&file]);
    foundmail.print(&["inspect", file.to_str().unwrap()]);
    assert!(state() == before, "the file was changed");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "a file was written next to the mailbox");
}
