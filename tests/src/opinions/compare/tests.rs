use super::*;

fn sample() -> Record {
    let text = |text: &str| Some(text.to_owned());
    let file = |name: &str, digest: &str| Attached {
        name: name.to_owned(),
        size: Some(3),
        sha256: text(digest),
        ..Attached::default()
    };
    let inner = Record { subject: text("inner"), text: text("deep"), ..Record::default() };
    let message = Attached { is_message: true, message: Some(Box::new(inner)), ..Attached::default() };
    Record {
        id: "0x4".to_owned(),
        nid: Some(4),
        folder: Some(vec!["Inbox".to_owned()]),
        class: text("IPM.Note"),
        subject: text("a subject"),
        sender_name: text("Ada"),
        sender_address: text("ada@example.com"),
        submitted: Some(1),
        delivered: Some(2),
        start: Some(3),
        person: Some(["Byron", "Ada", ""].map(str::to_owned)),
        recipients: Some(vec![Recipient { kind: "to".to_owned(), ..Recipient::default() }]),
        text: text("text"),
        html: text("<b>"),
        html_bytes: text("<b>"),
        rtf: text("00"),
        attachments: Some(vec![file("a.txt", "0000000001"), file("b.txt", "0000000002"), message]),
        recovered: false,
    }
}

/// Returns the fields that differ after `change` was applied to the other reader's record.
fn check(change: impl Fn(&mut Record), expected: &[&str]) {
    let mut theirs = sample();
    change(&mut theirs);
    let found = compare(Reader::Pypff, &[sample()], &[theirs]);
    let fields: Vec<&str> = found.differences.iter().map(|difference| difference.field).collect();
    assert_eq!(fields, expected);
}

#[test]
fn every_field_is_looked_at() {
    let other = || Some("other".to_owned());
    check(|_| (), &[]);
    check(|record| record.folder = Some(Vec::new()), &["folder"]);
    check(|record| record.class = other(), &["class"]);
    check(|record| record.subject = other(), &["subject"]);
    check(|record| record.sender_name = other(), &["sender name"]);
    check(|record| record.sender_address = other(), &["sender address"]);
    check(|record| record.submitted = Some(9), &["submitted"]);
    check(|record| record.delivered = Some(0), &["delivered"]);
    check(|record| record.start = Some(9), &["start"]);
    check(|record| record.person = Some(Default::default()), &["person"]);
    check(|record| record.recipients = Some(Vec::new()), &["recipients"]);
    check(|record| record.text = Some(String::new()), &["text"]);
    check(|record| record.html = other(), &["html"]);
    check(|record| record.html_bytes = other(), &["html bytes"]);
    check(|record| record.rtf = other(), &["rtf"]);
    check(|record| record.nid = Some(5), &["missing", "extra"]);
}

#[test]
fn the_order_of_attachments_is_ignored() {
    let files =
        |record: &mut Record, change: fn(&mut Vec<Attached>)| change(record.attachments.as_mut().unwrap());
    check(|record| files(record, |files| files.reverse()), &[]);
    check(|record| files(record, |files| files[0].name = "c.txt".to_owned()), &["attachment name"]);
    check(
        |record| files(record, |files| files[0].sha256 = Some("0000000009".to_owned())),
        &["attachment bytes"],
    );
    check(|record| files(record, |files| _ = files.remove(1)), &["attachment missing"]);
    check(|record| files(record, |files| files.push(files[0].clone())), &["attachment extra"]);
    let inner =
        |files: &mut Vec<Attached>| files[2].message.as_mut().unwrap().text = Some("shallow".to_owned());
    check(|record| files(record, inner), &["text"]);
}

#[test]
fn what_a_reader_does_not_say_is_no_difference() {
    let only_nid = Record { nid: Some(4), ..Record::default() };
    assert!(compare(Reader::Pypff, &[sample()], &[only_nid]).differences.is_empty());
}

#[test]
fn brought_back_items_are_older_versions_or_extra() {
    let older = Record { recovered: true, nid: None, ..sample() };
    let gone = Record { subject: Some("gone".to_owned()), ..older.clone() };
    let found = compare(Reader::Pffexport, &[sample()], &[sample(), older, gone]);
    assert_eq!(found.older_versions, 1);
    assert_eq!(found.differences.len(), 1, "{:?}", found.differences);
}
