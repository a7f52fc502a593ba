//! Imports one mailbox in the formats of many programs. All contain the same mail, so further imports add nothing.

use std::fs;
use std::path::Path;

use foundmail_testkit::{mailbox_zip, sample, write_apple_mail, write_eml_tree, write_maildir, write_mh};
use serde_json::Value;

use crate::program::{Foundmail, number};

fn closes(report: &Value) {
    for part in report["sources"].as_array().unwrap().iter().chain([&report["totals"]]) {
        let of = |name: &str| number(&part[name]);
        assert_eq!(of("found"), of("ready") + of("copies") + of("damaged"), "{part}");
    }
}

#[test]
fn every_program_s_folders_hold_the_same_mail() {
    let foundmail = Foundmail::new();
    let mailbox = sample(1);
    let at = |name: &str| foundmail.path(name);
    write_eml_tree(&mailbox, at("eml")).unwrap();
    write_maildir(&mailbox, at("maildir")).unwrap();
    write_mh(&mailbox, at("mh")).unwrap();
    write_apple_mail(&mailbox, at("apple")).unwrap();
    fs::write(at("mail.zip"), mailbox_zip(&mailbox)).unwrap();
    let first = foundmail.import(&[&at("eml")]);
    closes(&first);
    let messages = mailbox.messages.len() as u64;
    assert_eq!(number(&first["totals"]["found"]), messages);
    for (name, format) in [
        ("maildir", "maildir"),
        ("mh", "folder"),
        ("apple", "apple_mail"),
        ("mail.zip", "zip"),
        ("eml", "folder"),
    ] {
        let report = foundmail.import(&[&at(name)]);
        closes(&report);
        let source = &report["sources"][0];
        assert_eq!(source["format"], format);
        assert_eq!(number(&source["found"]), messages, "{name}");
        assert_eq!(number(&source["ready"]), 0, "{name}");
        assert_eq!(number(&source["damaged"]), number(&first["totals"]["damaged"]), "{name}");
    }
}

#[test]
fn other_files_are_reported_and_are_not_damage() {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("mixed");
    fs::create_dir_all(dir.join("Photos")).unwrap();
    fs::write(dir.join("a.eml"), "Subject: one\r\n\r\nhello\r\n").unwrap();
    fs::write(dir.join("Photos/b.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    fs::write(dir.join("Inbox.msf"), "// <!-- <mdb:mork:z v=\"1.4\"/> -->").unwrap();
    let report = foundmail.import(&[&dir]);
    closes(&report);
    let source = &report["sources"][0];
    assert_eq!((number(&source["found"]), number(&source["damaged"])), (1, 0));
    assert_eq!(source["defects"], Value::Array(Vec::new()));
    assert_eq!(number(&source["not_mail"]["count"]), 2);
    let examples = source["not_mail"]["examples"].as_array().unwrap();
    assert!(examples.iter().any(|file| file["path"] == "Photos/b.png" && file["what"] == "a picture (PNG)"));
}

#[test]
fn mailboxes_are_found() {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("computer");
    write_maildir(&sample(1), dir.join("Maildir")).unwrap();
    fs::write(dir.join("old.ost"), b"!BDN\0\0\0\0SO").unwrap();
    let found = foundmail.json(&["find", dir.to_str().unwrap()]);
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["format"], "maildir");
    let ost = &found[1];
    assert_eq!(
        (&ost["format"], &ost["program"], number(&ost["size"])),
        (&"ost".into(), &"Outlook".into(), 10)
    );
    assert!(Path::new(ost["path"].as_str().unwrap()).ends_with("old.ost"));
    assert!(ost["modified"].as_str().unwrap().ends_with('Z'));
}
