//! Checks that every message is exported byte for byte as EML and MBOX, and that other programs read the same
//! messages from the files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use foundmail_testkit::{MboxFlavour, sample, write_eml_tree, write_mbox};

use crate::program::{Foundmail, number, other};

/// A Python script that prints the digest of each message, as read by Python's `mailbox` module.
const PYTHON: &str = "import hashlib, mailbox, sys
for message in mailbox.mbox(sys.argv[1], create=False).iterkeys():
    raw = mailbox.mbox(sys.argv[1], create=False).get_bytes(message)
    print(hashlib.sha256(raw).hexdigest())
";

fn python(mbox: &Path) -> Vec<String> {
    let mut digests: Vec<String> =
        other("python3", &["-c", PYTHON, mbox.to_str().unwrap()]).lines().map(str::to_owned).collect();
    digests.sort();
    digests
}

fn write(flavour: MboxFlavour, path: &Path) -> usize {
    let mailbox = sample(1);
    write_mbox(&mailbox.messages, flavour, fs::File::create(path).unwrap()).unwrap();
    mailbox.messages.len()
}

#[test]
fn what_was_quoted_for_an_mbox_comes_back_from_it() {
    for flavour in [MboxFlavour::Mboxo, MboxFlavour::Mboxrd, MboxFlavour::Mboxcl, MboxFlavour::Mboxcl2] {
        let foundmail = Foundmail::new();
        let source = foundmail.path("in.mbox");
        let messages = write(flavour, &source);
        let report = foundmail.import(&[&source]);
        assert_eq!(number(&report["totals"]["found"]), messages as u64, "{flavour:?}");
        assert_eq!(number(&report["totals"]["damaged"]), 0, "{flavour:?}");
        let target = foundmail.path("out.mbox");
        foundmail.print(&["export", "--all", "--as", "mbox", "--to", target.to_str().unwrap()]);
        // Exact copies are exported only once.
        let mut theirs = python(&source);
        theirs.dedup();
        if flavour == MboxFlavour::Mboxcl2 {
            // The `From ` lines in the source are not quoted, so Python finds too many messages in it.
            continue;
        }
        assert_eq!(python(&target), theirs, "{flavour:?}");
    }
}

#[test]
fn the_stored_original_is_the_source_byte_for_byte() {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("tree");
    let mailbox = sample(1);
    write_eml_tree(&mailbox, &dir).unwrap();
    foundmail.import(&[&dir]);
    let mut originals: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
    for message in &mailbox.messages {
        originals.entry(message.raw.clone()).or_default();
    }
    for id in foundmail.ids() {
        let raw = foundmail.print(&["show", &id.to_string(), "--as", "raw"]);
        *originals.get_mut(&raw).unwrap_or_else(|| panic!("message {id} is not in the source")) += 1;
    }
    assert!(originals.values().all(|&times| times == 1));
}

#[test]
fn the_folder_structure_is_kept() {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("tree");
    write_eml_tree(&sample(1), &dir).unwrap();
    foundmail.import(&[&dir]);
    let info = foundmail.json(&["info"]);
    let folders = info["sources"][0]["folders"].as_array().unwrap();
    let has = |path: &[&str]| folders.iter().any(|folder| folder["path"] == serde_json::json!(path));
    assert!(has(&["Inbox"]) && has(&["Clients"]) && has(&["Clients", "North Pier"]), "{info}");
}
