//! Tests that giants are stored once, can be searched, and are exported with unchanged bytes.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use foundmail_archive::view::Totals;
use foundmail_archive::{
    Archive, Control, ImportOptions, SearchPage, ShowAs, VerifyDepth, export_format, verify,
};
use foundmail_mail::{Digest, digest_of};
use foundmail_pst::{Encryption, Layout};
use foundmail_testkit::{MailboxMessage, pst_options, write_pst};

const QUIETLY: ImportOptions = ImportOptions { recover: false, no_attachment_text: false };
/// Size in bytes of an attachment that makes its message a giant.
const LARGE: usize = 26 << 20;

/// Returns bytes that cannot be compressed.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut bytes: Vec<u8> = std::iter::repeat_with(next).take(size / 8 + 1).flatten().collect();
    bytes.truncate(size);
    bytes
}

/// Returns a message with an attachment. `word` is its subject and is also in its text.
fn mail(word: &str, file: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut raw = format!(
        "From: a@b.example\nSubject: {word}\nMessage-ID: <{word}@b.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nIt says {word}.\n--x\n\
         Content-Type: application/octet-stream; name=large.bin\nContent-Transfer-Encoding: base64\n\n"
    )
    .into_bytes();
    for line in file.chunks(57) {
        for group in line.chunks(3) {
            let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
            for at in 0..4 {
                let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
                raw.push(if at > group.len() { b'=' } else { letter });
            }
        }
        raw.push(b'\n');
    }
    raw.extend_from_slice(b"--x--\n");
    raw
}

fn import(archive: &Archive, path: &Path) -> Totals {
    let view = archive.import(&[path.to_owned()], QUIETLY, &Control::new(), &mut |_| {}).unwrap();
    view.report.unwrap().totals
}

/// Returns the numbers of found, ready, copied and damaged items.
fn counts(totals: &Totals) -> [u32; 4] {
    [totals.found, totals.ready, totals.copies, totals.damaged]
}

fn stored_bytes(archive: &Path) -> u64 {
    fs::read_dir(archive.join("packs")).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

fn digests(dir: &Path) -> Vec<Digest> {
    let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let emls = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let mut digests: Vec<_> = emls.map(|path| digest_of(&fs::read(path).unwrap())).collect();
    digests.sort_unstable();
    digests
}

fn total(archive: &Archive, query: &str) -> u32 {
    archive.search(query, &SearchPage { limit: 1, ..SearchPage::default() }).unwrap().total
}

fn ids(archive: &Archive) -> Vec<u32> {
    archive.messages(None, 0, usize::MAX).unwrap().into_iter().map(|row| row.id).collect()
}

fn write(path: PathBuf, pieces: &[&[u8]]) -> PathBuf {
    let mut file = BufWriter::new(File::create(&path).unwrap());
    for piece in pieces {
        file.write_all(piece).unwrap();
    }
    file.flush().unwrap();
    path
}

#[test]
fn a_large_file_is_stored_once_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("archive");
    let archive = Archive::open(&home).unwrap();
    let file = noise(LARGE);
    let (first, second) = (mail("zebra", &file), mail("giraffe", &file));
    let eml = write(dir.path().join("first.eml"), &[&first]);
    let separator = b"From a@b.example Tue Mar  3 10:00:00 2015\n";
    let mbox = write(dir.path().join("both.mbox"), &[separator, &first, b"\n", separator, &second, b"\n"]);
    assert_eq!(counts(&import(&archive, &eml)), [1, 1, 0, 0]);
    assert_eq!(counts(&import(&archive, &eml)), [1, 0, 1, 0]);
    assert_eq!(counts(&import(&archive, &mbox)), [2, 1, 1, 0]);
    let stored = stored_bytes(&home);
    assert!(stored < LARGE as u64 + (1 << 20), "{stored} bytes are stored");
    assert_eq!([total(&archive, "zebra"), total(&archive, "giraffe")], [1, 1]);

    let ids = ids(&archive);
    let out = dir.path().join("out");
    archive.export(&ids, export_format("eml").unwrap(), &out).unwrap();
    let mut expected = vec![digest_of(&first), digest_of(&second)];
    expected.sort_unstable();
    assert_eq!(digests(&out), expected);
    for &id in &ids {
        let mut raw = Vec::new();
        archive.write_original(id, &mut raw).unwrap().unwrap();
        assert!(raw == first || raw == second);
        assert!(archive.show(id, ShowAs::Text).unwrap().len() < 1000);
        let saved = archive.save_attachment(id, 0, &dir.path().join("files")).unwrap();
        assert!(fs::read(saved).unwrap() == file);
    }
    let again = dir.path().join("again.mbox");
    archive.export(&ids, export_format("mbox").unwrap(), &again).unwrap();
    let other = Archive::open(&dir.path().join("other")).unwrap();
    assert_eq!(counts(&import(&other, &again)), [2, 2, 0, 0]);
    drop((archive, other));
    let report = verify(&home, VerifyDepth::Full, &mut |_, _| {}).unwrap();
    assert_eq!((report.checked, report.damaged.len()), (2, 0), "{:?}", report.damaged);
}

#[test]
fn a_bit_that_turns_in_a_large_file_is_found_and_nothing_of_it_is_handed_over() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("archive");
    let archive = Archive::open(&home).unwrap();
    let eml = write(dir.path().join("first.eml"), &[&mail("zebra", &noise(LARGE))]);
    import(&archive, &eml);
    let pack = home.join("packs/000001.pack");
    let mut bytes = fs::read(&pack).unwrap();
    bytes[LARGE / 2] ^= 1;
    fs::write(&pack, bytes).unwrap();
    let ids = ids(&archive);
    let handed = archive.export(&ids, export_format("eml").unwrap(), &dir.path().join("out")).unwrap();
    assert_eq!((handed.summary.exceptions.len(), digests(&dir.path().join("out")).len()), (1, 0));
    let files = dir.path().join("files");
    let error = archive.save_attachment(ids[0], 0, &files).unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
    assert_eq!(fs::read_dir(files).unwrap().count(), 0);
    drop(archive);
    let report = verify(&home, VerifyDepth::Full, &mut |_, _| {}).unwrap();
    assert!(report.damaged.iter().any(|damage| damage.messages == ids), "{:?}", report.damaged);
}

#[test]
fn of_a_text_without_end_the_beginning_is_found_and_all_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("archive");
    let archive = Archive::open(&home).unwrap();
    let head = b"From: a@b.example\nSubject: log\n\nThe log begins with zebra.\n";
    let text = b"A line of it, as many as there are.\n".repeat(2_000_000);
    let raw = [&head[..], &text, b"giraffe\n"].concat();
    assert_eq!(counts(&import(&archive, &write(dir.path().join("log.eml"), &[&raw]))), [1, 1, 0, 0]);
    assert_eq!([total(&archive, "zebra"), total(&archive, "giraffe")], [1, 0]);
    let id = ids(&archive)[0];
    let read = archive.show(id, ShowAs::Text).unwrap();
    assert!(read.len() < 10 << 20, "{}", read.len());
    let out = dir.path().join("out");
    archive.export(&[id], export_format("eml").unwrap(), &out).unwrap();
    assert_eq!(digests(&out), [digest_of(&raw)]);
    drop(archive);
    let report = verify(&home, VerifyDepth::Full, &mut |_, _| {}).unwrap();
    assert_eq!(report.damaged.len(), 0, "{:?}", report.damaged);
}

#[test]
fn a_large_file_in_a_mailbox_of_outlook_is_stored_once_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("archive");
    let archive = Archive::open(&home).unwrap();
    let file = noise(LARGE);
    let raw = String::from_utf8(mail("zebra", &file)).unwrap().replace('\n', "\r\n").into_bytes();
    let message = MailboxMessage {
        folder: vec!["Inbox".to_owned()],
        raw,
        envelope_from: "a@b.example".to_owned(),
        date: "2015-03-03T10:00:00Z".parse().unwrap(),
    };
    let pst = dir.path().join("outlook.pst");
    let options = pst_options(Layout::Unicode, Encryption::Permute);
    write_pst(std::slice::from_ref(&message), options, &pst).unwrap();
    // The PST also contains a few items of other kinds.
    let [found, ready, ..] = counts(&import(&archive, &pst));
    assert_eq!(found, ready);
    assert_eq!(counts(&import(&archive, &pst)), [found, 0, found, 0]);
    // The original message is another version of the message in the PST, with the same attachment.
    assert_eq!(import(&archive, &write(dir.path().join("sent.eml"), &[&message.raw])).found, 1);
    let stored = stored_bytes(&home);
    assert!(stored < LARGE as u64 + (1 << 20), "{stored} bytes are stored");
    let with_file = |id: &u32| archive.attachments(*id).unwrap().iter().any(|file| file.name == "large.bin");
    let with_file: Vec<u32> = ids(&archive).into_iter().filter(with_file).collect();
    assert!(!with_file.is_empty());
    for id in with_file {
        let saved = archive.save_attachment(id, 0, &dir.path().join("files")).unwrap();
        assert!(fs::read(saved).unwrap() == file);
    }
}

#[test]
fn two_long_texts_that_differ_only_in_their_ends_are_two_and_a_copy_of_one_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let head = b"From: a@b.example\nDate: Tue, 3 Mar 2015 10:00:00 +0000\nSubject: log\nMessage-ID: <log@b.example>\n\n";
    let text = b"A line of it, as many as there are.\n".repeat(2_000_000);
    let raw = |end: &[u8]| [&head[..], &text, end].concat();
    let put = |name: &str, raw: &[u8]| counts(&import(&archive, &write(dir.path().join(name), &[raw])));
    assert_eq!(put("first.eml", &raw(b"zebra\n")), [1, 1, 0, 0]);
    assert_eq!(
        put("second.eml", &raw(b"giraffe\n")),
        [1, 1, 0, 0],
        "a different end makes a different message"
    );
    assert_eq!(put("again.eml", &raw(b"zebra\n")), [1, 0, 1, 0]);
    let mailbox = dir.path().join("all.mbox");
    archive.export(&ids(&archive), export_format("mbox").unwrap(), &mailbox).unwrap();
    assert_eq!(
        counts(&import(&archive, &mailbox)),
        [2, 0, 2, 0],
        "an MBOX contains the same messages in another framing"
    );
}
