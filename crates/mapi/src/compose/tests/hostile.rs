//! Tests with hostile items.

use mail_parser::MessageParser;

use super::items::{file, item, recipient, text};
use crate::{Attachment, AttachmentContent, Item, Value, compose, tags};

#[test]
fn no_property_can_add_a_field() {
    let evil = "x\r\nBcc: victim@x.example\r\n\r\nbody";
    let mut evil_item = item(
        evil,
        [
            tags::SUBJECT,
            tags::SENDER_NAME,
            tags::SENDER_SMTP_ADDRESS,
            tags::INTERNET_MESSAGE_ID,
            tags::IN_REPLY_TO_ID,
            tags::INTERNET_REFERENCES,
            tags::CONVERSATION_TOPIC,
            tags::DISPLAY_TO,
        ]
        .map(|id| (id, text(evil))),
    );
    let mut attachment = file(evil, b"");
    for id in [
        tags::ATTACH_MIME_TAG,
        tags::ATTACH_CONTENT_ID,
        tags::ATTACH_CONTENT_LOCATION,
        tags::TEXT_ATTACHMENT_CHARSET,
    ] {
        attachment.props.insert(id, text(evil));
    }
    evil_item.attachments = vec![attachment];
    let raw = compose(&evil_item).raw;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert!(message.bcc().is_none());
    assert_eq!(message.attachment_count(), 1);
    assert!(!String::from_utf8_lossy(&raw).contains("\nBcc:"));
}

#[test]
fn no_text_can_close_a_part() {
    let mut item = item(
        "IPM.Note",
        [
            (tags::BODY, text("a\n--=_foundmail_1_=--\n--=_foundmail_2_=\nb")),
            (tags::HTML, text("--=_foundmail_1_=\n<p>")),
        ],
    );
    item.props.insert(tags::TRANSPORT_MESSAGE_HEADERS, text("A: b\r\n--=_foundmail_1_=: c\r\n"));
    item.attachments = vec![
        file("x.txt", b"\r\n--=_foundmail_1_=--\r\n"),
        file("y.eml", b"A: b\r\n\r\n--=_foundmail_1_=--\r\n"),
    ];
    let raw = compose(&item).raw;
    let message = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(message.attachment_count(), 2);
    assert_eq!(message.body_text(0).unwrap().trim(), "a\r\n--=_foundmail_1_=--\r\n--=_foundmail_2_=\r\nb");
}

#[test]
fn messages_in_messages_end_somewhere() {
    let mut item = item("IPM.Note", [(tags::SUBJECT, text("innermost"))]);
    for _ in 0..200 {
        item = Item {
            attachments: vec![Attachment {
                content: AttachmentContent::Embedded(Box::new(item)),
                ..Attachment::default()
            }],
            ..Item::default()
        };
    }
    let composed = compose(&item);
    assert_eq!(composed.defects.len(), 1);
    assert!(composed.raw.len() < 100_000);
}

#[test]
fn many_people_and_parts_take_little_time() {
    let mut item = item("IPM.Note", [(tags::BODY, text("x"))]);
    item.recipients =
        (0..50_000).map(|number| recipient(1, "Name", &format!("a{number}@x.example"))).collect();
    item.attachments = (0..20_000).map(|number| file(&format!("{number}.bin"), b"x")).collect();
    let start = std::time::Instant::now();
    assert_eq!(compose(&item).attachments, 20_000);
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn any_value_in_any_place_is_survived() {
    let places: Vec<u16> = (0x0000..0x6000).collect();
    let values = |number: u32| -> Value {
        let junk: Vec<u8> =
            (0..number % 70).map(|index| number.wrapping_mul(index + 7).to_be_bytes()[1]).collect();
        match number % 7 {
            0 => Value::Binary(junk.into()),
            1 => Value::Text8(junk),
            2 => Value::Text(String::from_utf8_lossy(&junk).into_owned()),
            3 => Value::I32(number.cast_signed()),
            4 => Value::Time(crate::FileTime(u64::from(number) << 32)),
            5 => Value::F64(f64::NAN),
            _ => Value::BinaryList(vec![junk]),
        }
    };
    let sets = [
        tags::named::PSETID_APPOINTMENT,
        tags::named::PSETID_TASK,
        tags::named::PSETID_ADDRESS,
        tags::named::PSETID_COMMON,
        tags::named::PSETID_MEETING,
        tags::named::PSETID_LOG,
    ];
    let classes = [
        "IPM.Note",
        "IPM.Appointment",
        "IPM.Contact",
        "IPM.DistList",
        "IPM.Task",
        "IPM.Activity",
        "REPORT.X",
        "IPM.Schedule.Meeting.Request",
    ];
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 4
    };
    for class in classes {
        for _ in 0..12 {
            let mut item = item(class, []);
            let mut attachment = file("x", b"y");
            for &id in &places {
                if id != tags::MESSAGE_CLASS {
                    item.props.insert(id, values(next()));
                }
                if id > 0x3700 && id < 0x3800 {
                    attachment.props.insert(id, values(next()));
                }
            }
            for set in sets {
                for lid in (0..0x40).chain(0x8000..0x8800) {
                    item.props.insert_named(
                        crate::PropertyName { set, id: crate::NameId::Lid(lid) },
                        values(next()),
                    );
                }
            }
            item.recipients = vec![item.props.clone()];
            item.attachments = vec![attachment];
            assert_eq!(compose(&item).raw, compose(&item).raw);
        }
    }
}
