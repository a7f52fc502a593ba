//! Tests that nothing of a removed source remains in the archive.

use std::fs::{self, File};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foundmail_archive::{Archive, Control, ImportOptions, SearchPage, ShowAs, VerifyDepth, verify};
use foundmail_testkit::{MboxFlavour, sample, write_mbox};

/// Imports a source. Returns the numbers of found and ready items.
fn import(archive: &Archive, path: &Path) -> [u32; 2] {
    let options = ImportOptions { recover: false, no_attachment_text: true };
    let view = archive.import(&[path.to_owned()], options, &Control::new(), &mut |_| {}).unwrap();
    let totals = view.report.unwrap().totals;
    [totals.found, totals.ready]
}

fn packed(archive: &Path) -> u64 {
    fs::read_dir(archive.join("packs")).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

#[test]
fn the_only_source_leaves_no_letter_and_comes_back_when_it_is_added_again() {
    let dir = tempfile::tempdir().unwrap();
    let (home, mbox) = (dir.path().join("archive"), dir.path().join("bakery.mbox"));
    write_mbox(sample(1).messages, MboxFlavour::Mboxrd, File::create(&mbox).unwrap()).unwrap();
    let archive = Archive::open(&home).unwrap();
    let first = import(&archive, &mbox);
    let before = packed(&home);
    for round in 1..3 {
        let source = archive.info().unwrap().sources[0].id;
        let removed = archive.remove_source(source).unwrap();
        assert_eq!((removed.messages, packed(&home)), (first[1], 0), "round {round}");
        assert!(removed.freed >= before / 2, "{} of {before}", removed.freed);
        assert_eq!(archive.messages(None, 0, usize::MAX).unwrap(), []);
        assert_eq!(import(&archive, &mbox), first);
        let found = archive.search("roof", &SearchPage { limit: 1, ..SearchPage::default() }).unwrap();
        assert!(found.total > 10);
    }
}

fn base64_lines(bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\r\n")
}

fn with_attachment(subject: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    format!(
        "From: a@x.example\r\nTo: b@x.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext of {subject}\r\n--b\r\n\
         Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={name}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        base64_lines(bytes)
    )
    .into_bytes()
}

#[track_caller]
fn is_sound(home: &Path) {
    let report = verify(home, VerifyDepth::Full, &mut |_, _| {}).unwrap();
    assert!(report.damaged.is_empty(), "{:?}", report.damaged);
}

/// An attached file can have the same bytes as a stored message with attachments. The file is then restored from
/// the parts of that message, so these parts must be kept when the message is removed.
#[test]
fn a_message_that_is_attached_to_another_one_is_kept_for_it() {
    let noise: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let inner = with_attachment("inner", "noise.bin", &noise);
    let middle = with_attachment("middle", "inner.eml", &inner);
    let outer = with_attachment("outer", "middle.eml", &middle);
    let all = [("inner.eml", &inner), ("middle.eml", &middle), ("outer.eml", &outer)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]] {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("archive");
        let archive = Archive::open(&home).unwrap();
        for at in order {
            let path = dir.path().join(all[at].0);
            fs::write(&path, all[at].1).unwrap();
            assert_eq!(import(&archive, &path), [1, 1]);
        }
        let raw = |subject: &str| {
            let rows = archive.messages(None, 0, usize::MAX).unwrap();
            archive.show(rows.iter().find(|row| row.subject == subject).unwrap().id, ShowAs::Raw).unwrap()
        };
        assert!(raw("outer") == outer && raw("middle") == middle && raw("inner") == inner, "{order:?}");
        is_sound(&home);
        for (removed, left) in [
            ("inner.eml", &[("middle", &middle), ("outer", &outer)][..]),
            ("middle.eml", &[("outer", &outer)]),
        ] {
            let sources = archive.info().unwrap().sources;
            let source = sources.iter().find(|source| source.name == removed).unwrap().id;
            archive.remove_source(source).unwrap();
            for (subject, bytes) in left {
                assert!(raw(subject) == **bytes, "{subject} without {removed}, {order:?}");
            }
            is_sound(&home);
        }
    }
}

/// A conversation must keep its id when the source of its first message is removed.
#[test]
fn an_archive_is_sound_without_the_first_message_of_a_conversation() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("archive");
    let archive = Archive::open(&home).unwrap();
    let header = "From: a@x.example\r\nTo: b@x.example\r\nSubject: roof\r\n";
    for (name, ids) in [
        ("first.eml", "Message-ID: <1@x.example>\r\n"),
        ("reply.eml", "Message-ID: <2@x.example>\r\nIn-Reply-To: <1@x.example>\r\n"),
    ] {
        let path = dir.path().join(name);
        fs::write(&path, format!("{header}{ids}\r\n{name}\r\n")).unwrap();
        assert_eq!(import(&archive, &path), [1, 1]);
    }
    archive.remove_source(archive.info().unwrap().sources[0].id).unwrap();
    is_sound(&home);
}
