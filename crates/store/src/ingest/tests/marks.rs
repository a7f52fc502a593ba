//! Tests that the owner's marks stay with their messages.

use foundmail_mail::{Fingerprint, FingerprintInput, Framing, ItemKind, Split, parse};

use crate::catalogue::{add_tag, connect, put_tag};
use crate::upkeep::verify::{VerifyDepth, verify};
use crate::{
    Hint, ItemContent, JobRequest, MessageId, NewItem, Packer, SourceId, Store, StoreError, StoreReader,
};

/// Two messages with one `Message-ID`, fields and text, but different recipients: a message to many people.
const TO_JO: &str =
    "Message-ID: <roof-1@x.example>\nFrom: ruth@x.example\nTo: jo@x.example\nSubject: Roof\n\nThe roof\n";
const TO_KIM: &str =
    "Message-ID: <roof-1@x.example>\nFrom: ruth@x.example\nTo: kim@x.example\nSubject: Roof\n\nThe roof\n";
/// The first message with a header field more, as another program stores it.
const TO_JO_AGAIN: &str = "X-Folder: old\nMessage-ID: <roof-1@x.example>\nFrom: ruth@x.example\nTo: jo@x.example\n\
                           Subject: Roof\n\nThe roof\n";
const NO_ID: &str = "From: ruth@x.example\nSubject: Note\n\nA note\n";

fn content(raw: &str) -> ItemContent {
    let packed = Packer::new().pack(Split::of(raw.as_bytes()), &mut |_| false);
    let message = parse(raw.as_bytes(), Framing::Plain);
    let input =
        FingerprintInput { message: &message, framing: Framing::Plain, is_whole: true, unparsed: &[] };
    let fingerprint = Fingerprint::of(&input, || Ok(raw.as_bytes())).unwrap();
    ItemContent::new(packed, Framing::Plain, true, false, message, fingerprint)
}

/// Imports a source with these messages. Returns its id and the ids of the messages.
fn import(store: &Store, path: &str, mail: &[&str]) -> (SourceId, Vec<MessageId>) {
    let mut writer = store.writer().unwrap();
    let request = JobRequest { paths: vec![path.to_owned()], recover: false, no_attachment_text: false };
    let job = writer.begin_job(0, &request).unwrap();
    let start = writer.begin_import(job, path, path, "folder", 1, 1).unwrap();
    let mut batch = writer.batch(start).unwrap();
    let folder = batch.folder(None, "", "top").unwrap();
    let put = |(at, raw): (usize, &&str)| {
        let item = NewItem {
            folder,
            position: at.to_string(),
            kind: ItemKind::Mail,
            content: Some(content(raw)),
            defects: Vec::new(),
            recovered: None,
            separator: None,
            hint: Hint::default(),
        };
        batch.put(&item).unwrap().message.unwrap()
    };
    let ids = mail.iter().enumerate().map(put).collect();
    batch.commit().unwrap();
    writer.end_import(start.import).unwrap();
    (start.source, ids)
}

fn archive() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    (dir, store)
}

/// Returns the starred messages, and the messages of each tag.
fn shown(reader: &StoreReader) -> String {
    let marks = reader.marks().unwrap();
    let mut parts: Vec<String> = marks.starred.iter().map(|message| format!("* {message}")).collect();
    for (tag, name) in &marks.tags {
        for (message, _) in marks.tagged.iter().filter(|(_, other)| other == tag) {
            parts.push(format!("{name} {message}"));
        }
    }
    parts.sort();
    parts.join(", ")
}

fn mark(store: &Store, message: MessageId) {
    let mut marks = store.mark_writer().unwrap();
    assert_eq!(marks.set_star(&[message], true).unwrap(), 1);
    assert_eq!(marks.set_tag(&[message], "Roof", true).unwrap(), 1);
}

fn is_whole(dir: &tempfile::TempDir) {
    assert_eq!(verify(dir.path(), VerifyDepth::Full, &mut |_, _| {}).unwrap().damaged, []);
}

#[test]
fn marks_come_back_with_the_message_and_with_no_other() {
    // The imports after the removal, and the number of the message in the last one that has the marks then.
    for (first, marked, again, expected) in [
        (&[TO_JO, TO_KIM][..], 0, &[&[TO_JO, TO_KIM][..]][..], Some(0)),
        // In this order, the second message gets the identity that the first one had.
        (&[TO_JO, TO_KIM], 0, &[&[TO_KIM, TO_JO]], Some(1)),
        (&[TO_JO, TO_KIM], 1, &[&[TO_KIM, TO_JO]], Some(0)),
        (&[TO_JO], 0, &[&[TO_KIM]], None),
        (&[TO_JO], 0, &[&[TO_KIM], &[NO_ID], &[TO_JO]], Some(0)),
        // Another form of the message.
        (&[TO_JO], 0, &[&[TO_JO_AGAIN]], Some(0)),
        (&[TO_KIM, TO_JO], 1, &[&[TO_KIM, TO_JO_AGAIN]], Some(1)),
        (&[NO_ID], 0, &[&[NO_ID]], Some(0)),
        (&[NO_ID], 0, &[&[TO_JO]], None),
    ] {
        let (dir, store) = archive();
        let (source, ids) = import(&store, "/one", first);
        mark(&store, ids[marked]);
        let before = store.reader().unwrap().mark_sequence().unwrap();
        store.writer().unwrap().remove_source(source).unwrap();
        let reader = store.reader().unwrap();
        assert_eq!(shown(&reader), "");
        assert!(reader.mark_sequence().unwrap() > before);
        is_whole(&dir);
        let mut last = Vec::new();
        for (at, mail) in again.iter().enumerate() {
            last = import(&store, &format!("/again{at}"), mail).1;
        }
        let found = expected.map(|at| format!("* {0}, Roof {0}", last[at])).unwrap_or_default();
        assert_eq!(shown(&reader), found, "{first:?} {again:?}");
        store.writer().unwrap().compact().unwrap();
        assert_eq!(shown(&reader), found);
        is_whole(&dir);
    }
}

#[test]
fn a_second_copy_and_a_second_version_keep_the_marks() {
    let (dir, store) = archive();
    let (source, ids) = import(&store, "/one", &[TO_JO]);
    mark(&store, ids[0]);
    let expected = format!("* {0}, Roof {0}", ids[0]);
    assert_eq!(import(&store, "/copy", &[TO_JO]).1, ids);
    assert_eq!(import(&store, "/version", &[TO_JO_AGAIN]).1, ids);
    assert_eq!(shown(&store.reader().unwrap()), expected);
    assert_eq!(store.writer().unwrap().remove_source(source).unwrap(), []);
    assert_eq!(shown(&store.reader().unwrap()), expected);
    is_whole(&dir);
}

#[test]
fn marks_that_waited_join_the_new_ones() {
    let (dir, store) = archive();
    // Two messages that differ only in their recipients; a third form has none, so both could be it.
    let neither = TO_JO.replace("To: jo@x.example\n", "");
    let (source, ids) = import(&store, "/one", &[TO_JO, TO_KIM]);
    let mut marks = store.mark_writer().unwrap();
    marks.set_star(&ids[..1], true).unwrap();
    marks.set_tag(&ids[1..], "Roof", true).unwrap();
    drop(marks);
    store.writer().unwrap().remove_source(source).unwrap();
    let (_, again) = import(&store, "/again", &[&neither]);
    assert_eq!(shown(&store.reader().unwrap()), format!("* {}", again[0]));
    is_whole(&dir);
    let (_, more) = import(&store, "/more", &[TO_KIM]);
    assert_eq!(more, again);
    assert_eq!(shown(&store.reader().unwrap()), format!("* {0}, Roof {0}", again[0]));
    is_whole(&dir);
}

#[test]
fn tags_are_bounded_and_a_tag_without_a_message_disappears() {
    let (dir, store) = archive();
    let (source, ids) = import(&store, "/one", &[TO_JO, NO_ID]);
    let mut marks = store.mark_writer().unwrap();
    for at in 0..50 {
        assert_eq!(marks.set_tag(&ids, &format!("tag {at:02}"), true).unwrap(), 2);
    }
    assert!(matches!(
        marks.set_tag(&ids, "one more", true),
        Err(StoreError::TooManyTagsOfMessage { limit: 50, .. })
    ));
    assert_eq!(marks.set_tag(&ids, "tag 07", true).unwrap(), 0);
    assert_eq!(marks.set_tag(&ids[..1], "tag 07", false).unwrap(), 1);
    let tags = || store.reader().unwrap().marks().unwrap().tags;
    assert_eq!(tags().len(), 50);
    assert_eq!(marks.set_tag(&ids[1..], "tag 07", false).unwrap(), 1);
    assert_eq!(tags().len(), 49);
    assert!(matches!(marks.set_star(&[MessageId(99)], true), Err(StoreError::NoMessage { .. })));
    // A new name, and the name of another tag.
    assert_eq!(marks.rename_tag("tag 00", "roof").unwrap(), Some(2));
    assert_eq!(marks.rename_tag("tag 01", "roof").unwrap(), Some(2));
    assert_eq!(marks.rename_tag("tag 01", "roof").unwrap(), None);
    assert_eq!(tags().len(), 48);
    drop(marks);
    // The tags of a removed message stay, because its marks do.
    store.writer().unwrap().remove_source(source).unwrap();
    let mut marks = store.mark_writer().unwrap();
    assert_eq!(marks.set_tag(&[], "nothing", true).unwrap(), 0);
    assert_eq!(tags().len(), 48);
    drop(marks);
    is_whole(&dir);
}

#[test]
fn an_archive_has_at_most_1000_tags() {
    let (dir, store) = archive();
    let mail: Vec<String> = (0..21).map(|at| format!("Subject: {at}\n\n{at}\n")).collect();
    let (_, ids) = import(&store, "/one", &mail.iter().map(String::as_str).collect::<Vec<_>>());
    // One transaction is much faster than a thousand.
    let mut connection = connect(dir.path()).unwrap();
    let transaction = connection.transaction().unwrap();
    for at in 0..1000 {
        let tag = put_tag(&transaction, &at.to_string()).unwrap();
        assert!(add_tag(&transaction, ids[at / 50], tag).unwrap());
    }
    transaction.commit().unwrap();
    let mut marks = store.mark_writer().unwrap();
    assert!(matches!(
        marks.set_tag(&ids[20..], "one more", true),
        Err(StoreError::TooManyTags { limit: 1000 })
    ));
    assert_eq!(marks.set_tag(&ids[20..], "999", true).unwrap(), 1);
}

#[test]
fn marks_can_change_while_this_program_writes_and_not_while_another_does() {
    let (dir, store) = archive();
    let (_, ids) = import(&store, "/one", &[TO_JO]);
    let mut writer = store.writer().unwrap();
    mark(&store, ids[0]);
    let request = JobRequest { paths: vec![], recover: false, no_attachment_text: false };
    writer.begin_job(0, &request).unwrap();
    // Another program opens the same archive.
    let other = Store::open(dir.path()).unwrap();
    assert!(matches!(other.mark_writer(), Err(StoreError::Busy)));
    drop(writer);
    assert_eq!(other.mark_writer().unwrap().set_star(&ids, false).unwrap(), 1);
    let marks = store.mark_writer().unwrap();
    assert!(matches!(other.writer(), Err(StoreError::Busy)));
    drop(marks);
    other.writer().unwrap();
}

#[test]
fn damage_of_marks_is_reported() {
    for (change, expected) in [
        ("UPDATE mark SET \"starred\" = 0", "neither a star nor a tag"),
        ("UPDATE mark SET message_id = NULL", "can be recognised"),
    ] {
        let (dir, store) = archive();
        let (_, ids) = import(&store, "/one", &[TO_JO]);
        store.mark_writer().unwrap().set_star(&ids, true).unwrap();
        connect(dir.path()).unwrap().execute(change, []).unwrap();
        let damaged = verify(dir.path(), VerifyDepth::Full, &mut |_, _| {}).unwrap().damaged;
        assert!(damaged.iter().any(|damage| damage.what.contains(expected)), "{damaged:?}");
    }
}

/// Deletes the catalogue, as an owner whose catalogue is damaged must do.
fn lose_catalogue(dir: &tempfile::TempDir) {
    for file in ["catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.sqlite-shm"] {
        let _ = std::fs::remove_file(dir.path().join(file));
    }
    assert!(!dir.path().join("catalogue.sqlite").exists());
}

#[test]
fn marks_outlive_the_catalogue() {
    let (dir, store) = archive();
    let (_, ids) = import(&store, "/one", &[TO_JO, TO_KIM, NO_ID]);
    let mut marks = store.mark_writer().unwrap();
    marks.set_star(&ids, true).unwrap();
    marks.set_star(&ids[1..2], false).unwrap();
    marks.set_tag(&ids[..2], "Rof", true).unwrap();
    marks.set_tag(&ids[..1], "gone", true).unwrap();
    marks.set_tag(&ids[..1], "gone", false).unwrap();
    marks.rename_tag("Rof", "Roof").unwrap();
    drop((marks, store));
    // A crash can leave a part of a line, and a damaged line is skipped and reported.
    let log = dir.path().join("marks.log");
    let mut text = std::fs::read_to_string(&log).unwrap();
    assert_eq!(text.lines().count(), 6);
    text.push_str("00000000 {\"change\":\"star\"");
    std::fs::write(&log, &text).unwrap();
    is_whole(&dir);
    lose_catalogue(&dir);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(shown(&store.reader().unwrap()), "");
    let (_, again) = import(&store, "/again", &[NO_ID, TO_KIM, TO_JO]);
    let expected = format!("* {0}, * {2}, Roof {1}, Roof {2}", again[0], again[1], again[2]);
    assert_eq!(shown(&store.reader().unwrap()), expected);
    is_whole(&dir);
    store.mark_writer().unwrap().set_star(&again[..1], false).unwrap();
    std::fs::write(&log, std::fs::read_to_string(&log).unwrap().replace("Rof", "Rod")).unwrap();
    let damaged = verify(dir.path(), VerifyDepth::Quick, &mut |_, _| {}).unwrap().damaged;
    assert_eq!((damaged.len(), damaged[0].file.as_str()), (1, "marks.log"), "{damaged:?}");
}

#[test]
fn a_lost_log_of_marks_is_written_again_with_all_of_them() {
    let (dir, store) = archive();
    let (source, ids) = import(&store, "/one", &[TO_JO]);
    mark(&store, ids[0]);
    store.writer().unwrap().remove_source(source).unwrap();
    let (_, more) = import(&store, "/two", &[NO_ID]);
    std::fs::remove_file(dir.path().join("marks.log")).unwrap();
    store.mark_writer().unwrap().set_star(&more, true).unwrap();
    drop(store);
    lose_catalogue(&dir);
    let store = Store::open(dir.path()).unwrap();
    let (_, again) = import(&store, "/again", &[TO_JO, NO_ID]);
    let expected = format!("* {0}, * {1}, Roof {0}", again[0], again[1]);
    assert_eq!(shown(&store.reader().unwrap()), expected);
}
