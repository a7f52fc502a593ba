//! Tests of the previews of attachments, with files inside other files.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foundmail_testkit::files::{pdf, xlsx, zip};

use crate::view::{AttachmentPreview, ErrorCode};
use crate::{Archive, ArchiveError, Control, ImportOptions};

const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";

/// Returns a message with attachments: each with its media type, name and bytes.
fn message(body: &str, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut raw = format!(
        "From: Ruth <ruth@alder.example>\r\nSubject: Roof\r\nDate: Mon, 2 Mar 2020 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{body}\r\n"
    );
    for (media_type, name, bytes) in files {
        let encoded = STANDARD.encode(bytes);
        let lines: Vec<_> =
            encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let _ = write!(
            raw,
            "--b\r\nContent-Type: {media_type}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            lines.join("\r\n")
        );
    }
    raw.push_str("--b--\r\n");
    raw.into_bytes()
}

fn text(files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    message("Content-Type: text/plain\r\n\r\nThe roof leaks.", files)
}

/// Imports a message, whose id is 1.
fn archive(dir: &Path, raw: &[u8]) -> Archive {
    std::fs::write(dir.join("1.eml"), raw).unwrap();
    let archive = Archive::open(&dir.join("archive")).unwrap();
    archive.children.are_here.store(true, Ordering::Relaxed);
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[dir.join("1.eml")], options, &Control::new(), &mut |_| {}).unwrap();
    archive
}

/// Returns the preview of the only attachment.
fn preview(media_type: &str, name: &str, bytes: &[u8]) -> AttachmentPreview {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), &text(&[(media_type, name, bytes)]));
    archive.preview_attachment(1, &[0], "roof").unwrap()
}

#[track_caller]
fn check_none(media_type: &str, name: &str, bytes: &[u8], expected: &str) {
    match preview(media_type, name, bytes) {
        AttachmentPreview::None { why } => assert_eq!(why, expected, "{name}"),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn files_that_cannot_be_shown_have_a_sentence() {
    check_none("text/plain", "a.txt", b"", "This file is empty.");
    check_none("image/tiff", "a.tif", b"II*\0\x08\0\0\0", super::why::no_preview(&tiff()));
    check_none(
        "application/octet-stream",
        "a.exe",
        b"MZ\0\x01\0\0",
        "This file can run as a program, so it is not shown.",
    );
    check_none(
        "image/svg+xml",
        "a.svg",
        b"<svg/>",
        "Drawings of this kind (SVG) are not shown, because they can contain programs.",
    );
    check_none(
        "image/png",
        "a.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xFF\xFF\0\0\xFF\xFF",
        "This picture is very large (65535 x 65535). Save it to look at it.",
    );
    let locked = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    check_none("application/msword", "a.doc", &locked, "This file is damaged, so it cannot be shown.");
}

fn tiff() -> super::Attached {
    super::Attached {
        name: "a.tif".to_owned(),
        bytes: b"II*\0\x08\0\0\0".to_vec(),
        ..super::Attached::default()
    }
}

#[test]
fn the_content_decides_about_pictures_and_hits_are_marked() {
    assert!(matches!(
        preview("application/pdf", "a.pdf", GIF),
        AttachmentPreview::Picture { data, width: 1, height: 1 } if data == "data:image/gif;base64,R0lGODlhAQABAAAAADs="
    ));
    let AttachmentPreview::Text { text, cut: false } = preview("image/png", "a.png", b"The roof is gone.")
    else {
        panic!("no text")
    };
    let hits: Vec<_> =
        text.iter().filter(|segment| segment.hit).map(|segment| segment.text.as_str()).collect();
    assert_eq!(hits, ["roof"]);
    let AttachmentPreview::Tables { tables } =
        preview("application/vnd.ms-excel", "a.xlsx", &xlsx(&[vec!["a", "b"]]))
    else {
        panic!("no tables")
    };
    assert_eq!((tables[0].rows.clone(), tables[0].cut), (vec![vec!["a".to_owned(), "b".to_owned()]], false));
    assert!(matches!(
        preview("text/calendar", "a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Visit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
        AttachmentPreview::Event { title, .. } if title == "Visit"
    ));
    let card = format!("BEGIN:VCARD\nFN:Eva\nPHOTO;ENCODING=b:{}\nEND:VCARD\n", STANDARD.encode(GIF));
    assert!(matches!(
        preview("text/vcard", "a.vcf", card.as_bytes()),
        AttachmentPreview::Card { title, picture: Some(_), .. } if title == "Eva"
    ));
}

#[test]
fn pages_are_drawn() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), &text(&[("application/pdf", "a.pdf", &pdf("Title", "The roof", b""))]));
    assert_eq!(archive.preview_attachment(1, &[0], "").unwrap(), AttachmentPreview::Pages { count: 1 });
    let page = archive.preview_page(1, &[0], 0, 300).unwrap();
    assert!(
        page.width == 300 && page.height > 300 && page.picture.starts_with("data:image/png;base64,iVBOR")
    );
    assert!(archive.preview_page(1, &[0], 1, 300).is_err());
    assert!(archive.preview_page(1, &[0], 0, u32::MAX).unwrap().width <= super::MAX_WIDTH);
}

/// A message that carries a message that carries a ZIP file with a message.
fn nested() -> Vec<u8> {
    let innermost: &[u8] = b"From: eva@x.example\nSubject: Innermost\n\nThe roof.\n";
    let packed = zip(&[("dir/", &b""[..]), ("dir/in/../a.eml", innermost), ("b.txt", &b"text"[..])]);
    let html = "Content-Type: text/html\r\n\r\n<p>See <a href=\"https://alder.example/a\">the roof</a> <img src=\"cid:logo\"></p>\r\n\
                --b\r\nContent-Type: image/gif; name=logo.gif\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n\
                R0lGODlhAQABAAAAADs=";
    let inner = message(
        html,
        &[
            ("application/zip", "all.zip", &packed),
            ("text/html", "page.html", b"<html><body><a href='https://x.example'>x</a>"),
        ],
    );
    text(&[("application/octet-stream", "inner.eml", &inner)])
}

#[test]
fn a_path_leads_through_messages_and_zip_files() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), &nested());
    let AttachmentPreview::Message { message, body } = archive.preview_attachment(1, &[0], "roof").unwrap()
    else {
        panic!("no message")
    };
    assert_eq!((message.id, message.subject.as_str(), message.attachments.len()), (1, "Roof", 2));
    let document = body.document.unwrap();
    assert!(document.contains("<mark>roof</mark>") && document.contains("data:image/gif"), "{document}");
    let zip_index = message.attachments.iter().find(|file| file.name == "all.zip").unwrap().index;
    let AttachmentPreview::Entries { entries, cut: false } =
        archive.preview_attachment(1, &[0, zip_index], "").unwrap()
    else {
        panic!("no entries")
    };
    let shown: Vec<_> = entries.iter().map(|entry| (entry.index, entry.name.as_str())).collect();
    assert_eq!(shown, [(1, "dir/in/a.eml"), (2, "b.txt")]);
    let innermost = archive.preview_attachment(1, &[0, zip_index, 1], "").unwrap();
    assert!(
        matches!(innermost, AttachmentPreview::Message { message, .. } if message.subject == "Innermost")
    );
    let saved = archive.save_attached(1, &[0, zip_index, 2], dir.path()).unwrap();
    assert_eq!(
        (std::fs::read(&saved).unwrap(), saved.file_name().unwrap().to_str()),
        (b"text".to_vec(), Some("b.txt"))
    );
    for at in [&[][..], &[7], &[0, 9], &[0, zip_index, 1, 0]] {
        let error = archive.preview_attachment(1, at, "").unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotFound, "{at:?}");
    }
    let deep = archive.preview_attachment(1, &[0; 9], "").unwrap();
    assert_eq!(deep, AttachmentPreview::None { why: "This file is inside too many other files.".to_owned() });
}

/// Returns the number of the only link of a document.
fn number_of(document: &str) -> u32 {
    let (_, rest) = document.split_once("/link/1/").unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}

#[test]
fn links_of_attached_documents_lead_to_their_addresses() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path(), &nested());
    let AttachmentPreview::Message { message, body } = archive.preview_attachment(1, &[0], "").unwrap()
    else {
        panic!("no message")
    };
    let page = message.attachments.iter().find(|file| file.name == "page.html").unwrap().index;
    let AttachmentPreview::Html { document } = archive.preview_attachment(1, &[0, page], "").unwrap() else {
        panic!("no page")
    };
    assert_eq!(archive.link(1, number_of(&body.document.unwrap())).unwrap().url, "https://alder.example/a");
    assert_eq!(archive.link(1, number_of(&document)).unwrap().url, "https://x.example");
    for wrong in [0, number_of(&document) + 1, u32::MAX] {
        assert!(archive.link(1, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_damaged_file_in_a_zip_is_not_saved() {
    let dir = tempfile::tempdir().unwrap();
    let mut packed = zip(&[("a.txt", "The roof is gone.")]);
    let at = packed.windows(4).position(|window| window == b"gone").unwrap();
    packed[at] = b'G';
    let archive = archive(dir.path(), &text(&[("application/zip", "a.zip", &packed)]));
    assert!(matches!(
        archive.preview_attachment(1, &[0, 0], "").unwrap(),
        AttachmentPreview::Text { cut: true, .. }
    ));
    let error = archive.save_attached(1, &[0, 0], dir.path()).unwrap_err();
    assert!(matches!(error, ArchiveError::Choice { what } if what.contains("damaged")));
}

#[test]
fn programs_are_not_opened_and_copies_are_private() {
    let dir = tempfile::tempdir().unwrap();
    let files: [(&str, &str, &[u8]); 3] = [
        ("application/pdf", "a.pdf", b"%PDF-1.4"),
        ("application/pdf", "b.pdf", b"MZ\0\0"),
        ("application/pdf", "c.pdf\u{202E}.exe", b"x"),
    ];
    let archive = archive(dir.path(), &text(&files));
    let copies = dir.path().join("copies");
    let path = archive.copy_to_open(1, &[0], &copies).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for index in [1, 2] {
        let error = archive.copy_to_open(1, &[index], &copies).unwrap_err();
        assert!(matches!(error, ArchiveError::Choice { what } if what.contains("program")), "{index}");
    }
    assert_eq!(std::fs::read_dir(&copies).unwrap().count(), 1);
    // Saving by a dialog replaces a file, but only when the new one is complete.
    let target = dir.path().join("new.pdf");
    std::fs::write(&target, "old").unwrap();
    archive.save_attached_as(1, &[0], &target).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"%PDF-1.4");
    assert!(archive.save_attached_as(1, &[9], &target).is_err());
    assert_eq!(std::fs::read(&target).unwrap(), b"%PDF-1.4");
    assert!(archive.save_attached_as(1, &[0], &dir.path().join("archive/x")).is_err());
    assert_eq!(archive.message_file_name(1).unwrap(), "2020-03-02 Roof.eml");
    archive.save_message_as(1, &dir.path().join("saved.eml")).unwrap();
    assert_eq!(std::fs::read(dir.path().join("saved.eml")).unwrap(), archive.original(1).unwrap());
    assert!(
        archive
            .answer_address(1)
            .unwrap()
            .starts_with("mailto:ruth@alder.example?subject=Re%3A%20Roof&body=")
    );
}
