//! Tests with undamaged files.

use mail_parser::{MessageParser, MimeHeaders as _};

use super::build::{Object, defects, read};
use crate::tags::named::{PS_PUBLIC_STRINGS, PSETID_COMMON};
use crate::{AttachmentContent, Item, NameId, PropertyName, Value, compose, tags};

#[test]
fn each_type_of_property() {
    let object = Object::root(0, 0)
        .fixed(0x1234_0002, 0xFFFF)
        .fixed(0x1235_0003, 7)
        .fixed(0x1236_000B, 1)
        .fixed(0x1237_0014, 1 << 40)
        .fixed(0x1238_0040, 9)
        .fixed(0x1239_0005, 1.5_f64.to_bits())
        .value(0x123A_001E, b"abc")
        .value(0x123B_001F, b"a\0b\0")
        .value(0x123C_0102, &[1, 2, 3])
        .value(0x123D_0048, &[4; 16])
        .value(0x123E_1003, &[1, 0, 0, 0, 2, 0, 0, 0])
        .value(0x123F_101F, &[4, 0, 0, 0, 2, 0, 0, 0])
        .stream("__substg1.0_123F101F-00000000", b"x\0\0\0")
        .stream("__substg1.0_123F101F-00000001", b"y\0")
        .value(0x1240_1102, &[2, 0, 0, 0, 0, 0, 0, 0])
        .stream("__substg1.0_12401102-00000000", &[8, 9]);
    let item = read(&object);
    let found: Vec<String> = item.props.iter().map(|(id, value)| format!("{id:x} {value:?}")).collect();
    assert_eq!(
        found,
        [
            "1234 I16(-1)",
            "1235 I32(7)",
            "1236 Bool(true)",
            "1237 I64(1099511627776)",
            "1238 Time(FileTime(9))",
            "1239 F64(1.5)",
            "123a Text8([97, 98, 99])",
            "123b Text(\"ab\")",
            "123c Binary(Data(3 bytes))",
            "123d Guid([4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4])",
            "123e I32List([1, 2])",
            "123f TextList([\"x\", \"y\"])",
            "1240 BinaryList([[8, 9]])",
        ]
    );
    assert!(item.defects.is_empty(), "{:?}", defects(&item));
}

#[test]
fn named_properties() {
    let mut sets = PSETID_COMMON.to_vec();
    sets.extend([9; 16]);
    let entries = [[0x30, 0x85, 0, 0, 6, 0, 0, 0], [0, 0, 0, 0, 5, 0, 1, 0]].concat();
    let strings = [&[16, 0, 0, 0][..], b"K\0e\0y\0w\0o\0r\0d\0s\0"].concat();
    let names = Object::plain()
        .stream("__substg1.0_00020102", &sets)
        .stream("__substg1.0_00030102", &entries)
        .stream("__substg1.0_00040102", &strings);
    let object = Object::root(0, 0)
        .storage("__nameid_version1.0", names)
        .text(0x8000, "Follow up")
        .text(0x8001, "red")
        .fixed(0x8002_0003, 1);
    let item = read(&object);
    assert_eq!(item.props.lid_text(PSETID_COMMON, 0x8530).as_deref(), Some("Follow up"));
    let keywords = PropertyName { set: PS_PUBLIC_STRINGS, id: NameId::Text("Keywords".to_owned()) };
    assert!(matches!(item.props.get_named(&keywords), Some(Value::Text(text)) if text == "red"));
    assert_eq!(item.props.integer(0x8002), Some(1), "an id without a name stays an id");
}

#[test]
fn text_in_the_message_s_code_page() {
    let recipient = Object::part().value(0x3001_001E, b"\xCF\xF0\xE8\xE2\xE5\xF2");
    let object = Object::root(1, 0)
        .fixed(0x3FFD_0003, 1251)
        .value(0x0037_001E, b"\xCF\xF0\xE8\xE2\xE5\xF2")
        .storage("__recip_version1.0_#00000000", recipient);
    let item = read(&object);
    assert_eq!(item.props.text(tags::SUBJECT).as_deref(), Some("Привет"));
    assert_eq!(item.recipients[0].text(tags::DISPLAY_NAME).as_deref(), Some("Привет"));
}

#[test]
fn text_in_another_code_page_than_declared() {
    // "Привет всем, как дела" and "Анна" in code page 1251.
    let body = b"\xCF\xF0\xE8\xE2\xE5\xF2 \xE2\xF1\xE5\xEC, \xEA\xE0\xEA \xE4\xE5\xEB\xE0";
    let recipient = Object::part().value(0x3001_001E, b"\xC0\xED\xED\xE0");
    let object = Object::root(1, 0)
        .fixed(0x3FFD_0003, 1252)
        .value(0x1000_001E, body)
        .storage("__recip_version1.0_#00000000", recipient);
    let item = read(&object);
    assert_eq!(item.props.code_page(), Some(1251));
    assert_eq!(item.recipients[0].code_page(), Some(1251), "parts of an item use its code page");
    assert_eq!(item.recipients[0].text(tags::DISPLAY_NAME).as_deref(), Some("Анна"));
}

fn attachment(name: &str) -> Object {
    Object::part().fixed(0x3705_0003, 1).text(tags::ATTACH_LONG_FILENAME, name)
}

#[test]
fn recipients_and_attachments_in_order() {
    let recipient = |name: &str, kind| Object::part().text(tags::DISPLAY_NAME, name).fixed(0x0C15_0003, kind);
    let large = vec![7; (1 << 20) + 1];
    let object = Object::root(2, 3)
        .storage("__recip_version1.0_#0000000A", recipient("second", 2))
        .storage("__recip_version1.0_#00000002", recipient("first", 1))
        .storage("__attach_version1.0_#00000001", attachment("b").value(0x3701_0102, &large))
        .storage("__attach_version1.0_#00000000", attachment("a").value(0x3701_0102, b"hello"))
        .storage("__attach_version1.0_#00000002", attachment("c").value(0x3701_0102, b""));
    let item = read(&object);
    let names: Vec<_> = item.recipients.iter().filter_map(|set| set.text(tags::DISPLAY_NAME)).collect();
    assert_eq!(names, ["first", "second"]);
    let sizes = item.attachments.iter().map(|attachment| match &attachment.content {
        AttachmentContent::Value(data) => (data.len(), data.read_lenient().0.len()),
        other => panic!("{other:?}"),
    });
    assert_eq!(sizes.collect::<Vec<_>>(), [(5, 5), ((1 << 20) + 1, (1 << 20) + 1), (0, 0)]);
    assert!(item.defects.is_empty(), "{:?}", defects(&item));
}

#[test]
fn other_kinds_of_attachments() {
    let path = Object::part().fixed(0x3705_0003, 2).text(tags::ATTACH_LONG_PATHNAME, r"\\server\a.txt");
    let inner = Object::embedded().text(tags::SUBJECT, "inside");
    let message = Object::part().fixed(0x3705_0003, 5).storage("__substg1.0_3701000D", inner);
    let native = b"\x40\0\0\0\x02\0n.txt\0C:\\n.txt\0\0\0\x03\0\x01\0\0\0\0\x05\0\0\0hello";
    let ole = Object::plain().stream("\u{1}Ole10Native", native).stream("\u{3}Pic", &[5; 5000]);
    let object = Object::part().fixed(0x3705_0003, 6).storage("__substg1.0_3701000D", ole);
    let item = read(
        &Object::root(0, 3)
            .storage("__attach_version1.0_#00000000", path)
            .storage("__attach_version1.0_#00000001", message)
            .storage("__attach_version1.0_#00000002", object),
    );
    assert!(item.defects.is_empty(), "{:?}", defects(&item));
    let [path, message, object] = &item.attachments[..] else { panic!("{:?}", item.attachments) };
    assert!(matches!(&path.content, AttachmentContent::Reference(path) if path == r"\\server\a.txt"));
    assert!(matches!(&message.content, AttachmentContent::Embedded(item) if subject(item) == "inside"));
    let AttachmentContent::Ole(data) = &object.content else { panic!("{object:?}") };
    let mut packed = cfb::CompoundFile::open_strict(std::io::Cursor::new(data.read_lenient().0)).unwrap();
    assert_eq!(packed.open_stream("/\u{3}Pic").unwrap().len(), 5000);
    // The message contains the file in the object once, and the object itself.
    let composed = compose(&item);
    assert_eq!((composed.attachments, composed.unreadable_attachments), (3, 0));
    let message = MessageParser::new().parse(&composed.raw).unwrap();
    let names: Vec<_> = message.attachments().filter_map(|part| part.attachment_name()).collect();
    assert_eq!(names, ["a.txt", "inside.eml", "n.txt", "attachment.ole"]);
    assert_eq!(message.attachments().filter(|part| part.contents() == b"hello").count(), 1);
}

/// Tests an object whose storage is the content of a stream. The file in the object is cut.
#[test]
fn an_object_in_a_property() {
    let native = b"\x40\0\0\0\x02\0a.txt\0C:\\a.txt\0\0\0\x03\0\x01\0\0\0\0\x09\0\0\0hello";
    let storage = Object::plain().stream("\u{1}Ole10Native", native).file();
    let object = Object::part().fixed(0x3705_0003, 6).value(0x3701_0102, &storage);
    let item = read(&Object::root(0, 1).storage("__attach_version1.0_#00000000", object));
    assert_eq!(item.attachments.len(), 1);
    let composed = compose(&item);
    let message = MessageParser::new().parse(&composed.raw).unwrap();
    assert_eq!(message.attachments().filter(|part| part.contents() == b"hello").count(), 1);
    // Five of nine declared bytes exist.
    assert_eq!(composed.unreadable_attachments, 1);
    let told = composed.defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(told.contains("the file inside the object: the last 4 bytes of the file are missing"), "{told}");
}

fn subject(item: &Item) -> String {
    item.props.text(tags::SUBJECT).unwrap_or_default()
}

#[test]
fn messages_in_messages() {
    let mut inner = Object::embedded().text(tags::SUBJECT, "40");
    for level in (1..40).rev() {
        let attachment = Object::part().fixed(0x3705_0003, 5).storage("__substg1.0_3701000D", inner);
        inner = if level == 1 { Object::root(0, 1) } else { Object::embedded() }
            .text(tags::SUBJECT, &level.to_string())
            .storage("__attach_version1.0_#00000000", attachment);
    }
    let item = read(&inner);
    let mut at = &item;
    let mut depth = 1;
    while let [attachment] = &at.attachments[..]
        && let AttachmentContent::Embedded(inner) = &attachment.content
    {
        at = inner;
        depth += 1;
    }
    assert_eq!((depth, subject(at).as_str()), (32, "32"));
    assert_eq!(
        defects(at),
        [
            "attachment: messages are nested more than 32 levels deep, so the innermost messages are missing AttachmentIncomplete"
        ]
    );
    // The result contains the defect of the innermost message.
    assert!(compose(&item).defects.iter().any(|defect| defect.what.contains("32 levels deep")));
}
