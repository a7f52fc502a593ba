//! Tests with damaged files.

use std::sync::Arc;

use super::build::{Object, defects, read};
use crate::{AttachmentContent, ReadError, compose, msg, tags};

#[test]
fn streams_that_are_missing() {
    let mut object = Object::root(1, 2).text(tags::SUBJECT, "still here");
    object.listed(0x1000_001F, 400);
    object.listed(0x1035_001F, 2);
    let object = object.storage("__attach_version1.0_#00000000", Object::part().fixed(0x3705_0003, 1));
    let item = read(&object);
    assert_eq!(item.props.text(tags::SUBJECT).as_deref(), Some("still here"));
    assert_eq!(
        defects(&item),
        [
            "property 0x1000: the stream with the value of the property is missing BodyIncomplete",
            "attachment: the content of the attachment is missing (PidTagAttachData) AttachmentIncomplete",
            "__properties_version1.0: only 0 of 1 recipients exist HeaderIncomplete",
            "__properties_version1.0: only 1 of 2 attachments exist AttachmentIncomplete",
        ]
    );
    assert!(matches!(item.attachments[0].content, AttachmentContent::None));
}

#[test]
fn values_without_a_list() {
    let object = Object::plain().stream("__substg1.0_0037001F", b"h\0i\0");
    assert!(msg::is_message(Arc::new(object.file())).unwrap());
    let item = read(&object);
    assert_eq!(item.props.text(tags::SUBJECT).as_deref(), Some("hi"));
    assert_eq!(
        defects(&item),
        ["__properties_version1.0: the list of properties is missing HeaderIncomplete"]
    );
}

#[test]
fn other_compound_files_are_no_messages() {
    let document = Object::plain().stream("WordDocument", b"x").file();
    assert!(!msg::is_message(Arc::new(document.clone())).unwrap());
    assert!(matches!(msg::read(Arc::new(document)), Err(ReadError::NoMessage)));
    assert!(matches!(msg::read(Arc::new(b"Subject: x\r\n".to_vec())), Err(ReadError::NoMessage)));
}

/// Tests that the loss is reported if the file is cut at any offset.
#[test]
fn cut_anywhere() {
    let attachment = Object::part()
        .fixed(0x3705_0003, 1)
        .text(tags::ATTACH_LONG_FILENAME, "big")
        .value(0x3701_0102, &vec![7; 100_000]);
    let file = Object::root(0, 1)
        .text(tags::SUBJECT, "subject")
        .text(tags::BODY, &"text ".repeat(2000))
        .storage("__attach_version1.0_#00000000", attachment)
        .file();
    let whole = compose(&msg::read(Arc::new(file.clone())).unwrap());
    assert!(whole.defects.is_empty(), "{:?}", whole.defects);
    let mut read = 0;
    for end in (0..file.len()).step_by(1021) {
        let Ok(item) = msg::read(Arc::new(file[..end].to_vec())) else { continue };
        read += 1;
        let composed = compose(&item);
        let named = composed.defects.iter().any(|defect| defect.effect.loses_data());
        assert!(composed.raw == whole.raw || named, "cut at {end} of {}", file.len());
    }
    assert!(read > 20, "{read}");
}

/// Tests that many properties cannot refer to the same bytes without limit.
#[test]
fn shared_bytes_are_counted() {
    let mut file = Object::root(0, 0);
    for id in 0..64_u32 {
        file = file.value(0x4000_0102 + (id << 16), &vec![u8::try_from(id).unwrap(); 50_000]);
    }
    let mut file = file.file();
    // Each of these streams gets the length of the whole file.
    let names: Vec<usize> = (0..file.len() - 128)
        .step_by(128)
        .filter(|&at| file[at..].starts_with(b"_\0_\0s\0u\0b\0s\0t\0g\0") && file[at + 66] == 2)
        .collect();
    assert_eq!(names.len(), 64);
    let length = u32::try_from(file.len()).unwrap();
    for at in names {
        file[at + 120..at + 124].copy_from_slice(&length.to_le_bytes());
    }
    let item = msg::read(Arc::new(file)).unwrap();
    let read: u64 = item.props.iter().filter_map(|(id, _)| item.props.binary(id)).map(crate::Data::len).sum();
    assert!(read < 3 * u64::from(length), "{read}");
    assert!(
        defects(&item)
            .iter()
            .any(|defect| defect.contains("the item has too many bytes, so the rest was not read"))
    );
}
