//! Tests of imports that are interrupted, that are repeated, or that find damage.

mod marks;

use foundmail_defect::{Defect, Effect, Reason, Shortfall};
use foundmail_mail::{Fingerprint, FingerprintInput, Framing, ItemKind, Split, parse};

use crate::{
    Hint, ImportStart, ItemContent, JobRequest, NewItem, Outcome, Packer, SourceId, SourceProgress,
    SourceState, Store, StoreWriter,
};

fn request() -> JobRequest {
    JobRequest { paths: vec!["/mail".to_owned()], recover: false, no_attachment_text: false }
}

fn begin(writer: &mut StoreWriter, size: u64) -> ImportStart {
    let job = writer.begin_job(0, &request()).unwrap();
    writer.begin_import(job, "/mail", "mail", "folder", size, 1).unwrap()
}

fn content(raw: &str) -> ItemContent {
    let packed = Packer::new().pack(Split::of(raw.as_bytes()), &mut |_| false);
    let message = parse(raw.as_bytes(), Framing::Plain);
    let input =
        FingerprintInput { message: &message, framing: Framing::Plain, is_whole: true, unparsed: &[] };
    let fingerprint = Fingerprint::of(&input, || Ok(raw.as_bytes())).unwrap();
    ItemContent::new(packed, Framing::Plain, true, false, message, fingerprint)
}

/// Stores an item with a message at a position. If `raw` is `None`, the item is one that cannot be read.
fn put(writer: &mut StoreWriter, start: ImportStart, position: &str, raw: Option<&str>) -> Outcome {
    let mut batch = writer.batch(start).unwrap();
    let folder = batch.folder(None, "", "top").unwrap();
    let lost = raw.is_none().then(|| Defect::new("file", "no", Effect::ItemLost));
    let item = NewItem {
        folder,
        position: position.to_owned(),
        kind: ItemKind::Mail,
        content: raw.map(content),
        defects: lost.into_iter().collect(),
        recovered: None,
        separator: None,
        hint: Hint::default(),
    };
    let put = batch.put(&item).unwrap();
    batch.commit().unwrap();
    put.outcome
}

/// Imports the same source once per reading, and interrupts each import except the last. Returns the counts of
/// ready, copied and damaged items and of defects.
fn counted(readings: &[Option<&str>]) -> [usize; 4] {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut writer = store.writer().unwrap();
    let mut last = None;
    for text in readings {
        let start = begin(&mut writer, 1);
        let raw = text.map(|text| format!("Subject: a\r\nFrom: a@x.example\r\n\r\n{text}\r\n"));
        put(&mut writer, start, "a.eml#0", raw.as_deref());
        let is_known = store.reader().unwrap().has_occurrence(start, "a.eml#0").unwrap();
        assert!(is_known || text.is_none());
        last = Some(start.import);
    }
    let counts = writer.counts(last.unwrap()).unwrap();
    let defects = writer.import_defects(last.unwrap(), 100).unwrap().0.len();
    [counts.ready as usize, counts.copies as usize, counts.damaged as usize, defects]
}

#[test]
fn an_item_is_counted_once_however_often_it_is_tried() {
    assert_eq!(counted(&[None]), [0, 0, 1, 1]);
    assert_eq!(counted(&[None, None]), [0, 0, 1, 1]);
    assert_eq!(counted(&[None, Some("now")]), [1, 0, 0, 0]);
    assert_eq!(counted(&[Some("then"), None]), [1, 0, 0, 0]);
    assert_eq!(counted(&[None, Some("now"), None, Some("now")]), [1, 0, 0, 0]);
    // The file has changed between the readings, so both messages are stored.
    assert_eq!(counted(&[Some("one"), Some("two")]), [2, 0, 0, 0]);
}

#[test]
fn the_first_defects_are_listed_and_the_others_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Store::open(dir.path()).unwrap().writer().unwrap();
    let start = begin(&mut writer, 1);
    let mut batch = writer.batch(start).unwrap();
    for (what, effect) in [
        ("odd", Effect::Nothing),
        ("one", Effect::BodyIncomplete),
        ("two", Effect::RestUnreadable),
        ("three", Effect::FolderIncomplete),
    ] {
        batch.put_defect(None, &Defect::new("file", what, effect)).unwrap();
    }
    batch.commit().unwrap();
    for (limit, listed, left_out) in [
        (0, &[][..], 4),
        (2, &["one", "two"], 2),
        (4, &["one", "two", "three", "odd"], 0),
        (9, &["one", "two", "three", "odd"], 0),
    ] {
        let (rows, more) = writer.import_defects(start.import, limit).unwrap();
        let found: Vec<_> = rows.iter().map(|row| row.what.as_str()).collect();
        assert_eq!((found.as_slice(), more), (listed, left_out), "{limit}");
    }
}

fn state(progress: SourceProgress) -> SourceState {
    let shortfalls = vec![Shortfall::of(Reason::EndsEarly { size: 9, expected: Some(14) })];
    SourceState { progress, shortfalls, bytes_read: 7, texts_left: 0, replaced_by: None }
}

#[test]
fn a_state_lasts_until_the_source_changes() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut writer = store.writer().unwrap();
    let now = |source: SourceId| store.reader().unwrap().source_states().unwrap().remove(&source).unwrap();
    let source = begin(&mut writer, 10).source;
    assert_eq!(now(source).progress, SourceProgress::Reading);
    writer.end_source(source, &state(SourceProgress::Incomplete)).unwrap();
    assert_eq!(now(source), state(SourceProgress::Incomplete));
    begin(&mut writer, 10);
    assert_eq!(now(source).progress, SourceProgress::Incomplete, "the same file is read again");
    begin(&mut writer, 11);
    assert_eq!(now(source).progress, SourceProgress::Reading, "the file has changed");
}

/// This message and the next one have the same fields and text, but different recipients.
const TO_JO: &str =
    "Message-ID: <roof-1@x.example>\nFrom: ruth@x.example\nTo: jo@x.example\nSubject: Roof\n\nThe roof\n";
const TO_KIM: &str =
    "Message-ID: <roof-1@x.example>\nFrom: ruth@x.example\nTo: kim@x.example\nSubject: Roof\n\nThe roof\n";

#[test]
fn a_damaged_envelope_in_the_catalogue_is_a_defect_and_never_makes_two_messages_one() {
    for also_damage_bytes in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut writer = store.writer().unwrap();
        let start = begin(&mut writer, 1);
        assert_eq!(put(&mut writer, start, "1", Some(TO_JO)), Outcome::Ready);
        writer.connection.execute("UPDATE message SET envelope = '{\"to\":3}'", []).unwrap();
        if also_damage_bytes {
            let pack = dir.path().join("packs/000001.pack");
            let mut bytes = std::fs::read(&pack).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(&pack, bytes).unwrap();
        }
        assert_eq!(put(&mut writer, start, "2", Some(TO_KIM)), Outcome::Ready);
        let reader = store.reader().unwrap();
        let first = crate::MessageId(1);
        assert!(reader.message(first).unwrap().damaged);
        assert_eq!(reader.message_defects(first).unwrap().len(), 1);
        let verified = crate::verify::verify(dir.path(), crate::verify::VerifyDepth::Quick, &mut |_, _| {});
        let damaged = verified.unwrap().damaged;
        assert!(
            damaged
                .iter()
                .any(|damage| damage.messages == [first] && damage.what.contains("people and attachments"))
        );

        // The same message is recognised if its bytes can be read. Then the copy also repairs the row.
        let again = format!("X-Odd: 1\n{TO_JO}");
        let expected = if also_damage_bytes { Outcome::Ready } else { Outcome::Copy };
        assert_eq!(put(&mut writer, start, "3", Some(&again)), expected);
        let defects = writer.import_defects(start.import, 100).unwrap().0;
        assert_eq!(defects.len(), 2, "{defects:?}");
        assert!(defects.iter().all(|defect| defect.what.contains("Message 1 is damaged in the archive")));
        assert_eq!(store.reader().unwrap().message(first).unwrap().damaged, also_damage_bytes);
    }
}
