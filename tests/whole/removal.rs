//! Checks the removal of a source. Messages that no other source contains are deleted and their space is freed.
//! All other messages stay.

use std::fs;
use std::path::Path;

use foundmail_testkit::{BulkOptions, MboxFlavour, generate, sample, write_eml_tree, write_mbox};

use crate::program::{Foundmail, number};

fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let metadata = entry.metadata().unwrap();
            if metadata.is_dir() { size(&entry.path()) } else { metadata.len() }
        })
        .sum()
}

#[test]
fn what_only_one_source_had_goes_and_its_space_is_given_back() {
    let foundmail = Foundmail::new();
    let (kept, large) = (foundmail.path("kept"), foundmail.path("large.mbox"));
    write_eml_tree(&sample(1), &kept).unwrap();
    let options = BulkOptions { messages: 400, attachments: 100, padding: 60_000, ..BulkOptions::default() };
    let messages: Vec<_> = generate(options).collect();
    write_mbox(&messages, MboxFlavour::Mboxrd, fs::File::create(&large).unwrap()).unwrap();
    foundmail.import(&[&kept]);
    let (ids, before) = (foundmail.ids(), size(&foundmail.path("archive")));
    let originals: Vec<_> =
        ids.iter().map(|id| foundmail.print(&["show", &id.to_string(), "--as", "raw"])).collect();
    foundmail.import(&[&large]);
    let full = size(&foundmail.path("archive"));
    assert!(full > before + 5_000_000, "{full}");

    let removed = foundmail.json(&["remove", "large.mbox"]);
    assert_eq!(foundmail.ids(), ids);
    assert!(number(&removed["messages"]) > 350, "{removed}");
    let after = size(&foundmail.path("archive"));
    assert!(after < before + 1_500_000, "{before} {full} {after}");
    for (id, original) in ids.iter().zip(originals) {
        assert_eq!(foundmail.print(&["show", &id.to_string(), "--as", "raw"]), original);
    }
    let verified = foundmail.json(&["verify", "--full"]);
    assert_eq!(verified["damaged"].as_array().map(Vec::len), Some(0), "{verified}");
    assert_eq!(number(&foundmail.json(&["search", "", "--limit", "0"])["total"]), ids.len() as u64);
    // A source that was removed can be imported again.
    let again = foundmail.import(&[&large]);
    assert_eq!(number(&again["totals"]["ready"]), number(&removed["messages"]));
}

#[test]
fn a_message_is_shown_as_another_source_has_it() {
    let foundmail = Foundmail::new();
    let (tree, mbox) = (foundmail.path("tree"), foundmail.path("all.mbox"));
    let mailbox = sample(1);
    write_eml_tree(&mailbox, &tree).unwrap();
    write_mbox(&mailbox.messages, MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    foundmail.import(&[&mbox]);
    let ids = foundmail.ids();
    foundmail.import(&[&tree]);
    assert_eq!(foundmail.ids(), ids);
    let removed = foundmail.json(&["remove", "all.mbox"]);
    assert_eq!(number(&removed["messages"]), 0);
    assert_eq!(foundmail.ids(), ids);
    // Messages in the folder have CR LF as line ends, unlike those in the MBOX.
    let raw = foundmail.print(&["show", &ids[0].to_string(), "--as", "raw"]);
    assert!(raw.windows(2).any(|pair| pair == b"\r\n"));
    let verified = foundmail.json(&["verify", "--full"]);
    assert_eq!(verified["damaged"].as_array().map(Vec::len), Some(0), "{verified}");
}

#[test]
fn an_unknown_source_is_named() {
    let foundmail = Foundmail::new();
    let tree = foundmail.path("tree");
    write_eml_tree(&sample(1), &tree).unwrap();
    foundmail.import(&[&tree]);
    let output = foundmail.run(&["remove", "nothing.pst"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing.pst"));
}
