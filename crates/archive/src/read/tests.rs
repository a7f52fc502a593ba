//! Tests that messages are not read or parsed more often than needed.

use std::path::Path;

use foundmail_export::ItemFacts;

use super::counts::{self, Counts};
use crate::view::Selection;
use crate::{Archive, Control, EXPORT_FORMATS, ImportOptions};

const HTML_MESSAGE: &str = "From: ruth@alder.example\nSubject: Roof claim\nMessage-ID: <1@alder.example>\n\
    Content-Type: text/html\n\n<p>The roof leaks.</p><img src=\"https://alder.example/roof.png\">\n";
const TEXT_MESSAGE: &str =
    "From: anna@alder.example\nSubject: Gutter\nMessage-ID: <2@alder.example>\n\nThe gutter too.\n";
const MESSAGES: &[(&str, &str)] = &[("1.eml", HTML_MESSAGE), ("2.eml", TEXT_MESSAGE)];
/// Each format can contain something of these messages.
const MESSAGES_WITH_FILES: &[(&str, &str)] = &[
    (
        "1.eml",
        "From: ruth@alder.example\nSubject: Roof\nMessage-ID: <1@alder.example>\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>The roof.</p>\n--b\n\
         Content-Type: text/csv; name=roof.csv\nContent-Disposition: attachment\n\nroof,900\n--b--\n",
    ),
    (
        "2.eml",
        "From: ruth@alder.example\nSubject: Gutter\nMessage-ID: <2@alder.example>\nContent-Type: text/csv; \
         name=gutter.csv\nContent-Disposition: attachment\n\ngutter,90\n",
    ),
];

fn archive(dir: &Path, messages: &[(&str, &str)]) -> (Archive, Vec<u32>) {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let write = |(name, bytes): &(&str, &str)| {
        let path = dir.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let paths: Vec<_> = messages.iter().map(write).collect();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&paths, options, &Control::new(), &mut |_| {}).unwrap();
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
    let mut ids = archive.selected(&all).unwrap();
    ids.sort_unstable();
    (archive, ids)
}

#[test]
fn an_opened_message_is_read_parsed_and_cleaned_once() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, ids) = archive(dir.path(), MESSAGES);
    let [html, text] = ids[..] else { panic!("{ids:?}") };
    counts::take();
    let body = archive.body(html, "roof").unwrap();
    assert!(body.document.is_some() && body.remote_pictures == 1 && body.text.iter().any(|piece| piece.hit));
    // Opens another message before the first one is requested again.
    assert_eq!(archive.body(text, "roof").unwrap().document, None);
    let document = archive.body(html, "leaks").unwrap().document.unwrap();
    assert!(document.contains("<mark>leaks</mark>"), "each request marks its own query: {document}");
    assert_eq!(counts::take(), Counts { read: 2, parsed: 2, cleaned: 1 });
}

#[test]
fn each_message_of_a_conversation_is_cleaned_once() {
    let dir = tempfile::tempdir().unwrap();
    let names: Vec<_> = (0..8).map(|n| format!("{n}.eml")).collect();
    let texts: Vec<_> = (0..8).map(|n| HTML_MESSAGE.replace("<1@", &format!("<{n}@"))).collect();
    let messages: Vec<_> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let (archive, ids) = archive(dir.path(), &messages);
    assert_eq!(ids.len(), 8);
    counts::take();
    for id in &ids {
        archive.body(*id, "").unwrap();
    }
    for id in &ids {
        assert!(archive.body(*id, "roof").unwrap().document.is_some());
    }
    assert_eq!(counts::take(), Counts { read: 8, parsed: 8, cleaned: 8 });
}

#[test]
fn a_message_that_is_requested_several_times_at_once_is_cleaned_once() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, ids) = archive(dir.path(), MESSAGES);
    let request = || {
        counts::take();
        archive.body(ids[0], "").unwrap();
        archive.body(ids[0], "roof").unwrap();
        counts::take().cleaned
    };
    let cleaned: u32 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(request)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(cleaned, 1);
}

#[test]
fn a_removed_message_is_not_shown_although_it_was_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, ids) = archive(dir.path(), MESSAGES);
    archive.body(ids[0], "").unwrap();
    for source in archive.overview().unwrap().sources {
        archive.remove_source(source.id).unwrap();
    }
    assert!(archive.body(ids[0], "").is_err());
}

#[test]
fn an_export_reads_and_parses_each_message_once() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, ids) = archive(dir.path(), MESSAGES_WITH_FILES);
    let facts = ItemFacts { kind: "mail", attachments: 1 };
    for format in EXPORT_FORMATS.iter().filter(|format| (format.accepts)(&facts)) {
        let target = dir.path().join(format!("{}{}", format.name, format.target.extension()));
        counts::take();
        let summary = archive.export(&ids, format, &target).unwrap().summary;
        let cleaned = u32::from(format.name == "html");
        assert_eq!(counts::take(), Counts { read: 2, parsed: 2, cleaned }, "{format:?}");
        let manifest: serde_json::Value =
            serde_json::from_slice(&std::fs::read(summary.manifest).unwrap()).unwrap();
        let messages = manifest["messages"].as_array().unwrap();
        let message_ids: Vec<_> =
            messages.iter().map(|entry| entry["message_id"].as_str().unwrap()).collect();
        assert_eq!(message_ids, ["1@alder.example", "2@alder.example"]);
    }
}
