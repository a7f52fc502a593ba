//! Attachments have the folders and names that people expect, and none is lost.

use std::fs;
use std::path::Path;

use foundmail_mail::Person;

use super::FORMAT;
use crate::manifest::tests::entries;
use crate::message::tests::TestContent;
use crate::{
    AttachmentFolders, Export, ExportAttachment, ExportMessage, ExportOptions, ExportSummary, verify_export,
};

/// A message: thread, date, sender, subject, and the name and content of each attachment.
type Mail = (u32, Option<i64>, &'static str, &'static str, &'static [(&'static str, Option<&'static str>)]);

const MARCH: i64 = 1_457_950_000; // 2016-03-14 10:06:40 UTC
const APRIL: i64 = MARCH + 30 * 86_400; // 2016-04-13
const NEW_YEAR: i64 = 1_483_228_799; // 2016-12-31 23:59:59 UTC

fn export(target: &Path, by: AttachmentFolders, zone: &str, mails: &[Mail]) -> ExportSummary {
    let time_zone = zone.parse().unwrap();
    let options = ExportOptions { attachment_folders: by, time_zone, ..ExportOptions::default() };
    let mut export = Export::create(&FORMAT, target, options).unwrap();
    for (id, (thread, date, from, subject, files)) in (1..).zip(mails) {
        let content = TestContent {
            attachments: files.iter().map(|(_, content)| *content).collect(),
            ..TestContent::default()
        };
        let attachment =
            |name: &str| ExportAttachment { name: name.to_owned(), ..ExportAttachment::default() };
        let message = ExportMessage {
            id,
            thread: *thread,
            date: *date,
            subject: (*subject).to_owned(),
            from: vec![Person { name: (*from).to_owned(), address: String::new() }],
            attachments: files.iter().map(|(name, _)| attachment(name)).collect(),
            ..ExportMessage::new(&content)
        };
        export.write(&message).unwrap();
    }
    let summary = export.finish().unwrap();
    assert_eq!(summary.chosen as usize, summary.written as usize + summary.exceptions.len());
    assert_eq!(verify_export(target).unwrap().problems, []);
    summary
}

/// Returns the path of each file, with its content.
fn files(dir: &Path, summary: &ExportSummary) -> Vec<(String, String)> {
    let mut files: Vec<_> = summary
        .files
        .iter()
        .map(|file| (file.path.clone(), fs::read_to_string(dir.join(&file.path)).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn folders_and_names() {
    let mails: &[Mail] = &[
        (1, Some(MARCH), "Ruth Alder", "Roof", &[("Invoice 88.pdf", Some("a")), ("photo", Some("b"))]),
        (1, Some(APRIL), "Anna/Finn", "Re: Roof", &[("../../x.pdf", Some("c")), ("CON", Some("d"))]),
        (2, Some(MARCH), "Ruth Alder", "AW: Roof", &[("invoice 88.PDF", Some("e"))]),
        (3, None, "  ", "", &[("", Some("f"))]),
        (4, Some(NEW_YEAR), "..", "Year: end", &[("a.exe", Some("g")), ("b.pdf\u{202e}exe.js. ", Some("h"))]),
    ];
    let by_sender = [
        ("2016/Anna_Finn/2016-04-13 _CON", "d"),
        ("2016/Anna_Finn/2016-04-13 x.pdf", "c"),
        ("2016/Ruth Alder/2016-03-14 Invoice 88.pdf", "a"),
        ("2016/Ruth Alder/2016-03-14 invoice 88 (2).PDF", "e"),
        ("2016/Ruth Alder/2016-03-14 photo", "b"),
        ("2017/Folder/2017-01-01 a.exe.blocked", "g"),
        ("2017/Folder/2017-01-01 b.pdfexe.js.blocked", "h"),
        ("No date/Unknown sender/No date attachment", "f"),
    ];
    let by_conversation = [
        ("2016-03-14 Roof (2)/2016-03-14 invoice 88.PDF", "e"),
        ("2016-03-14 Roof/2016-03-14 Invoice 88.pdf", "a"),
        ("2016-03-14 Roof/2016-03-14 photo", "b"),
        ("2016-03-14 Roof/2016-04-13 _CON", "d"),
        ("2016-03-14 Roof/2016-04-13 x.pdf", "c"),
        ("2017-01-01 Year_ end/2017-01-01 a.exe.blocked", "g"),
        ("2017-01-01 Year_ end/2017-01-01 b.pdfexe.js.blocked", "h"),
        ("No date no subject/No date attachment", "f"),
    ];
    for (by, expected) in
        [(AttachmentFolders::Sender, by_sender), (AttachmentFolders::Conversation, by_conversation)]
    {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        let summary = export(&target, by, "+01:00", mails);
        let expected = expected.map(|(path, content)| (path.to_owned(), content.to_owned()));
        assert_eq!(files(&target, &summary), expected);
        assert_eq!((summary.written, summary.attachments.written), (5, 8));
    }
}

#[test]
fn equal_bytes_are_written_once_in_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let summary = export(
        &target,
        AttachmentFolders::Sender,
        "UTC",
        &[
            (1, Some(MARCH), "Ruth", "Roof", &[("terms.pdf", Some("same")), ("other.pdf", Some("other"))]),
            (1, Some(APRIL), "Ruth", "Re: Roof", &[("copy of terms.pdf", Some("same"))]),
            (1, Some(APRIL), "Anna", "Re: Roof", &[("terms.pdf", Some("same"))]),
        ],
    );
    let paths: Vec<String> = files(&target, &summary).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "2016/Anna/2016-04-13 terms.pdf",
            "2016/Ruth/2016-03-14 other.pdf",
            "2016/Ruth/2016-03-14 terms.pdf"
        ]
    );
    let attachments: Vec<_> = entries(&summary).into_iter().flat_map(|entry| entry.attachments).collect();
    let listed: Vec<_> = attachments
        .iter()
        .map(|one| (one.name.as_str(), one.file.as_deref().unwrap(), one.repeated))
        .collect();
    assert_eq!(
        listed,
        [
            ("terms.pdf", "2016/Ruth/2016-03-14 terms.pdf", false),
            ("other.pdf", "2016/Ruth/2016-03-14 other.pdf", false),
            ("copy of terms.pdf", "2016/Ruth/2016-03-14 terms.pdf", true),
            ("terms.pdf", "2016/Anna/2016-04-13 terms.pdf", false),
        ]
    );
    assert!(attachments.iter().all(|one| one.sha256.is_some()));
    assert_eq!(summary.attachments.written, 4, "a repeated attachment is part of the export");
}

#[test]
fn an_unreadable_attachment_is_an_exception_and_leaves_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let summary = export(
        &target,
        AttachmentFolders::Sender,
        "UTC",
        &[
            (1, Some(MARCH), "Ruth", "Roof", &[("lost.pdf", None), ("kept.pdf", Some("kept"))]),
            (1, Some(MARCH), "Ruth", "Gutter", &[("gone.pdf", None)]),
        ],
    );
    let expected = ("2016/Ruth/2016-03-14 kept.pdf".to_owned(), "kept".to_owned());
    assert_eq!(files(&target, &summary), [expected]);
    assert_eq!((summary.chosen, summary.written, summary.incomplete), (2, 1, 1));
    assert_eq!(summary.attachments.written, 1);
    assert_eq!(summary.attachments.exceptions[0].name, "lost.pdf");
    assert_eq!(summary.exceptions[0].subject, "Gutter");
    assert!(summary.exceptions[0].why.contains("gone.pdf"), "{:?}", summary.exceptions);
    assert!(!target.join(".unnamed").exists());
}

#[test]
fn names_keep_their_extension_and_attached_messages_get_one() {
    let long = "x".repeat(300);
    for (name, media_type, expected) in [
        ("Offer.eml", "message/rfc822", "No date Offer.eml"),
        ("Re: Offer", "message/rfc822", "No date Re_ Offer.eml"),
        ("Version 2.1", "message/global", "No date Version 2.1.eml"),
        ("run.exe", "message/rfc822", "No date run.exe.eml"),
        (&format!("{long}.pdf"), "application/pdf", &format!("No date {}.pdf", "x".repeat(112))),
        (&format!("a.{long}"), "text/plain", &format!("No date a.{}", "x".repeat(110))),
        (".profile", "text/plain", "No date .profile"),
    ] {
        let attachment = ExportAttachment {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            ..ExportAttachment::default()
        };
        assert_eq!(super::file_name(&attachment, None), expected, "{name}");
    }
}

#[test]
fn a_thousand_conversations_of_one_name_have_their_own_folders() {
    let dir = tempfile::tempdir().unwrap();
    let subject: &'static str = Box::leak("Invoice ".repeat(20).into_boxed_str());
    let mails: Vec<Mail> =
        (0..1000).map(|thread| (thread, Some(MARCH), "Ruth", subject, &[("a.pdf", Some("a"))][..])).collect();
    let target = dir.path().join("out");
    let summary = export(&target, AttachmentFolders::Conversation, "UTC", &mails);
    assert_eq!(summary.files.len(), 1000);
    assert!(summary.files.iter().all(|file| file.path.ends_with("/2016-03-14 a.pdf")));
}
