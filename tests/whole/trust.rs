//! Checks that nothing is exported, overwritten or skipped without a report.

use std::fs;
use std::path::Path;
use std::process::Command;

use foundmail_testkit::{MboxFlavour, sample, write_eml_tree, write_mbox};
use serde_json::Value;

use crate::program::{Foundmail, built, number};

fn with_sample() -> Foundmail {
    let foundmail = Foundmail::new();
    let tree = foundmail.path("tree");
    write_eml_tree(&sample(1), &tree).unwrap();
    foundmail.import(&[&tree]);
    foundmail
}

#[test]
fn a_query_that_is_not_understood_hands_nothing_over() {
    let foundmail = with_sample();
    let target = foundmail.path("out");
    let export = |query: &str| {
        let args = ["export", "--query", query, "--as", "eml", "--to", target.to_str().unwrap(), "--json"];
        foundmail.run(&args)
    };
    let long = format!("{} -insurance", "roof ".repeat(1000));
    for query in
        ["before:nonsense", "larger:1.5x", "", " ", "id:abc", "from:", "roof is:unread", "!!!", "OR", &long]
    {
        let output = export(query);
        assert_eq!(output.status.code(), Some(2), "{query:.40}");
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(said["error"].is_string() && said["problems"].is_array(), "{said}");
        assert!(!target.exists(), "{query:.40}");
    }
    // An export must contain exactly the results of the search.
    for query in ["roo*", "-roof insurance", "roof –insurance", "\"roof cla*"] {
        let found = number(&foundmail.json(&["search", query, "--limit", "0"])["total"]);
        let output = export(query);
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(number(&summary["written"]), found, "{query}");
        assert!(found > 1, "{query}");
        fs::remove_dir_all(&target).unwrap();
    }
}

#[test]
fn what_fails_leaves_nothing_that_stands_in_the_way() {
    let foundmail = with_sample();
    let target = foundmail.path("out");
    for format in ["eml", "json"] {
        let export = |ids: &[&str]| {
            let args = [&["export", "--as", format, "--to", target.to_str().unwrap(), "--id"], ids].concat();
            foundmail.run(&args).status.code()
        };
        assert_eq!(export(&["1", "999999"]), Some(1));
        assert!(!target.exists());
        assert_eq!(export(&["1", "2"]), Some(0));
        fs::remove_dir_all(&target).unwrap();
    }
    for args in [
        &["list", "--folder", "no such one"][..],
        &["export", "--folder", "no such one", "--as", "eml", "--to", "x"],
    ] {
        assert_eq!(foundmail.run(args).status.code(), Some(1), "{args:?}");
    }
    let listed = |folder: &str| foundmail.json(&["list", "--folder", folder]).as_array().unwrap().len();
    assert_eq!(listed("Clients / North Pier"), listed("Clients/North Pier"));
}

#[test]
fn words_need_no_quotes_and_minus_is_no_option() {
    let foundmail = with_sample();
    let total =
        |args: &[&str]| number(&foundmail.json(&[&["search", "--limit", "0"], args].concat())["total"]);
    assert_eq!(total(&["roof", "insurance"]), total(&["roof insurance"]));
    assert_eq!(total(&["roof", "-insurance"]) + total(&["roof", "insurance "]), total(&["roof "]));
    assert_eq!(total(&["-roof", ""]) + total(&["roof "]), total(&[""]));
}

#[test]
fn an_archive_is_not_made_among_other_files_and_not_imported() {
    let foundmail = Foundmail::new();
    let mail = foundmail.path("mail");
    write_eml_tree(&sample(1), &mail).unwrap();
    let inside = mail.join("archive");
    let import_into = |archive: &Path| {
        let mut command = Command::new(built("FOUNDMAIL_CLI", "foundmail"));
        command.arg("--archive").arg(archive).arg("import").arg(&mail).arg("--json").output().unwrap()
    };
    let before = fs::read_dir(&mail).unwrap().count();
    assert_eq!(import_into(&mail).status.code(), Some(1));
    assert_eq!(fs::read_dir(&mail).unwrap().count(), before);
    // An archive inside an imported folder must not be imported, and must not count as a change of the source.
    let first: Value = serde_json::from_slice(&import_into(&inside).stdout).unwrap();
    let second = import_into(&inside);
    assert_eq!(second.status.code(), Some(0));
    let second: Value = serde_json::from_slice(&second.stdout).unwrap();
    assert_eq!(first["totals"]["found"], second["totals"]["found"]);
    assert_eq!(number(&second["totals"]["ready"]), 0);
    let defects = second["sources"][0]["defects"].as_array().unwrap();
    assert_eq!(defects.len(), 1, "{defects:?}");
    assert_eq!(
        defects[0]["plain"],
        "catalogue.sqlite: This is an archive of Foundmail. Foundmail does not import archives."
    );
}

#[cfg(unix)]
#[test]
fn what_is_passed_over_is_named() {
    let foundmail = Foundmail::new();
    let mail = foundmail.path("mail");
    write_eml_tree(&sample(1), &mail).unwrap();
    std::os::unix::fs::symlink(&mail, mail.join("Old mail")).unwrap();
    let pipe = mail.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (pipe, mail) = (pipe.to_str().unwrap(), mail.to_str().unwrap());
    let output = foundmail.run(&["import", mail]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in ["Old mail: This is a link", "pipe: This is a pipe", "2 parts of folders were not read"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // The import must not wait for data from the pipe.
    for args in [&["import", pipe][..], &["inspect", pipe]] {
        let output = foundmail.run(args);
        let said = [output.stdout, output.stderr].concat();
        assert!(String::from_utf8_lossy(&said).contains("this is a pipe"), "{args:?}");
    }
}

#[test]
fn a_cut_mailbox_has_one_damaged_message() {
    let foundmail = Foundmail::new();
    let whole = foundmail.path("whole.mbox");
    write_mbox(&sample(1).messages, MboxFlavour::Mboxrd, fs::File::create(&whole).unwrap()).unwrap();
    let bytes = fs::read(&whole).unwrap();
    let cut = foundmail.path("cut.mbox");
    for length in [bytes.len() / 3, bytes.len() / 2] {
        // The cut is in the middle of a line.
        let mut length = length;
        while bytes[length - 1] == b'\n' || bytes[length] == b'\n' {
            length += 1;
        }
        fs::write(&cut, &bytes[..length]).unwrap();
        let report = foundmail.import(&[&cut]);
        assert_eq!(number(&report["totals"]["damaged"]), 1, "{length}: {}", report["totals"]);
    }
}
