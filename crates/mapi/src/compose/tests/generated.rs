//! Tests that composed bytes never change, because the archive identifies stored messages by them. The snapshots show a
//! few complete messages. This test compares one digest over generated items of every class with most properties.

use super::items::{bytes, file, item, recipient, rtf, text};
use crate::compose::structures::entry_id::tests::one_off_bytes;
use crate::compose::structures::{recurrence, time_zone, verb_stream};
use crate::tags::named;
use crate::{
    Attachment, AttachmentContent, Data, Item, NameId, PropertyName, PropertySet, Value, compose, tags,
};

const CLASSES: [&str; 20] = [
    "IPM.Note",
    "IPM.Note.SMIME",
    "IPM.Note.Microsoft.Fax",
    "IPM.Appointment",
    "IPM.Schedule.Meeting.Request",
    "IPM.Schedule.Meeting.Resp.Pos",
    "IPM.Schedule.Meeting.Canceled",
    "IPM.Contact",
    "IPM.DistList",
    "IPM.Task",
    "IPM.TaskRequest.Accept",
    "IPM.StickyNote",
    "IPM.Activity",
    "IPM.Document.Word",
    "IPM.Post.RSS",
    "IPM.Sharing",
    "REPORT.IPM.Note.NDR",
    "REPORT.IPM.Note.DR",
    "REPORT.IPM.Note.IPNRN",
    "Unknown",
];
const SETS: [[u8; 16]; 8] = [
    named::PSETID_APPOINTMENT,
    named::PSETID_TASK,
    named::PSETID_ADDRESS,
    named::PSETID_COMMON,
    named::PSETID_MEETING,
    named::PSETID_LOG,
    named::PSETID_SHARING,
    named::PSETID_POST_RSS,
];
const TEXTS: [&str; 8] = [
    "Jörg",
    "joerg@x.example",
    "/O=X/OU=Y/CN=RECIPIENTS/CN=JOERG",
    "<b>HTML</b> <img src=\"cid:a@1\">",
    "From a line\r\nand another; with, \"signs\" \\ of = all kinds\r\n",
    "",
    "image.png",
    "<1@x.example> <2@x.example>",
];

/// A linear congruential generator, which gives the same numbers on all computers.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    fn value(&mut self) -> Value {
        let number = self.next();
        match number % 12 {
            0 => Value::I32(i32::try_from(self.next() % 6).unwrap()),
            1 => Value::Bool(number & 0x100 != 0),
            2 => super::items::time(i64::from(self.next()) * 100),
            3 => bytes(&one_off_bytes("Jörg", "joerg@x.example")),
            4 => bytes(&self.next().to_le_bytes().repeat(12)),
            5 => Value::F64(0.5),
            6 => Value::TextList(vec!["one".to_owned(), "two".to_owned()]),
            7 => Value::Text8(b"Gr\xfc\xdfe".to_vec()),
            _ => text(TEXTS[usize::try_from(self.next()).unwrap() % TEXTS.len()]),
        }
    }

    fn properties(&mut self, ids: std::ops::Range<u16>, props: &mut PropertySet) {
        for id in ids {
            if id != tags::MESSAGE_CLASS && self.next().is_multiple_of(3) {
                props.insert(id, self.value());
            }
        }
    }

    fn item(&mut self, class: &str, depth: u32) -> Item {
        let mut item = item(class, []);
        self.properties(0..0x6000, &mut item.props);
        for set in SETS {
            for lid in (0..0x40).chain(0x8000..0x8A00) {
                if self.next().is_multiple_of(2) {
                    item.props.insert_named(PropertyName { set, id: NameId::Lid(lid) }, self.value());
                }
            }
        }
        self.structures(&mut item);
        for index in 0..self.next() % 4 {
            let mut one = recipient(1, "Jörg", &format!("joerg{index}@x.example"));
            self.properties(0x0C00..0x3A00, &mut one);
            item.recipients.push(one);
        }
        for index in 0..self.next() % 4 {
            let mut one = file(&format!("{index}.bin"), b"--\r\nFrom contents");
            self.properties(0x3700..0x3720, &mut one.props);
            one.content = match self.next() % 6 {
                0 if depth == 0 => AttachmentContent::Embedded(Box::new(self.item("IPM.Note", 1))),
                1 => AttachmentContent::Ole(Data::Inline(b"\xd0\xcf\x11\xe0".repeat(9))),
                2 => AttachmentContent::Reference(r"\\server\share\big.zip".to_owned()),
                3 => AttachmentContent::Value(Data::Inline(b"Subject: x\r\n\r\ny\r\n".to_vec())),
                _ => one.content,
            };
            item.attachments.push(one);
        }
        item
    }

    /// Adds structures that random bytes would not form.
    fn structures(&mut self, item: &mut Item) {
        let set = |item: &mut Item, set, lid, value| {
            item.props.insert_named(PropertyName { set, id: NameId::Lid(lid) }, value);
        };
        let choice = self.next();
        if choice & 1 != 0 {
            let pattern = recurrence::tests::pattern(0x200B, 1, 2, &[2], [0x2021, 0]);
            set(item, named::PSETID_APPOINTMENT, named::APPOINTMENT_RECUR, bytes(&pattern));
        }
        if choice & 2 != 0 {
            let zone = time_zone::tests::central_europe();
            set(item, named::PSETID_APPOINTMENT, named::TIME_ZONE_STRUCT, bytes(&zone));
        }
        if choice & 4 != 0 {
            let members = vec![one_off_bytes("Jörg", "j@x.example"), one_off_bytes("a@x", "a@x")];
            let members = Value::BinaryList(members);
            set(item, named::PSETID_ADDRESS, named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS, members);
        }
        if choice & 8 != 0 {
            let stream = verb_stream::tests::stream(&[(b"Ja", "Ja")]);
            set(item, named::PSETID_COMMON, named::VERB_STREAM, bytes(&stream));
        }
        match choice >> 4 & 3 {
            0 => item.props.insert(tags::RTF_COMPRESSED, rtf(r"{\rtf1\ansi {\b bold}\par text\par}")),
            1 => item.props.insert(tags::HTML, bytes("<html><body>Grüße".as_bytes())),
            _ => {}
        }
        if choice & 64 != 0 {
            let header = "Received: from a by b;\r\n\tWed, 1 Jan 2020 00:00:01 +0000\r\nFrom: a@b\r\n\r\n";
            item.props.insert(tags::TRANSPORT_MESSAGE_HEADERS, text(header));
        }
    }
}

#[test]
fn composed_bytes_never_change() {
    let mut numbers = Numbers(1);
    let mut digest = 0xCBF2_9CE4_8422_2325_u64;
    let mut length = 0;
    for class in CLASSES {
        for _ in 0..25 {
            let raw = compose(&numbers.item(class, 0)).raw;
            length += raw.len();
            for byte in raw {
                digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        }
    }
    assert_eq!((length, digest), (589_588, 0x1C93_0584_13A8_F6FC));
}

#[test]
fn the_generated_items_have_attachments() {
    let mut numbers = Numbers(1);
    let items: Vec<Item> = CLASSES.map(|class| numbers.item(class, 0)).into();
    let attachments: Vec<&Attachment> = items.iter().flat_map(|item| &item.attachments).collect();
    assert!(attachments.iter().any(|one| matches!(one.content, AttachmentContent::Embedded(_))));
}
