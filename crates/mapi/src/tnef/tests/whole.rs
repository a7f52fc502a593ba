//! Tests with undamaged streams.

use super::build::{Stream, defects, fixed, list, text, value};
use crate::{AttachmentContent, Item, compose, tags};

const IID_MESSAGE: [u8; 16] = [7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
const IID_STORAGE: [u8; 16] = [0x0B, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

fn subject(item: &Item) -> String {
    item.props.text(tags::SUBJECT).unwrap_or_default()
}

#[test]
fn older_attributes_fill_gaps() {
    let stream = Stream::new()
        .message(0x0007_9007, &[0xE3, 4, 0, 0, 0, 0, 0, 0])
        .message(0x0001_8004, b"\xCF\xF0\xE8\xE2\xE5\xF2\0")
        .message(0x0002_800C, b"older\0")
        .message(0x0006_9003, &list(&[text(tags::BODY, "newer"), fixed(0x0017_0003, &[2, 0, 0, 0])]))
        .message(
            0x0006_9004,
            &[&[1, 0, 0, 0], &list(&[value(0x3001_001E, b"\xC0\xED\xED\xE0\0")])[..]].concat(),
        );
    let item = stream.read();
    assert_eq!(subject(&item), "Привет", "in the code page of the stream");
    assert_eq!(item.props.text(tags::BODY).as_deref(), Some("newer"));
    assert_eq!(item.props.integer(tags::IMPORTANCE), Some(2));
    assert_eq!(item.recipients[0].text(tags::DISPLAY_NAME).as_deref(), Some("Анна"));
    assert!(item.defects.is_empty(), "{:?}", defects(&item));
}

#[test]
fn text_in_another_code_page_than_declared() {
    // "Привет всем, как дела" and "Анна" in code page 1251. The stream declares 1252.
    let body = b"\xCF\xF0\xE8\xE2\xE5\xF2 \xE2\xF1\xE5\xEC, \xEA\xE0\xEA \xE4\xE5\xEB\xE0\0";
    let item = Stream::new()
        .message(0x0007_9007, &[0xE4, 4, 0, 0, 0, 0, 0, 0])
        .message(0x0006_9003, &list(&[value(0x1000_001E, body)]))
        .message(
            0x0006_9004,
            &[&[1, 0, 0, 0], &list(&[value(0x3001_001E, b"\xC0\xED\xED\xE0\0")])[..]].concat(),
        )
        .read();
    assert_eq!((item.props.code_page(), item.recipients[0].code_page()), (Some(1251), Some(1251)));
    assert_eq!(item.recipients[0].text(tags::DISPLAY_NAME).as_deref(), Some("Анна"));
}

#[test]
fn attachments_in_order() {
    let method = |method: u8| fixed(0x3705_0003, &[method, 0, 0, 0]);
    let begins = |kind: u8| [kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let inner = Stream::new().message(0x0001_8004, b"inside\0").bytes();
    let stream = Stream::new()
        // The bytes precede the name.
        .attachment(0x0006_9002, &begins(1))
        .attachment(0x0006_800F, b"hello")
        .attachment(0x0001_8010, b"A.TXT\0")
        .attachment(0x0006_9005, &list(&[text(tags::ATTACH_LONG_FILENAME, "a long name.txt"), method(1)]))
        .file(&[method(5), value(0x3701_000D, &[&IID_MESSAGE[..], &inner].concat())])
        .file(&[method(6), value(0x3701_000D, &[&IID_STORAGE[..], b"storage"].concat())])
        .file(&[method(1), value(0x3701_0102, b"in a property")])
        .file(&[method(2), text(tags::ATTACH_LONG_PATHNAME, r"\\server\a.txt")])
        .attachment(0x0006_9002, &begins(2))
        .attachment(0x0006_800F, b"older object");
    let item = stream.read();
    let shown: Vec<String> = item
        .attachments
        .iter()
        .map(|attachment| match &attachment.content {
            AttachmentContent::Value(data) => {
                format!("value {}", String::from_utf8_lossy(&data.read_lenient().0))
            }
            AttachmentContent::Ole(data) => {
                format!("object {}", String::from_utf8_lossy(&data.read_lenient().0))
            }
            AttachmentContent::Embedded(item) => format!("message {}", subject(item)),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "value hello",
            "message inside",
            "object storage",
            "value in a property",
            r#"Reference("\\\\server\\a.txt")"#,
            "object older object",
        ]
    );
    let name = item.attachments[0].props.text(tags::ATTACH_LONG_FILENAME);
    assert_eq!(name.as_deref(), Some("a long name.txt"));
    assert!(item.defects.is_empty(), "{:?}", defects(&item));
}

#[test]
fn messages_in_messages() {
    let mut stream = Stream::new().message(0x0001_8004, b"40\0").bytes();
    for level in (1..40).rev() {
        let object = value(0x3701_000D, &[&IID_MESSAGE[..], &stream].concat());
        let title = format!("{level}\0");
        stream = Stream::new().message(0x0001_8004, title.as_bytes()).file(&[object]).bytes();
    }
    let item = crate::tnef::read(&stream).unwrap();
    let mut at = &item;
    let mut depth = 1;
    while let [attachment] = &at.attachments[..]
        && let AttachmentContent::Embedded(inner) = &attachment.content
    {
        at = inner;
        depth += 1;
    }
    assert_eq!((depth, subject(at).as_str()), (32, "32"));
    assert!(compose(&item).defects.iter().any(|defect| defect.what.contains("32 levels deep")));
}
