//! Items for the tests, and their messages as text.

use crate::{
    Attachment, AttachmentContent, Data, FileTime, Item, NameId, PropertyName, PropertySet, Value, compose,
    tags,
};

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub(crate) fn bytes(value: &[u8]) -> Value {
    Value::Binary(Data::Inline(value.to_vec()))
}

/// Returns a time from seconds since 1970-01-01.
pub(crate) fn time(seconds: i64) -> Value {
    Value::Time(FileTime::from_unix_seconds(seconds).unwrap())
}

pub(crate) fn props<const N: usize>(values: [(u16, Value); N]) -> PropertySet {
    let mut props = PropertySet::new();
    for (id, value) in values {
        props.insert(id, value);
    }
    props
}

pub(crate) fn named<const N: usize>(item: &mut Item, set: [u8; 16], values: [(u32, Value); N]) {
    for (lid, value) in values {
        item.props.insert_named(PropertyName { set, id: NameId::Lid(lid) }, value);
    }
}

pub(crate) fn item<const N: usize>(class: &str, values: [(u16, Value); N]) -> Item {
    let mut props = props(values);
    props.insert(tags::MESSAGE_CLASS, text(class));
    Item { props, ..Item::default() }
}

pub(crate) fn recipient(role: i32, name: &str, address: &str) -> PropertySet {
    props([
        (tags::RECIPIENT_TYPE, Value::I32(role)),
        (tags::DISPLAY_NAME, text(name)),
        (tags::ADDRESS_TYPE, text("SMTP")),
        (tags::EMAIL_ADDRESS, text(address)),
    ])
}

pub(crate) fn file(name: &str, content: &[u8]) -> Attachment {
    Attachment {
        props: props([(tags::ATTACH_METHOD, Value::I32(1)), (tags::ATTACH_LONG_FILENAME, text(name))]),
        content: AttachmentContent::Value(Data::Inline(content.to_vec())),
    }
}

/// Returns a `PidTagRtfCompressed` that is not compressed.
pub(crate) fn rtf(rtf: &str) -> Value {
    let size = u32::try_from(rtf.len()).unwrap();
    bytes(&[&(size + 12).to_le_bytes()[..], &size.to_le_bytes(), b"MELA", &[0; 4], rtf.as_bytes()].concat())
}

/// Returns the message as text. Composes the item twice and compares the results.
pub(crate) fn composed(item: &Item) -> String {
    let raw = compose(item).raw;
    assert_eq!(raw, compose(item).raw, "the same item gives the same bytes");
    let text = String::from_utf8(raw).unwrap();
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "each line ends with CRLF");
    text.replace("\r\n", "\n")
}

/// Returns a sent message with all common properties.
pub(crate) fn sent() -> Item {
    let mut item = item(
        "IPM.Note",
        [
            (tags::SUBJECT, text("\u{1}\u{5}RE: Angebot für Köln")),
            (tags::CLIENT_SUBMIT_TIME, time(1_577_836_800)),
            (tags::SENT_REPRESENTING_NAME, text("Chefin, Die")),
            (tags::SENT_REPRESENTING_SMTP_ADDRESS, text("chefin@firma.example")),
            (tags::SENDER_NAME, text("Büro")),
            (tags::SENDER_ADDRESS_TYPE, text("EX")),
            (tags::SENDER_EMAIL_ADDRESS, text("/O=FIRMA/OU=X/CN=RECIPIENTS/CN=BUERO")),
            (tags::INTERNET_MESSAGE_ID, text("<1@firma.example>")),
            (tags::IN_REPLY_TO_ID, text("<0@kunde.example>")),
            (tags::INTERNET_REFERENCES, text("<a@kunde.example>\r\n <0@kunde.example>")),
            (tags::CONVERSATION_TOPIC, text("Angebot für Köln")),
            (tags::CONVERSATION_INDEX, bytes(&[1; 22])),
            (tags::IMPORTANCE, Value::I32(2)),
            (tags::SENSITIVITY, Value::I32(2)),
            (tags::MESSAGE_FLAGS, Value::I32(1)),
            (tags::FLAG_STATUS, Value::I32(2)),
            (tags::BODY, text("Guten Tag,\r\n\r\nanbei das Angebot.\r\n")),
            (tags::HTML, bytes(b"<html><head><meta charset=iso-8859-1></head><body>Gr\xfc\xdfe <img src=\"cid:logo@1\"></body></html>")),
            (tags::INTERNET_CODEPAGE, Value::I32(1252)),
        ],
    );
    item.props.insert_named(
        PropertyName { set: tags::named::PS_PUBLIC_STRINGS, id: NameId::Text("Keywords".to_owned()) },
        Value::TextList(vec!["Kunden".to_owned(), "Köln".to_owned()]),
    );
    item.recipients = vec![
        recipient(1, "'kunde@kunde.example'", "kunde@kunde.example"),
        recipient(2, "Müller, Jörg", "joerg@kunde.example"),
        recipient(3, "Archiv", "archiv@firma.example"),
        props([
            (tags::DISPLAY_NAME, text("Intern")),
            (tags::ADDRESS_TYPE, text("EX")),
            (tags::EMAIL_ADDRESS, text("/O=FIRMA/CN=INTERN")),
        ]),
    ];
    let mut logo = file("logo.png", b"\x89PNG");
    logo.props.insert(tags::ATTACH_CONTENT_ID, text("logo@1"));
    item.attachments = vec![logo, file("Angebot für Köln, \"neu\".pdf", b"%PDF-1.4\n")];
    item
}
