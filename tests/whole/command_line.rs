//! Tests the output, the exit codes and the errors of the command line.

use std::fs;
use std::process::Stdio;

use foundmail_testkit::{sample, write_mbox_tree};

use crate::program::{Foundmail, number};

fn with_sample() -> Foundmail {
    let foundmail = Foundmail::new();
    let dir = foundmail.path("Weller Bakery");
    write_mbox_tree(&sample(1), &dir).unwrap();
    foundmail.import(&[&dir]);
    foundmail
}

#[test]
fn a_search_finds_the_letter() {
    let foundmail = with_sample();
    for (query, finds) in [
        ("roof insurance", "Report-88-2041.pdf"),
        ("filename:report-88", "Report-88-2041.pdf"),
        ("has:attachment type:pdf from:ruth roof", "Report-88-2041.pdf"),
        ("during:2016 roof ins*", "Report-88-2041.pdf"),
    ] {
        let found = foundmail.json(&["search", query]);
        assert!(number(&found["total"]) > 0, "{query}");
        assert!(found["hits"].to_string().contains(finds), "{query}: {found}");
        assert_eq!(found["problems"], serde_json::json!([]), "{query}");
    }
    let nothing = foundmail.json(&["search", "\"roof roof roof\""]);
    assert_eq!(number(&nothing["total"]), 0);
}

#[test]
fn hits_have_the_contracts_fields() {
    let foundmail = with_sample();
    let found = foundmail.json(&["search", "roof insurance", "--sort", "relevance", "--limit", "3"]);
    for field in ["query", "total", "seconds", "problems", "indexed", "hits"] {
        assert!(!found[field].is_null(), "{field}");
    }
    let hit = &found["hits"][0];
    for field in [
        "id",
        "thread",
        "date",
        "from",
        "to",
        "subject",
        "folder",
        "kind",
        "size",
        "attachments",
        "snippet",
        "matched_in",
    ] {
        assert!(!hit[field].is_null(), "{field}: {hit}");
    }
    let id = number(&hit["id"]).to_string();
    let thread = foundmail.json(&["thread", &id]);
    assert!(thread.as_array().unwrap().iter().any(|row| row["id"] == hit["id"]));
    for form in ["text", "headers", "raw", "json"] {
        assert!(!foundmail.print(&["show", &id, "--as", form]).is_empty(), "{form}");
    }
}

#[test]
fn marks_are_set_by_a_query_and_stay() {
    let foundmail = with_sample();
    let total = |query: &str| number(&foundmail.json(&["search", query])["total"]);
    let roof = total("roof");
    let starred = foundmail.json(&["mark", "roof", "--star"]);
    assert_eq!((number(&starred["chosen"]), number(&starred["changed"])), (roof, roof));
    assert_eq!(total("is:starred"), roof);
    let rest = total("roof -insurance");
    assert_eq!(number(&foundmail.json(&["mark", "roof", "-insurance", "--unstar"])["changed"]), rest);
    assert_eq!(total("is:starred"), roof - rest);
    foundmail.json(&["mark", "roof", "insurance", "--tag", "Roof claim"]);
    foundmail.json(&["rename-tag", "roof claim", "Claim"]);
    let found = foundmail.json(&["search", "tag:claim", "--sort", "oldest"]);
    assert_eq!(number(&found["total"]), total("roof insurance"));
    assert_eq!(found["hits"][0]["tags"], serde_json::json!(["Claim"]));
    for refused in
        [&["mark", "", "--star"][..], &["mark", "roof before:nonsense", "--star"], &["mark", "roof"]]
    {
        assert_eq!(foundmail.run(refused).status.code(), Some(2), "{refused:?}");
    }
    assert_eq!(foundmail.run(&["mark", "roof", "--tag", " "]).status.code(), Some(1));
    let before = total("is:starred");
    let source = foundmail.json(&["info"])["sources"][0]["id"].to_string();
    foundmail.json(&["remove", &source]);
    assert_eq!(total("is:starred"), 0);
    foundmail.import(&[&foundmail.path("Weller Bakery")]);
    assert_eq!((total("is:starred"), total("tag:claim")), (before, before));
}

#[test]
fn exit_codes_show_the_result() {
    let foundmail = Foundmail::new();
    let code = |args: &[&str]| foundmail.run(args).status.code();
    assert_eq!(code(&["list"]), Some(1), "the archive does not exist");
    assert_eq!(code(&["nonsense"]), Some(2));
    assert_eq!(code(&["import"]), Some(2));
    assert_eq!(code(&["import", "/nowhere/at/all"]), Some(1), "the path does not exist");
    let mail = foundmail.path("one.eml");
    fs::write(&mail, "From: a@x.example\nSubject: one\n\nhello\n").unwrap();
    assert_eq!(code(&["import", mail.to_str().unwrap()]), Some(0));
    assert_eq!(code(&["show", "1"]), Some(0));
    assert_eq!(code(&["show", "999"]), Some(1));
    let target = foundmail.path("out");
    assert_eq!(code(&["export", "--all", "--as", "eml", "--to", target.to_str().unwrap()]), Some(0));
    assert_eq!(
        code(&["export", "--all", "--as", "eml", "--to", target.to_str().unwrap()]),
        Some(1),
        "an existing target is kept"
    );
    assert_eq!(code(&["reindex"]), Some(0));
}

#[test]
fn a_closed_pipe_does_not_change_the_exit_code() {
    let foundmail = Foundmail::new();
    let path = foundmail.path("cut.mbox");
    fs::write(&path, "From a@x Tue Mar  3 10:00:00 2015\nSubject: roof\n\nThe roof le").unwrap();
    for args in [&["import"][..], &["import", "--json"]] {
        let mut command = foundmail.command(&[args, &[path.to_str().unwrap()]].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        // The pipe is closed before the report is printed.
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(3), "{args:?}");
    }
}

#[test]
fn a_lost_index_is_built_anew() {
    let foundmail = with_sample();
    let before = foundmail.json(&["search", "roof"]);
    fs::remove_dir_all(foundmail.path("archive").join("index")).unwrap();
    let after = foundmail.json(&["search", "roof"]);
    assert_eq!(before["total"], after["total"]);
    assert_eq!(after["indexed"], 1.0);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_archive() {
    use std::os::unix::fs::PermissionsExt as _;
    let foundmail = with_sample();
    let mode =
        |name: &str| fs::metadata(foundmail.path("archive").join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode("packs"), 0o700);
    assert_eq!(mode("index"), 0o700);
    assert_eq!(mode("catalogue.sqlite"), 0o600);
}
