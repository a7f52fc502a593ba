//! Comparison of items that were read with those that were written.

use foundmail_mapi::{AttachmentContent, Item, PropertySet, Value, tags};

/// Properties that the writer sets: flags, sizes, numbers, and in ANSI files the code page.
const DECIDED: [u16; 7] =
    [tags::MESSAGE_FLAGS, 0x0E08, 0x0E17, 0x0E20, 0x0E21, tags::ATTACH_METHOD, tags::MESSAGE_CODEPAGE];

/// Fails unless `found` contains everything in `expected`.
pub fn check_item(expected: &Item, found: &Item, case: &str) {
    check_set(&expected.props, &found.props, case);
    assert_eq!(expected.recipients.len(), found.recipients.len(), "{case}");
    for (number, (one, other)) in expected.recipients.iter().zip(&found.recipients).enumerate() {
        check_set(one, other, &format!("{case}, recipient {number}"));
    }
    assert_eq!(expected.attachments.len(), found.attachments.len(), "{case}");
    for (number, (one, other)) in expected.attachments.iter().zip(&found.attachments).enumerate() {
        let case = format!("{case}, attachment {number}");
        check_set(&one.props, &other.props, &case);
        check_content(&one.content, &other.content, &case);
    }
}

fn check_content(expected: &AttachmentContent, found: &AttachmentContent, case: &str) {
    match (expected, found) {
        (AttachmentContent::None, AttachmentContent::None) => {}
        (AttachmentContent::Value(one), AttachmentContent::Value(other))
        | (AttachmentContent::Ole(one), AttachmentContent::Ole(other)) => {
            let (bytes, error) = other.read_lenient();
            assert!(error.is_none() && one.len() == other.len(), "{case}");
            assert!(one.read_lenient().0 == bytes, "{case}");
        }
        (AttachmentContent::Reference(one), AttachmentContent::Reference(other)) => {
            assert_eq!(one, other, "{case}");
        }
        (AttachmentContent::Embedded(one), AttachmentContent::Embedded(other)) => {
            assert_eq!(other.defects, [], "{case}");
            check_item(one, other, &format!("{case}, inside"));
        }
        _ => panic!("{case}: {expected:?} became {found:?}"),
    }
}

fn check_set(expected: &PropertySet, found: &PropertySet, case: &str) {
    for (id, value) in expected.iter().filter(|(id, _)| !DECIDED.contains(id)) {
        let other = found.get(id).unwrap_or_else(|| panic!("{case}: {id:#06x} is missing"));
        assert_eq!(shown(value, expected), shown(other, found), "{case}: {id:#06x}");
    }
    for (name, value) in expected.iter_named() {
        let other = found.get_named(name).unwrap_or_else(|| panic!("{case}: {name:?} is missing"));
        assert_eq!(shown(value, expected), shown(other, found), "{case}: {name:?}");
    }
}

/// Returns a value as text: all bytes of a binary value, and only the characters of a text.
fn shown(value: &Value, set: &PropertySet) -> String {
    match value {
        Value::Binary(data) => format!("{:?}", data.read_lenient().0),
        Value::TextList(texts) => format!("{texts:?}"),
        Value::Text8List(texts) => {
            let text = |bytes: &Vec<u8>| set.text_of(&Value::Text8(bytes.clone())).unwrap();
            format!("{:?}", texts.iter().map(text).collect::<Vec<_>>())
        }
        value => set.text_of(value).unwrap_or_else(|| format!("{value:?}")),
    }
}
