//! Tests with damaged streams.

use super::build::{Stream, defects, fixed, list, text, value};
use crate::{AttachmentContent, ReadError, compose, tags, tnef};

#[test]
fn what_is_no_stream() {
    for bytes in [&b""[..], b"x\x9F\x3E", b"From: a@b\r\n\r\n"] {
        assert!(!tnef::is_tnef(bytes), "{bytes:?}");
        assert!(matches!(tnef::read(bytes), Err(ReadError::NoMessage)), "{bytes:?}");
    }
}

#[test]
fn a_wrong_checksum_costs_nothing() {
    let mut bytes = Stream::new().message(0x0001_8004, b"hello\0").bytes();
    *bytes.last_mut().unwrap() ^= 1;
    let item = tnef::read(&bytes).unwrap();
    assert_eq!(item.props.text(tags::SUBJECT).as_deref(), Some("hello"));
    assert_eq!(defects(&item), ["TNEF attribute 0x8004: the checksum is wrong Nothing"]);
}

#[test]
fn bytes_that_are_no_attribute() {
    let whole = Stream::new().message(0x0001_8004, b"hello\0").bytes();
    let item = tnef::read(&[&whole[..], b"\r\n"].concat()).unwrap();
    assert_eq!(defects(&item), ["TNEF: 2 bytes follow the last attribute Nothing"]);
    let more = Stream::new().message(0x0004_800D, &[2, 0]).bytes();
    let more = &more[21..];
    let item = tnef::read(&[&whole[..], b"junk", more].concat()).unwrap();
    assert_eq!(defects(&item), ["TNEF: 4 bytes do not belong to an attribute AttachmentIncomplete"]);
}

#[test]
fn an_attachment_without_content() {
    let item = Stream::new().file(&[text(tags::ATTACH_LONG_FILENAME, "a.txt")]).read();
    assert!(matches!(item.attachments[0].content, AttachmentContent::None));
    assert_eq!(defects(&item), ["attachment: the content of the attachment is missing AttachmentIncomplete"]);
}

/// Tests that a stream that is cut at any offset is read up to the cut, and that the loss is reported.
#[test]
fn cut_anywhere() {
    let file = |name: &str, byte: u8| {
        vec![
            fixed(0x3705_0003, &[1, 0, 0, 0]),
            text(tags::ATTACH_LONG_FILENAME, name),
            value(0x3701_0102, &[byte; 90]),
        ]
    };
    let bytes = Stream::new()
        .message(0x0001_8004, b"hello\0")
        .message(0x0006_9003, &list(&[text(tags::BODY, &"text ".repeat(30))]))
        .file(&file("a.bin", 1))
        .file(&file("b.bin", 2))
        .bytes();
    let whole = tnef::read(&bytes).unwrap();
    assert!(whole.defects.is_empty(), "{:?}", defects(&whole));
    let whole = compose(&whole);
    for end in 6..bytes.len() {
        let item = tnef::read(&bytes[..end]).unwrap();
        let subject = item.props.text(tags::SUBJECT).unwrap_or_default();
        assert!("hello".starts_with(&subject) && (end < 36 || subject == "hello"), "cut at {end}");
        let composed = compose(&item);
        // A cut between two attributes is not detectable.
        let between = item.defects.is_empty();
        let named = composed.defects.iter().any(|defect| defect.effect.loses_data());
        assert!(composed.raw == whole.raw || named || between, "cut at {end}");
    }
}
