//! Tests with folder structures of several mail programs.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::sink::{Finding, Sink};
use crate::test_sink::Collect;

const ONE: &str = "Subject: one\r\nFrom: a@x.example\r\n\r\nhello\r\n";
const TWO: &str = "Subject: two\r\nFrom: a@x.example\r\n\r\nhello\r\n";
const MBOX: &str = "From a@x Tue Mar  3 10:00:00 2015\nSubject: in\n\none\n\n";

/// Writes files below `dir`. For a name that ends in `/`, creates a folder.
fn write(dir: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = dir.join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Checks the findings in a folder with these files: the path and subject of each item, the defects, and the files
/// without mail.
#[track_caller]
fn check(files: &[(&str, &[u8])], format: &str, items: &[&str], defects: &[&str], others: &[&str]) {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("top");
    write(&top, files);
    let found = Collect::of(&top);
    assert_eq!(found.format, format);
    assert_eq!(found.shown(), items);
    assert_eq!(found.defects, defects);
    assert_eq!(found.others, others);
    assert_eq!(Collect::of(&top).positions(), found.positions(), "a second import finds the same positions");
}

#[test]
fn maildir_with_folders() {
    check(
        &[
            ("cur/1.a:2,S", ONE.as_bytes()),
            ("cur/2.a!2,FRS", TWO.as_bytes()),
            ("new/3.a", b"an odd one without a header\n"),
            ("tmp/4.a", ONE.as_bytes()),
            ("dovecot-uidlist", b"3 V1 N4"),
            (".Sent/cur/1.b;2,S", ONE.as_bytes()),
            (".Sent.Entw&APw-rfe/cur/1.c", ONE.as_bytes()),
            (".Sent.Entw&APw-rfe/new/", b""),
            (".Empty/cur/", b""),
        ],
        "maildir",
        &["top/Sent|one", "top/Sent/Entwürfe|one", "top|one", "top|two", "top|-", "top|one"],
        &["file: 4.a: Found in a folder for unfinished deliveries; the message may be incomplete."],
        &["dovecot-uidlist|mail_program"],
    );
}

#[test]
fn maildir_of_evolution() {
    check(
        &[
            ("..maildir++", b"maildir++ 1"),
            ("cur/1", ONE.as_bytes()),
            ("new/", b""),
            (".A_2EB/cur/1", ONE.as_bytes()),
        ],
        "maildir",
        &["top/A.B|one", "top|one"],
        &[],
        &["..maildir++|mail_program"],
    );
}

#[test]
fn subfolders_of_kmail() {
    check(
        &[
            ("inbox/cur/1", ONE.as_bytes()),
            ("inbox/new/", b""),
            (".inbox.directory/Old/cur/2", TWO.as_bytes()),
            (".inbox.directory/Old/new/", b""),
        ],
        "folder",
        &["top/inbox|one", "top/inbox/Old|two"],
        &[],
        &[],
    );
}

#[test]
fn mh_of_claws() {
    check(
        &[
            ("inbox/1", ONE.as_bytes()),
            ("inbox/2", b"just text\n"),
            ("inbox/.mh_sequences", b"unseen: 1"),
            ("inbox/sub/7", TWO.as_bytes()),
            ("inbox/sub/.claws_mark", b"\0\x01"),
            ("numbers/1", b"\x89PNG\r\n\x1A\n"),
        ],
        "folder",
        &["top/inbox|one", "top/inbox|-", "top/inbox/sub|two"],
        &[],
        &["inbox/.mh_sequences|mail_program", "inbox/sub/.claws_mark|mail_program", "numbers/1|pictures"],
    );
}

#[test]
fn thunderbird_profile() {
    let prefs = "user_pref(\"mail.server.server1.directory-rel\", \"[ProfD]ImapMail/mail.example\");\n\
                 user_pref(\"mail.server.server1.name\", \"ann@mail.example\");\n";
    check(
        &[
            ("prefs.js", prefs.as_bytes()),
            ("ImapMail/mail.example/INBOX", MBOX.as_bytes()),
            ("ImapMail/mail.example/INBOX.msf", b"// <!-- <mdb:mork:z v=\"1.4\"/> -->"),
            ("ImapMail/mail.example/INBOX.sbd/Kunden", MBOX.as_bytes()),
            ("ImapMail/mail.example/INBOX.sbd/Entw&APw-rfe", MBOX.as_bytes()),
            ("Mail/Local Folders/Sent/cur/1.eml", ONE.as_bytes()),
            ("Mail/Local Folders/Sent/tmp/", b""),
            ("Mail/Local Folders/Sent.sbd/2019/cur/1.eml", TWO.as_bytes()),
            ("Mail/Local Folders/Sent.sbd/2019/tmp/", b""),
        ],
        "thunderbird",
        &[
            "top/ann@mail.example/INBOX|in",
            "top/ann@mail.example/INBOX/Entwürfe|in",
            "top/ann@mail.example/INBOX/Kunden|in",
            "top/Local Folders/Sent|one",
            "top/Local Folders/Sent/2019|two",
        ],
        &[],
        &["prefs.js|mail_program", "ImapMail/mail.example/INBOX.msf|mail_program"],
    );
}

/// Returns the bytes of an EMLX file with this message.
fn emlx(message: &str) -> Vec<u8> {
    format!("{:<10}\n{message}<?xml version=\"1.0\"?><plist/>", message.len()).into_bytes()
}

#[test]
fn apple_mail() {
    let partial = "Subject: whole\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n\
        Content-Type: text/plain; name=a.txt\r\nX-Apple-Content-Length: 3\r\n\r\n\r\n--b--\r\n";
    let id = "0A1B2C3D-0000-0000-0000-000000000001";
    let at = |path: &str| format!("V10/{id}/INBOX.mbox/{id}/Data/4/{path}");
    let names = [
        at("Messages/1.emlx"),
        at("Messages/2.partial.emlx"),
        at("Messages/3.partial.emlx"),
        at("Attachments/2/2/a.txt"),
    ];
    let (whole, half) = (emlx(ONE), emlx(partial));
    check(
        &[
            (&names[0], &whole),
            (&names[1], &half),
            (&names[2], &half),
            (&names[3], b"abc"),
            (&format!("V10/{id}/INBOX.mbox/Info.plist"), b"<?xml version=\"1.0\"?>"),
            ("V10/MailData/Envelope Index", b"SQLite format 3\0"),
            ("V10/IMAP-ann@x.example/Old.mbox/Sub.mbox/Messages/5.emlx", &whole),
            ("Export.mbox/mbox", MBOX.as_bytes()),
            ("Export.mbox/table_of_contents", b"\0\0"),
        ],
        "apple_mail",
        &[
            "top/Export|in",
            "top/Account 0A1B2C3D/INBOX|one",
            "top/Account 0A1B2C3D/INBOX|whole",
            "top/Account 0A1B2C3D/INBOX|whole|attachment: The attachment «a.txt» is not in the folder where Apple Mail stores attachments.",
            "top/ann@x.example/Old/Sub|one",
        ],
        &[],
        &[
            "Export.mbox/table_of_contents|mail_program",
            &format!("V10/{id}/INBOX.mbox/Info.plist|mail_program"),
            &format!("V10/{id}/INBOX.mbox/{id}/Data/4/Attachments/2/2/a.txt|attachments"),
            "V10/MailData/Envelope Index|mail_program",
        ],
    );
}

#[test]
fn files_without_mail_are_counted() {
    check(
        &[
            ("a.eml", ONE.as_bytes()),
            ("._a.eml", b"\0\x05\x16\x07\0\x02\0\0Mac OS X"),
            (".DS_Store", b"\0\0\0\x01Bud1"),
            ("Photos/b.png", b"\x89PNG\r\n\x1A\n"),
            ("old.dbx", b"\xCF\xAD\x12\xFE\xC5\xFD"),
            ("x.eml", b""),
            ("notes.pst", b"this is only text\n"),
        ],
        "folder",
        &["top|one"],
        &["file: old.dbx: This is a mailbox of Outlook Express (DBX), which Foundmail cannot read. \
           Thunderbird can import it and save it as MBOX."],
        &["notes.pst|text", "x.eml|empty", "Photos/b.png|pictures"],
    );
}

#[test]
fn a_source_without_mail_is_named_by_its_kind() {
    for (name, bytes, sentence) in [
        ("a.png", &b"\x89PNG\r\n\x1A\n"[..], "file: This is a picture (PNG), not mail."),
        ("a.docx", b"PK\x03\x04....word/", "file: This is a Word document, not mail."),
        (
            "a.pst",
            b"only text\n",
            "file: This file has the name of an Outlook file, but it is a text, not mail.",
        ),
        ("a.rwz", b"\x14\0\x06\0", "file: This is a file with Outlook rules, not mail."),
        ("a.7z", b"7z\xBC\xAF", "file: This is a 7-Zip archive; unpack it, then import the folder."),
        ("a.eml", b"", "file: This file is empty."),
        ("a.bin", b"\x01\x02", "file: This is not a mailbox or message in a format that Foundmail reads."),
    ] {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &[(name, bytes)]);
        let found = Collect::of(&dir.path().join(name));
        assert_eq!(found.defects, [sentence], "{name}");
        assert_eq!(found.others.len(), 1, "{name}");
    }
}

#[test]
fn odd_texts_are_converted() {
    let utf16: Vec<u8> = "\u{FEFF}Subject: one\r\n\r\nü".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let converted = "top|one|message: The line ends or the encoding of this file are unusual for e-mail. Foundmail converted them.";
    for bytes in [&utf16[..], b"Subject: one\r\rhello\r", b"Subject: one\r\r\n\r\r\nhello\r\r\n"] {
        check(&[("a.eml", bytes)], "folder", &[converted], &[], &[]);
    }
    let bom = [b"\xEF\xBB\xBF\r\n\r\n", ONE.as_bytes()].concat();
    check(&[("a.eml", &bom)], "folder", &["top|one"], &[], &[]);
    let mac = MBOX.replace('\n', "\r").repeat(2);
    check(&[("Old", mac.as_bytes())], "folder", &["top/Old|in", "top/Old|in"], &[], &[]);
}

#[cfg(unix)]
#[test]
fn links_are_named_and_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("top");
    write(&top, &[("in/a.eml", ONE.as_bytes())]);
    write(dir.path(), &[("out/b.eml", TWO.as_bytes())]);
    std::os::unix::fs::symlink(&top, top.join("in/loop")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("out"), top.join("out")).unwrap();
    let found = Collect::of(&top);
    assert_eq!(found.shown(), ["top/in|one"]);
    assert_eq!(
        found.defects,
        [
            "entry: out: This is a link. Foundmail does not follow links.",
            "entry: loop: This is a link. Foundmail does not follow links."
        ]
    );
}

#[cfg(unix)]
#[test]
fn sockets_are_named_and_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("top");
    write(&top, &[("a.eml", ONE.as_bytes())]);
    let _socket = std::os::unix::net::UnixListener::bind(top.join("b.eml")).unwrap();
    let found = Collect::of(&top);
    assert_eq!(found.shown(), ["top|one"]);
    assert_eq!(
        found.defects,
        ["entry: b.eml: This is a pipe, socket or device, which Foundmail does not read."]
    );
    assert!(crate::source_of(&top.join("b.eml")).is_err());
}

#[test]
fn archives_of_foundmail_are_named_and_not_read() {
    let parts = ["catalogue.sqlite-wal", "packs/1.pack", "index/meta.json", "writer.lock"];
    let names: Vec<String> = parts.iter().map(|name| format!("in/{name}")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), ONE.as_bytes())).collect();
    // Files that do not belong to the archive are read, even if their names are similar.
    let beside =
        [("in/a.eml", ONE), ("in/searches-2014.mbox", MBOX), ("packs/b.eml", TWO), ("index/c.eml", TWO)];
    files.extend(beside.iter().map(|(name, text)| (*name, text.as_bytes())));
    files.push(("in/catalogue.sqlite", b"SQLite format 3\0"));
    let items = ["top/in|one", "top/in/searches-2014|in", "top/index|two", "top/packs|two"];
    let defect =
        "entry: catalogue.sqlite: This is an archive of Foundmail. Foundmail does not import archives.";
    check(&files, "folder", &items, &[defect], &[]);
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &files);
    let size: usize = beside.iter().map(|(_, text)| text.len()).sum();
    assert_eq!(super::size_of(dir.path()), size as u64, "the files of the archive are not counted");
}

/// A sink that deletes files at the first item.
struct Removing {
    found: Collect,
    files: Vec<PathBuf>,
}

impl Sink for Removing {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        if matches!(found, Finding::Item(_)) {
            self.files.drain(..).for_each(|file| fs::remove_file(file).unwrap());
        }
        self.found.push(found)
    }

    fn progress(&mut self, bytes: u64) {
        self.found.progress(bytes);
    }
}

#[test]
fn an_unreadable_message_file_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("top");
    write(&top, &[("1.eml", ONE.as_bytes()), ("2.eml", TWO.as_bytes()), ("3.mbox", MBOX.as_bytes())]);
    let files = vec![top.join("2.eml"), top.join("3.mbox")];
    let mut sink = Removing { found: Collect::default(), files };
    crate::read(&crate::source_of(&top).unwrap(), &mut sink).unwrap();
    let shown = sink.found.shown();
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert_eq!(shown[0], "top|one");
    assert!(shown[1].starts_with("top|-|file: "), "{shown:?}");
    assert_eq!(sink.found.positions()[1], "2.eml#0");
    assert!(matches!(&sink.found.defects[..], [one] if one.starts_with("file: 3.mbox: ")));
}
