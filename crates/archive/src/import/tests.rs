//! Tests of whole imports: failures to extract the text of an attachment, and names that are not UTF-8.

use std::fs;
use std::path::Path;

use foundmail_extract::ChildProgram;

use super::texts::Extraction;
use super::{Control, ImportOptions};
use crate::Archive;
use crate::view::{AttachmentTexts, Selection};

/// A program that finds the text «corroded» in each file.
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/children/answers.sh");

/// Writes a folder with a message. All messages have the same attachment.
fn write_message(dir: &Path, name: &str) {
    fs::create_dir_all(dir).unwrap();
    let raw = format!(
        "From: ruth@alder.example\nSubject: {name}\nMessage-ID: <{name}@alder.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe roof of {name}.\n--b\nContent-Type: text/plain; \
         name=roof.txt\nContent-Disposition: attachment; filename=roof.txt\n\nThe pipe.\n--b--\n"
    );
    fs::write(dir.join("1.eml"), raw).unwrap();
}

fn import(archive: &Archive, path: &Path, extraction: Extraction) -> AttachmentTexts {
    let options = ImportOptions::default();
    let imported =
        archive.import_here(&[path.to_owned()], options, extraction, &Control::new(), &mut |_| {}).unwrap();
    imported.report.unwrap().sources.remove(0).attachment_texts
}

fn children(program: &str) -> Extraction {
    Extraction::with(1, &ChildProgram::at(program))
}

#[test]
fn a_text_that_failed_is_extracted_again() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let [first, second] = ["first", "second"].map(|name| dir.path().join(name));
    write_message(&first, "first");
    write_message(&second, "second");
    let found = || {
        let query = "corroded".to_owned();
        archive
            .selected(&Selection::Search { query, typing: false, folder: None, source: None })
            .unwrap()
            .len()
    };
    let left = || archive.overview().unwrap().texts_left;

    // If the program cannot be started, nothing is known about the attachment.
    let not_started = "text file: The program that reads attachments could not be started.";
    for extraction in [children("/nowhere/at/all"), Extraction::Unavailable] {
        let texts = import(&archive, &first, extraction);
        assert_eq!((texts.read, texts.failed, left()), (0, 1, 1));
        assert_eq!(texts.failures[0].why, not_started);
    }
    // A crash is stored, and is found in another message too.
    let texts = import(&archive, &first, children("/usr/bin/false"));
    assert_eq!((texts.read, texts.failed, left()), (0, 1, 0));
    let texts = import(&archive, &second, Extraction::Unavailable);
    assert_eq!((texts.read, texts.failed, left(), found()), (0, 1, 0, 0));

    // A later import has the text, and both messages are found by it.
    let texts = import(&archive, &first, children(ANSWERS));
    assert_eq!((texts.read, texts.failed, left(), found()), (1, 0, 0, 2), "{texts:?}");
    // A complete text is kept.
    let texts = import(&archive, &second, children("/usr/bin/false"));
    assert_eq!((texts.read, texts.failed, found()), (1, 0, 2));
}

#[test]
fn a_new_text_of_a_message_that_is_damaged_in_the_archive_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let mail = dir.path().join("mail");
    write_message(&mail, "first");
    import(&archive, &mail, Extraction::Skipped);
    let pack = dir.path().join("archive/packs/000001.pack");
    let mut bytes = fs::read(&pack).unwrap();
    let len = bytes.len();
    bytes[len - 20..].fill(0xFF);
    fs::write(&pack, bytes).unwrap();
    assert!(archive.original(1).is_err());
    let texts = import(&archive, &mail, children(ANSWERS));
    assert_eq!((texts.read, texts.failed), (1, 0));
    let query = "corroded".to_owned();
    assert_eq!(
        archive.selected(&Selection::Search { query, typing: false, folder: None, source: None }).unwrap(),
        [1]
    );
}

/// Other systems do not allow such names.
#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_differ_only_in_bytes_are_two_sources() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let paths = [b"b\xFCro.mbox", b"b\xE4ro.mbox"].map(|name| dir.path().join(OsStr::from_bytes(name)));
    for (number, path) in paths.iter().enumerate() {
        let header = format!("From: ann@a.example\nMessage-ID: <{number}@a>\nSubject: roof\n");
        let from = "From ann@a.example Thu Jan  1 00:00:00 1970";
        fs::write(path, format!("{from}\n{header}\nThe roof.\n")).unwrap();
    }
    let found = crate::find(&[dir.path().to_owned()]);
    let mut again: Vec<_> = found.mailboxes.iter().map(|found| crate::path_of_text(&found.path)).collect();
    again.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(again, paths);

    let options = ImportOptions { recover: false, no_attachment_text: true };
    let view = archive.import(&paths, options, &Control::new(), &mut |_| {}).unwrap();
    let reported = view.report.unwrap().sources;
    assert_eq!([0, 1].map(|at: usize| crate::path_of_text(&reported[at].path)), paths);
    assert_eq!(archive.import_request(view.id).unwrap().0, paths);
    let sources = archive.overview().unwrap().sources;
    assert_eq!(sources.len(), 2);
    assert_eq!(archive.remove_source(sources[0].id).unwrap().messages, 1);
    assert_eq!(archive.overview().unwrap().messages, 1);
}
