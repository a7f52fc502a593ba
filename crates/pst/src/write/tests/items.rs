//! Items to write.

use std::io::Read;
use std::sync::Arc;

use foundmail_mapi::tags::named;
use foundmail_mapi::{
    Attachment, AttachmentContent, Data, FileTime, Item, NameId, PropertyName, PropertySet, Stream, Value,
    tags,
};

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn plain(subject: &str, body: &str) -> Item {
    let mut item = Item::default();
    item.props.insert(tags::SUBJECT, text(subject));
    item.props.insert(tags::BODY, text(body));
    item
}

pub fn recipient(kind: i32, name: &str) -> PropertySet {
    let mut set = PropertySet::new();
    set.insert(tags::RECIPIENT_TYPE, Value::I32(kind));
    set.insert(tags::DISPLAY_NAME, text(name));
    set.insert(tags::ADDRESS_TYPE, text("SMTP"));
    set.insert(tags::EMAIL_ADDRESS, text(&format!("{}@post.example", name.to_lowercase())));
    set.insert(tags::SMTP_ADDRESS, text(&format!("{}@post.example", name.to_lowercase())));
    set
}

pub fn attachment(name: &str, content: AttachmentContent) -> Attachment {
    let mut props = PropertySet::new();
    props.insert(tags::ATTACH_LONG_FILENAME, text(name));
    Attachment { props, content }
}

pub fn file(name: &str, len: usize) -> Attachment {
    attachment(name, AttachmentContent::Value(Data::Inline(pattern(len))))
}

/// Returns bytes that can't be deflated.
pub fn pattern(len: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    next.take(len).collect()
}

/// A value that is not in memory. Its reader fails after `whole` bytes if that is less than `len`.
pub struct Elsewhere {
    pub len: u64,
    pub whole: u64,
}

impl Stream for Elsewhere {
    fn len(&self) -> u64 {
        self.len
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        let bytes = std::io::repeat(7).take(self.whole.min(self.len));
        if self.whole >= self.len { Box::new(bytes) } else { Box::new(bytes.chain(Broken)) }
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

pub fn elsewhere(len: u64, whole: u64) -> Data {
    Data::Stream(Arc::new(Elsewhere { len, whole }))
}

/// Returns an item with every kind of value, recipient and attachment.
pub fn full() -> Item {
    let mut item = plain("RE: Grüße", "Hello.\r\nAll is well.\r\n");
    let time = FileTime(132_223_104_000_000_000);
    let values = [
        (0x0017, Value::I32(2)),
        (tags::MESSAGE_CLASS, text("IPM.Note")),
        (tags::SUBJECT_PREFIX, text("RE: ")),
        (tags::CLIENT_SUBMIT_TIME, Value::Time(time)),
        (tags::MESSAGE_DELIVERY_TIME, Value::Time(time)),
        (tags::SENDER_NAME, text("Anna Weller")),
        (tags::TRANSPORT_MESSAGE_HEADERS, text(&"Received: from here\r\n".repeat(500))),
        (tags::HTML, Value::Binary(b"<p>Hello.</p>".to_vec().into())),
        (tags::RTF_COMPRESSED, Value::Binary(pattern(5000).into())),
        (tags::INTERNET_CODEPAGE, Value::I32(65_001)),
        (0x6001, Value::I16(-3)),
        (0x6002, Value::F32(1.5)),
        (0x6003, Value::F64(-2.25)),
        (0x6004, Value::Currency(12_345)),
        (0x6005, Value::Error(0x8004_010F)),
        (0x6006, Value::Bool(true)),
        (0x6007, Value::I64(i64::MIN)),
        (0x6008, Value::Guid(*b"a made-up guid..")),
        (0x6009, Value::Text8(b"Gr\xfc\xdfe".to_vec())),
        (0x600A, Value::I32List(vec![1, -2, 3])),
        (0x600B, Value::I64List(vec![i64::MAX])),
        (0x600C, Value::F64List(vec![0.5, 1.5])),
        (0x600D, Value::TextList(vec!["one".into(), String::new(), "drei, für alle".into()])),
        (0x600E, Value::TimeList(vec![time, FileTime(1)])),
        (0x600F, Value::GuidList(vec![[1; 16], [2; 16]])),
        (0x6010, Value::BinaryList(vec![vec![1, 2, 3], vec![], pattern(4000)])),
        (0x6011, Value::Unknown { property_type: 0x00FE, bytes: vec![9, 8, 7] }),
        (0x6012, Value::Binary(Vec::new().into())),
        (0x6013, Value::I32List(Vec::new())),
        (0x6014, text("")),
        (0x6015, Value::Binary(elsewhere(20_000, 20_000))),
        (0x6016, Value::TextList(Vec::new())),
    ];
    for (id, value) in values {
        item.props.insert(id, value);
    }
    item.props.set_default_code_page(1252);
    for (set, id, value) in [
        (
            named::PS_PUBLIC_STRINGS,
            NameId::Text(named::KEYWORDS.into()),
            Value::TextList(vec!["Roof".into()]),
        ),
        (named::PSETID_COMMON, NameId::Lid(named::REMINDER_SET), Value::Bool(true)),
        (named::PSETID_APPOINTMENT, NameId::Lid(named::LOCATION), text("Harbour Café")),
        (named::PS_INTERNET_HEADERS, NameId::Text("x-made-up".into()), text("yes")),
        ([0x28, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46], NameId::Lid(9), Value::I32(1)),
    ] {
        item.props.insert_named(PropertyName { set, id }, value);
    }
    item.recipients = vec![recipient(1, "Karl"), recipient(2, "Ruth"), recipient(3, "Hugh")];
    item.recipients[1].insert(0x5FF7, Value::Binary(pattern(5000).into()));
    item.attachments = vec![
        file("small.bin", 100),
        file("large.bin", 30_000),
        file("empty.bin", 0),
        attachment("stream.bin", AttachmentContent::Value(elsewhere(200_000, 200_000))),
        attachment("elsewhere", AttachmentContent::Reference("C:\\elsewhere.txt".into())),
        attachment("object", AttachmentContent::Ole(pattern(9000).into())),
        attachment("nothing", AttachmentContent::None),
        attachment("inner", AttachmentContent::Embedded(Box::new(nested(2)))),
    ];
    item
}

/// Returns an item with nested embedded items.
pub fn nested(depth: usize) -> Item {
    let mut item = plain(&format!("level {depth}"), &format!("Body of level {depth}"));
    item.recipients.push(recipient(1, "Inner"));
    item.attachments.push(file("deep.bin", 5000));
    if depth > 0 {
        item.attachments.push(attachment("deeper", AttachmentContent::Embedded(Box::new(nested(depth - 1)))));
    }
    item
}
