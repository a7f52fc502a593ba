//! Tests that an export contains all recipients of a message, although the catalogue has only the first of them.

use std::fs;

use foundmail_archive::view::Selection;
use foundmail_archive::{Archive, Control, ImportOptions, export_format};

/// More people than the catalogue keeps of one header field.
const PEOPLE: u32 = 600;

#[test]
fn an_export_has_all_recipients() {
    let dir = tempfile::tempdir().unwrap();
    let people = |field: &str| {
        let people: Vec<_> = (0..PEOPLE).map(|number| format!("{field}{number}@x.example")).collect();
        people.join(",\r\n ")
    };
    let mail = dir.path().join("mail.eml");
    let (to, cc, bcc) = (people("to"), people("cc"), people("bcc"));
    let text =
        format!("From: a@x.example\r\nTo: {to}\r\nCc: {cc}\r\nBcc: {bcc}\r\nSubject: all\r\n\r\nHello\r\n");
    fs::write(&mail, text).unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[mail], options, &Control::new(), &mut |_| {}).unwrap();
    let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
    let found = archive.selected(&all).unwrap();
    for format in ["csv", "json", "html"] {
        let out = dir.path().join(format);
        let done = archive.export(&found, export_format(format).unwrap(), &out).unwrap();
        assert_eq!((done.summary.written, done.summary.incomplete), (1, 0), "{format}");
        let written = files(&out);
        for field in ["to", "cc", "bcc"] {
            let last = format!("{field}{}@x.example", PEOPLE - 1);
            assert!(written.iter().any(|text| text.contains(&last)), "{format}: {last}");
        }
    }
}

/// Returns the texts of a file, or of all files in a folder.
fn files(path: &std::path::Path) -> Vec<String> {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().flat_map(|entry| files(&entry.unwrap().path())).collect();
    }
    vec![String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()]
}
