//! Tests that mail-parser reads the composed messages correctly.

use mail_parser::{Address, MessageParser, MimeHeaders};

use super::items::{bytes, file, item, props, recipient, sent, text};
use crate::{Attachment, AttachmentContent, Item, ItemClass, Value, compose, tags};

fn people(address: Option<&Address>) -> Vec<(String, String)> {
    let addresses = address.map(|address| address.iter().collect::<Vec<_>>()).unwrap_or_default();
    addresses
        .iter()
        .map(|person| {
            (person.name().unwrap_or_default().to_owned(), person.address().unwrap_or_default().to_owned())
        })
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, address)| (name.to_owned(), address.to_owned())).collect()
}

#[test]
fn people_subject_and_bodies() {
    let raw = compose(&sent()).raw;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.subject(), Some("RE: Angebot für Köln"));
    assert_eq!(people(message.from()), pairs(&[("Chefin, Die", "chefin@firma.example")]));
    assert_eq!(people(message.sender()), pairs(&[("Büro", "")]));
    assert_eq!(people(message.to()), pairs(&[("", "kunde@kunde.example"), ("Intern", "")]));
    assert_eq!(people(message.cc()), pairs(&[("Müller, Jörg", "joerg@kunde.example")]));
    assert_eq!(people(message.bcc()), pairs(&[("Archiv", "archiv@firma.example")]));
    assert_eq!(message.date().unwrap().to_timestamp(), 1_577_836_800);
    assert_eq!(message.message_id(), Some("1@firma.example"));
    assert_eq!(message.references().as_text_list().unwrap().len(), 2);
    assert_eq!(message.body_text(0).unwrap(), "Guten Tag,\r\n\r\nanbei das Angebot.\r\n");
    assert!(message.body_html(0).unwrap().contains("charset=utf-8></head><body>Grüße <img"));
    assert_eq!(message.text_body_count(), 1);
}

/// Returns the names and bytes of the attachments of a message.
fn attachments(raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    let message = MessageParser::new().parse(raw).unwrap();
    message
        .attachments()
        .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()))
        .collect()
}

#[test]
fn attachments_keep_name_and_bytes() {
    let all: Vec<u8> = (0..=255).cycle().take(200_000).collect();
    let files = [
        ("plain.bin", &all[..]),
        ("Jahresabschluß, «2019» & \"Entwurf\".xlsx", b"PK\x03\x04"),
        ("日本語の非常に長い名前を持つファイルの名前であり続ける限り続くファイルの名前.docx", b"x"),
        ("a; filename=evil.exe", b"\r\n--=_foundmail_1_=\r\n"),
        ("line\r\nBcc: x@y.bin", b""),
        ("exactly one line.bin", &all[..57]),
        ("exactly one chunk.bin", &all[..57 * 1024]),
        ("text.txt", "Grüße\n\r\n".as_bytes()),
    ];
    let mut item = sent();
    item.attachments = files.iter().map(|(name, bytes)| file(name, bytes)).collect();
    let expected: Vec<(String, Vec<u8>)> =
        files.iter().map(|(name, bytes)| (name.replace("\r\n", "  "), bytes.to_vec())).collect();
    let composed = compose(&item);
    assert_eq!(attachments(&composed.raw), expected);
    assert_eq!((composed.attachments, composed.unreadable_attachments), (8, 0));
}

#[test]
fn attached_messages_are_messages() {
    let mut inner = item("IPM.Note", [(tags::SUBJECT, text("Innen")), (tags::BODY, text("Text"))]);
    inner.attachments = vec![file("a.bin", b"abc")];
    let mut outer = item("IPM.Note", [(tags::SUBJECT, text("Außen")), (tags::BODY, text("Text"))]);
    outer.attachments = vec![
        Attachment { content: AttachmentContent::Embedded(Box::new(inner)), ..Attachment::default() },
        file("b.bin", b"def"),
    ];
    let raw = compose(&outer).raw;
    let message = MessageParser::new().parse(&raw).unwrap();
    let attached = message.attachment(0).unwrap();
    assert_eq!(attached.attachment_name(), Some("Innen.eml"));
    let inner = attached.message().unwrap();
    assert_eq!(inner.subject(), Some("Innen"));
    assert_eq!(inner.attachment(0).unwrap().contents(), b"abc");
    assert_eq!(message.attachment(1).unwrap().contents(), b"def");
}

#[test]
fn a_name_of_exchange_is_never_an_address() {
    let exchange = props([
        (tags::DISPLAY_NAME, text("/O=ENRON/OU=NA/CN=RECIPIENTS/CN=JDOE")),
        (tags::ADDRESS_TYPE, text("EX")),
        (tags::EMAIL_ADDRESS, text("/O=ENRON/OU=NA/CN=RECIPIENTS/CN=JDOE")),
    ]);
    let mut item = item("IPM.Note", [(tags::DISPLAY_CC, text("ignored"))]);
    item.recipients = vec![exchange, recipient(1, "Next", "next@x.example")];
    let raw = compose(&item).raw;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(people(message.to()), pairs(&[("JDOE", ""), ("Next", "next@x.example")]));
    assert_eq!(message.cc(), None);
}

#[test]
fn names_alone_where_there_is_no_table_of_recipients() {
    let item = item(
        "IPM.Note",
        [(tags::DISPLAY_TO, text("Doe, John; 'a@x.example'")), (tags::DISPLAY_CC, text(""))],
    );
    let raw = compose(&item).raw;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(people(message.to()), pairs(&[("Doe, John", ""), ("", "a@x.example")]));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_kept() {
    struct Torn;
    impl crate::Stream for Torn {
        fn len(&self) -> u64 {
            10
        }
        fn open(&self) -> Box<dyn std::io::Read + Send + '_> {
            Box::new(std::io::Read::chain(&b"begin"[..], Failing))
        }
    }
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("block is gone"))
        }
    }
    let torn = || crate::Data::Stream(std::sync::Arc::new(Torn));
    let mut item = item("IPM.Note", [(tags::HTML, Value::Binary(torn()))]);
    item.attachments = vec![file("torn.bin", b""), file("whole.bin", b"all")];
    item.attachments[0].content = AttachmentContent::Value(torn());
    let composed = compose(&item);
    assert_eq!(
        attachments(&composed.raw),
        [("torn.bin".to_owned(), b"begin".to_vec()), ("whole.bin".to_owned(), b"all".to_vec())]
    );
    assert_eq!((composed.attachments, composed.unreadable_attachments), (2, 1));
    let told: Vec<String> =
        composed.defects.iter().map(|defect| format!("{defect}; {:?}", defect.effect)).collect();
    assert_eq!(
        told,
        [
            "PidTagHtml: block is gone; BodyIncomplete",
            "attachment «torn.bin»: block is gone; AttachmentIncomplete",
        ]
    );
}

#[test]
fn defects_of_items_within_come_along() {
    let defect =
        |what: &str| foundmail_defect::Defect::new("block", what, foundmail_defect::Effect::BodyIncomplete);
    let inner = Item { defects: vec![defect("inner")], ..Item::default() };
    let outer = Item {
        defects: vec![defect("outer")],
        attachments: vec![Attachment {
            content: AttachmentContent::Embedded(Box::new(inner)),
            ..Attachment::default()
        }],
        ..Item::default()
    };
    assert_eq!(compose(&outer).defects, [defect("outer"), defect("inner")]);
}

#[test]
fn an_empty_item_is_an_empty_message() {
    let composed = compose(&Item::default());
    let message = MessageParser::new().parse(&composed.raw).unwrap();
    assert_eq!(message.body_text(0).unwrap().trim(), "");
    assert_eq!((composed.kind, composed.defects), (ItemClass::Mail, vec![]));
}

#[test]
fn a_compressed_body_that_is_torn_is_told() {
    let torn = bytes(b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 hel");
    let composed = compose(&item("IPM.Note", [(tags::RTF_COMPRESSED, torn)]));
    let message = MessageParser::new().parse(&composed.raw).unwrap();
    assert_eq!(message.body_text(0).unwrap().trim(), "hel");
    assert_eq!(composed.defects.len(), 1);
    assert_eq!(composed.defects[0].effect, foundmail_defect::Effect::BodyIncomplete);
}
