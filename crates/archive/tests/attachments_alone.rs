//! Tests that an export of attachments counts only messages with attachments, and contains each of these attachments.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
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
    let plan = archive.plan(&ids, attachments(), &ExportOptions::default(), &target).unwrap();
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

/// Returns bytes that cannot be compressed, so that the pack of the archive contains them as they are.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let steps = std::iter::successors(Some(seed), |state| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    });
    steps.skip(1).map(|state| state.to_be_bytes()[0]).take(length).collect()
}

#[test]
fn a_damaged_attachment_does_not_prevent_the_others_from_being_saved() {
    let dir = tempfile::tempdir().unwrap();
    let files: Vec<(String, Vec<u8>)> =
        (1..=3).map(|number| (format!("{number}.bin"), noise(number, 20_000))).collect();
    let parts = files.iter().map(|(name, bytes)| {
        // 57 bytes are a line of 76 characters.
        let coded: Vec<String> = bytes.chunks(57).map(|line| STANDARD.encode(line)).collect();
        let coded = coded.join("\n");
        format!(
            "--a\nContent-Type: application/octet-stream; name={name}\nContent-Disposition: attachment\n\
                 Content-Transfer-Encoding: base64\n\n{coded}\n"
        )
    });
    let text = format!(
        "From: a@x.example\nSubject: three\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n{}--a--\n",
        parts.collect::<String>()
    );
    fs::write(dir.path().join("mail.eml"), text).unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[dir.path().join("mail.eml")], options, &Control::new(), &mut |_| {}).unwrap();
    let message = archive.messages(None, 0, 1).unwrap()[0].id;
    let damage = |bytes: &[u8]| {
        for file in fs::read_dir(dir.path().join("archive/packs")).unwrap() {
            let path = file.unwrap().path();
            let mut pack = fs::read(&path).unwrap();
            let at = pack.windows(64).position(|window| window == &bytes[100..164]).unwrap();
            pack[at] ^= 1;
            fs::write(&path, pack).unwrap();
        }
    };
    let saved = |target: &Path| {
        let names = ["1.bin", "2.bin", "3.bin"].into_iter().filter(|name| target.join(name).exists());
        names.collect::<Vec<_>>().join(" ")
    };

    let all = dir.path().join("all");
    archive.save_attachments(message, &all).unwrap();
    assert_eq!(saved(&all), "1.bin 2.bin 3.bin");
    damage(&files[0].1);
    let rest = dir.path().join("rest");
    let error = archive.save_attachments(message, &rest).unwrap_err();
    assert_eq!(saved(&rest), "2.bin 3.bin");
    let sentence = error.to_string();
    assert!(sentence.starts_with("1 of 3 attachments could not be saved: 1.bin. "), "{sentence}");
    assert!(sentence.ends_with(&format!("The others are in {}.", rest.display())), "{sentence}");
    for (_, bytes) in &files[1..] {
        damage(bytes);
    }
    let error = archive.save_attachments(message, &dir.path().join("none")).unwrap_err();
    assert!(!error.to_string().contains("of 3"), "{error}");
}
