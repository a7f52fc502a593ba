//! Tests the commands `compare` and `coverage`.

use std::fs;

use foundmail_testkit::{MboxFlavour, sample, write_eml_tree, write_mbox};
use serde_json::Value;

use crate::program::{Foundmail, number};

fn text(output: Vec<u8>) -> String {
    String::from_utf8(output).unwrap()
}

/// Imports the sample mailbox as a tree, and as an MBOX that lacks the messages from 2016 on.
fn two_sources() -> Foundmail {
    let foundmail = Foundmail::new();
    let (tree, mbox) = (foundmail.path("tree"), foundmail.path("old.mbox"));
    let mut mailbox = sample(1);
    write_eml_tree(&mailbox, &tree).unwrap();
    mailbox.messages.retain(|message| message.date.format("%Y").to_string().as_str() < "2016");
    write_mbox(&mailbox.messages, MboxFlavour::Mboxrd, fs::File::create(&mbox).unwrap()).unwrap();
    foundmail.import(&[&tree, &mbox]);
    foundmail
}

#[test]
fn compare_names_the_messages_that_one_source_lacks() {
    let foundmail = two_sources();
    // The sample has copies, which the archive counts once.
    let lost = number(&foundmail.json(&["search", "since:2016", "--limit", "0"])["total"]);
    assert!(lost > 100, "{lost}");
    let report = foundmail.json(&["compare", "tree", "old.mbox"]);
    assert_eq!(number(&report["only_a"]), lost, "{report}");
    assert_eq!((number(&report["only_b"]), number(&report["differing"])), (0, 0));
    assert_eq!(report["list"], Value::Null);
    let months = report["months"].as_array().unwrap();
    assert!(
        months.iter().all(|row| (number(&row["only_a"]) > 0) == (row["month"].as_str().unwrap() >= "2016"))
    );

    let code = |args: &[&str]| foundmail.run(args).status.code();
    assert_eq!(code(&["compare", "tree", "old.mbox"]), Some(3));
    assert_eq!(code(&["compare", "tree", "tree"]), Some(0));
    assert_eq!(code(&["compare", "tree", "nowhere"]), Some(1));
    assert_eq!(code(&["compare", "tree"]), Some(2));

    let listed = foundmail.json(&["compare", "tree", "old.mbox", "--list"]);
    assert_eq!(listed["list"]["only_a"].as_array().unwrap().len() as u64, lost);
    let shown = text(foundmail.print(&["compare", "tree", "old.mbox", "--list"]));
    for words in ["only in A", "Month", "Folders of A", "Only in A"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(text(foundmail.print(&["compare", "tree", "tree"])).contains("Both have the same messages."));
}

#[test]
fn compare_names_the_unreadable_items_of_a_side() {
    let foundmail = Foundmail::new();
    let (a, b) = (foundmail.path("a"), foundmail.path("b"));
    for folder in [&a, &b] {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("1.eml"), "From: a@x.example\nSubject: roof\n\nThe roof leaks.\n").unwrap();
    }
    // The signature of a compound file, without the file.
    fs::write(b.join("2.msg"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap();
    foundmail.import(&[&a, &b]);
    let output = foundmail.run(&["compare", "a", "b"]);
    assert_eq!(output.status.code(), Some(3));
    let shown = text(output.stdout);
    for words in ["! B: 1 item could not be read", "The messages that could be read are the same in both."] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(foundmail.json(&["compare", "a", "b"])["sides"][1]["lost"], 1);
}

#[test]
fn an_export_that_is_imported_again_is_the_same() {
    let foundmail = Foundmail::new();
    let tree = foundmail.path("tree");
    write_eml_tree(&sample(1), &tree).unwrap();
    foundmail.import(&[&tree]);
    let (export, other) = (foundmail.path("out"), foundmail.path("other archive"));
    foundmail.print(&["export", "--all", "--as", "eml", "--to", export.to_str().unwrap()]);
    let again =
        foundmail.command(&["import", export.to_str().unwrap()]).arg("--archive").arg(&other).output();
    // The last `--archive` counts.
    assert!(again.unwrap().status.success());
    let report =
        foundmail.json(&["compare", foundmail.path("archive").to_str().unwrap(), other.to_str().unwrap()]);
    assert_eq!(
        [&report["only_a"], &report["only_b"], &report["differing"]].map(number),
        [0, 0, 0],
        "{report}"
    );
}

#[test]
fn coverage_shows_months_and_sentences() {
    let foundmail = two_sources();
    let report = foundmail.json(&["coverage"]);
    let sources = report["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 2);
    for field in ["path", "format", "state", "first", "last", "months", "gaps"] {
        assert!(!sources[0][field].is_null(), "{field}");
    }
    let sum = |field: &str| {
        sources[0]["months"].as_array().unwrap().iter().map(|month| number(&month[field])).sum::<u64>()
    };
    assert!(sum("received") > 100 && sum("sent") > 100, "{} {}", sum("received"), sum("sent"));
    let shown = text(foundmail.print(&["coverage", "--source", "tree"]));
    for words in ["tree (folder)", "Jan", "2016", "No gap was found."] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(foundmail.run(&["coverage", "--source", "nowhere"]).status.code(), Some(1));
}
