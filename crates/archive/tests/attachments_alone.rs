//! Tests that an export of attachments counts only messages with attachments, and contains each of these attachments.

use std::fs;
use std::path::Path;

use foundmail_archive::view::Selection;
use foundmail_archive::{
    Archive, Control, ExportFormat, ExportOptions, ExportRequest, ImportOptions, TimeZone, export_format,
    verify_export,
};

const PLAIN: &str = "From: Ruth Alder <ruth@alder.example>\nDate: Mon, 14 Mar 2016 10:00:00 +0000\nSubject: Roof\n\n\
    The roof leaks.\n";

/// A picture inside the text, a letter, an attached message, and a program.
const WITH_FILES: &str = "From: Ruth Alder <ruth@alder.example>\nDate: Tue, 15 Mar 2016 10:00:00 +0000\n\
    Subject: Offer\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n\
    --a\nContent-Type: multipart/related; boundary=b\n\n\
    --b\nContent-Type: text/html\n\n<p>Offer <img src=\"cid:logo\"></p>\n\
    --b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo>\nContent-Disposition: inline\n\nlogo\n--b--\n\
    --a\nContent-Type: application/pdf; name=\"Offer 7.pdf\"\nContent-Disposition: attachment\n\noffer\n\
    --a\nContent-Type: message/rfc822\n\nFrom: anna@finn.example\nSubject: Question\n\nHow much?\n\
    --a\nContent-Type: application/octet-stream; name=setup.exe\nContent-Disposition: attachment\n\nprogram\n--a--\n";

fn archive(dir: &Path) -> (Archive, Vec<u32>) {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let paths = [("1.eml", PLAIN), ("2.eml", WITH_FILES)].map(|(name, bytes)| {
        fs::write(dir.join(name), bytes).unwrap();
        dir.join(name)
    });
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&paths, options, &Control::new(), &mut |_| {}).unwrap();
    let all = Selection::Search { query: String::new(), folder: None, source: None };
    let ids = archive.selected(&all).unwrap();
    (archive, ids)
}

fn attachments() -> &'static ExportFormat {
    export_format("attachments").unwrap()
}

#[test]
fn messages_without_attachments_are_not_counted_as_written() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, ids) = archive(dir.path());
    let target = dir.path().join("out");
    let plan = archive.plan(&ids, attachments(), &target).unwrap();
    assert_eq!((plan.messages, plan.attachments, plan.other_kinds), (1, 3, 1));
    let options = ExportOptions { time_zone: "UTC".parse::<TimeZone>().unwrap(), ..ExportOptions::default() };
    let request = ExportRequest {
        messages: &ids,
        format: attachments(),
        target: &target,
        options,
        source_digests: false,
        printer: None,
    };
    let summary = archive.export_with(&request, &mut |_, _| true).unwrap().summary;
    assert_eq!((summary.chosen, summary.written, summary.other_kinds), (1, 1, 1));
    assert_eq!((summary.attachments.written, summary.exceptions.len()), (3, 0));
    let folder = target.join("2016/Ruth Alder");
    let mut files: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let content = fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), content.trim_end().to_owned())
        })
        .collect();
    files.sort();
    let expected = [
        ("2016-03-15 Offer 7.pdf", "offer"),
        ("2016-03-15 Question.eml", "From: anna@finn.example\nSubject: Question\n\nHow much?"),
        ("2016-03-15 setup.exe.blocked", "program"),
    ];
    assert_eq!(files, expected.map(|(name, content)| (name.to_owned(), content.to_owned())));
    assert_eq!(verify_export(&target).unwrap().problems, []);
}

#[test]
fn a_selection_without_attachments_is_refused_before_a_file_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, ids) = archive(dir.path());
    let target = dir.path().join("out");
    assert!(archive.export(&ids[..1], attachments(), &target).is_err());
    assert!(!target.exists());
}
