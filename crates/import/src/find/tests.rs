//! Tests of the search in home folders with mailboxes of several programs.

use std::fs;
use std::path::Path;

use super::{Bounds, FoundFile, MailLocations, find, find_under};

const MAIL: &[u8] = b"Subject: one\r\n\r\nhello\r\n";
const MBOX: &[u8] = b"From a@x Tue Mar  3 10:00:00 2015\nSubject: in\n\none\n\n";

fn write(home: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = home.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn shown(home: &Path, found: &[FoundFile]) -> Vec<String> {
    let home = home.canonicalize().unwrap();
    let mut shown: Vec<String> = found
        .iter()
        .map(|found| {
            let path = found.path.strip_prefix(&home).unwrap().to_string_lossy().replace('\\', "/");
            format!("{path}|{}|{}|{}", found.format.name, found.program.unwrap_or("-"), found.size)
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn a_zip_is_listed_if_it_contains_mail() {
    use std::io::Write as _;
    let home = tempfile::tempdir().unwrap();
    let zip = |name: &str, entry: &str| {
        let mut zip = zip::ZipWriter::new(fs::File::create(home.path().join(name)).unwrap());
        zip.start_file(entry, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(MBOX).unwrap();
        zip.finish().unwrap();
        fs::metadata(home.path().join(name)).unwrap().len()
    };
    let size = zip("mail.zip", "old/in.MBOX");
    zip("photos.zip", "1.jpg");
    fs::write(home.path().join("broken.zip"), b"PK").unwrap();
    let found = find_under(&[home.path().to_owned()], Bounds::default()).files;
    assert_eq!(shown(home.path(), &found), [format!("mail.zip|zip|-|{size}")]);
}

#[test]
fn mailboxes_of_every_program_are_found() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    write(
        home,
        &[
            ("AppData/Local/Microsoft/Outlook/a.ost", b"!BDN\0\0\0\0SO"),
            ("AppData/Local/Microsoft/Outlook/outlook.nk2", b"\x0D\xF0\xAD\xBA"),
            ("AppData/Roaming/Thunderbird/Profiles/x.default/prefs.js", b"//"),
            ("AppData/Roaming/Thunderbird/Profiles/x.default/Mail/Local Folders/Inbox", MBOX),
            ("AppData/Local/Microsoft/Windows Live Mail/Pop/Inbox/1.eml", MAIL),
            (".thunderbird/profiles.ini", b"[General]"),
            (".thunderbird/y.default/prefs.js", b"//"),
            (".thunderbird/y.default/ImapMail/mail.example/INBOX", MBOX),
            ("snap/thunderbird/common/.thunderbird/z/prefs.js", b"//"),
            ("snap/thunderbird/common/.thunderbird/z/Mail/Local Folders/Inbox", MBOX),
            ("Library/Mail/V10/MailData/Envelope Index", b"SQLite format 3\0"),
            ("Library/Mail/V10/0A1B/INBOX.mbox/Messages/1.emlx", b"5\nA: b\n"),
            (".local/share/evolution/mail/local/cur/1", MAIL),
            (".local/share/evolution/mail/local/..maildir++", b"1"),
            (".local/share/local-mail/inbox/cur/1", MAIL),
            (".local/share/local-mail/inbox/new/2", MAIL),
            ("Mail/inbox/1", MAIL),
            ("Maildir/nothing.txt", b"no mail"),
        ],
    );
    assert_eq!(
        shown(home, &find(&MailLocations::below(home), Bounds::default()).files),
        [
            ".local/share/evolution/mail/local|maildir|Evolution|24",
            ".local/share/local-mail|folder|KMail|46",
            ".thunderbird/y.default|thunderbird|Thunderbird|54",
            "AppData/Local/Microsoft/Outlook/a.ost|ost|Outlook|10",
            "AppData/Local/Microsoft/Windows Live Mail|folder|Windows Live Mail|23",
            "AppData/Roaming/Thunderbird/Profiles/x.default|thunderbird|Thunderbird|54",
            "Library/Mail|apple_mail|Apple Mail|23",
            "Mail|folder|-|23",
            "snap/thunderbird/common/.thunderbird/z|thunderbird|Thunderbird|54",
        ]
    );
}

#[test]
fn mailboxes_in_the_folders_of_people_are_found() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let many: Vec<(String, &[u8])> = (0..30).map(|n| (format!("Documents/Saved/{n}.eml"), MAIL)).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    write(home, &many);
    write(
        home,
        &[
            ("Documents/Outlook-Dateien/b.pst", b"!BDN\0\0\0\0SM"),
            ("Documents/text.pst", b"no mailbox\n"),
            ("Documents/.hidden/c.mbox", MBOX),
            ("Downloads/takeout-2024.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            ("Downloads/photos.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            ("Downloads/offer.eml", MAIL),
            ("Downloads/Export.mbox/mbox", MBOX),
            ("Desktop/Box/cur/1", MAIL),
            ("Desktop/Box/new/2", MAIL),
            ("Desktop/Numbers/1", b"not mail at all"),
            ("Elsewhere/d.mbox", MBOX),
        ],
    );
    let expected = [
        "Desktop/Box|maildir|-|46",
        "Documents/Outlook-Dateien/b.pst|pst|Outlook|10",
        "Documents/Saved|folder|-|690",
        "Downloads/Export.mbox|folder|Apple Mail|52",
        "Downloads/offer.eml|eml|-|23",
        "Downloads/takeout-2024.zip|zip|Google|22",
    ];
    let locations = MailLocations::below(home);
    assert_eq!(shown(home, &find(&locations, Bounds::default()).files), expected);
    let twice =
        MailLocations { people: [locations.people.clone(), locations.people.clone()].concat(), ..locations };
    assert_eq!(shown(home, &find(&twice, Bounds::default()).files), expected, "each mailbox is listed once");
    let named =
        find_under(&[home.join("Elsewhere"), home.join("Downloads/offer.eml")], Bounds::default()).files;
    assert_eq!(shown(home, &named), ["Downloads/offer.eml|eml|-|23", "Elsewhere/d.mbox|mbox|-|52"]);
}

#[test]
fn a_search_has_bounds() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    write(
        home,
        &[("Documents/1/2/3/a.mbox", MBOX), ("Documents/1/b.mbox", MBOX), ("Documents/1/c.mbox", MBOX)],
    );
    let count = |bounds| {
        let found = find(&MailLocations::below(home), bounds);
        (found.files.len(), found.is_complete)
    };
    assert_eq!(count(Bounds::default()), (3, true));
    // A search that reaches a limit says so.
    assert_eq!(count(Bounds { depth: 1, ..Bounds::default() }), (2, false));
    assert_eq!(count(Bounds { results: 1, ..Bounds::default() }), (1, false));
    assert_eq!(count(Bounds { entries: 0, ..Bounds::default() }), (0, false));
    assert_eq!(count(Bounds { time: std::time::Duration::ZERO, ..Bounds::default() }), (0, false));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    write(home, &[("Documents/a.mbox", MBOX), ("Elsewhere/b.mbox", MBOX)]);
    std::os::unix::fs::symlink(home.join("Elsewhere"), home.join("Documents/out")).unwrap();
    std::os::unix::fs::symlink(home.join("Documents"), home.join("Documents/loop")).unwrap();
    let found = find(&MailLocations::below(home), Bounds::default()).files;
    assert_eq!(shown(home, &found), ["Documents/a.mbox|mbox|-|52"]);
}
