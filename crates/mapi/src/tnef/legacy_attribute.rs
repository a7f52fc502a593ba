//! Converts attributes that predate MAPI properties, [MS-OXTNEF] 2.1.3.3. Such an attribute is used only if the
//! corresponding property is missing, because properties are more precise.

use crate::bytes::{Cursor, u16_at};
use crate::{Data, FileTime, PropertySet, Value, tags};

/// Converts an attribute of the message. Returns true if the attribute is known.
pub(super) fn message(props: &mut PropertySet, id: u16, data: &[u8]) -> bool {
    match id {
        // The attributes `attSentFor` and `attFrom`.
        0x0001 => counted_person(props, data, &SENT_REPRESENTING),
        0x8000 => triple(props, data, &SENDER),
        // The attributes `attSubject`, `attDateSent`, `attDateRecd`, `attMessageStatus` and `attMessageClass`.
        0x8004 => props.insert(tags::SUBJECT, text(data)),
        0x8005 => time(props, tags::CLIENT_SUBMIT_TIME, data),
        0x8006 => time(props, tags::MESSAGE_DELIVERY_TIME, data),
        0x8007 => props.insert(tags::MESSAGE_FLAGS, Value::I32(flags(data))),
        0x8008 => props.insert(tags::MESSAGE_CLASS, Value::Text(class(data))),
        // The attributes `attBody`, `attPriority` and `attDateModified`.
        0x800C => props.insert(tags::BODY, text(data)),
        0x800D => priority(props, data),
        0x8020 => time(props, tags::LAST_MODIFICATION_TIME, data),
        _ => return false,
    }
    true
}

/// Converts an attribute of an attachment. Returns true if the attribute is known.
pub(super) fn attachment(props: &mut PropertySet, id: u16, data: &[u8]) -> bool {
    match id {
        // The attributes `attAttachTitle`, `attAttachMetaFile`, `attAttachCreateDate` and `attAttachModifyDate`.
        0x8010 => props.insert(tags::ATTACH_FILENAME, text(data)),
        0x8011 => props.insert(tags::ATTACH_RENDERING, Value::Binary(Data::Inline(data.to_vec()))),
        0x8012 => time(props, tags::CREATION_TIME, data),
        0x8013 => time(props, tags::LAST_MODIFICATION_TIME, data),
        _ => return false,
    }
    true
}

/// Returns a text in the code page of the stream, without its terminating zero.
fn text(data: &[u8]) -> Value {
    let end = data.iter().position(|&byte| byte == 0).unwrap_or(data.len());
    Value::Text8(data.get(..end).unwrap_or(data).to_vec())
}

/// The property ids that describe one person.
struct PersonTags {
    name: u16,
    address_type: u16,
    address: u16,
}

const SENDER: PersonTags = PersonTags {
    name: tags::SENDER_NAME,
    address_type: tags::SENDER_ADDRESS_TYPE,
    address: tags::SENDER_EMAIL_ADDRESS,
};

const SENT_REPRESENTING: PersonTags = PersonTags {
    name: tags::SENT_REPRESENTING_NAME,
    address_type: tags::SENT_REPRESENTING_ADDRESS_TYPE,
    address: tags::SENT_REPRESENTING_EMAIL_ADDRESS,
};

impl PersonTags {
    /// Inserts a person. The address has the form `SMTP:a@b.example`.
    fn put(&self, props: &mut PropertySet, name: &[u8], address: &[u8]) {
        props.insert(self.name, text(name));
        let Value::Text8(address) = text(address) else { return };
        let mut parts = address.splitn(2, |&byte| byte == b':');
        if let (Some(address_type), Some(address)) = (parts.next(), parts.next()) {
            props.insert(self.address_type, Value::Text8(address_type.to_vec()));
            props.insert(self.address, Value::Text8(address.to_vec()));
        } else if !address.is_empty() {
            props.insert(self.address, Value::Text8(address));
        }
    }
}

/// Parses the structure `TRP`: type, size, the lengths of name and address, and both strings.
fn triple(props: &mut PropertySet, data: &[u8], person: &PersonTags) {
    let mut cursor = Cursor::new(data);
    let (Some(_), Some(name), Some(address)) = (cursor.u32(), cursor.u16(), cursor.u16()) else { return };
    if let (Some(name), Some(address)) = (cursor.take(name.into()), cursor.take(address.into())) {
        person.put(props, name, address);
    }
}

/// Parses a name and an address with a length each.
fn counted_person(props: &mut PropertySet, data: &[u8], person: &PersonTags) {
    let mut cursor = Cursor::new(data);
    let mut counted = || {
        let length = usize::from(cursor.u16()?);
        cursor.take(length)
    };
    if let (Some(name), Some(address)) = (counted(), counted()) {
        person.put(props, name, address);
    }
}

/// Parses the structure `DTR`: year, month, day, hour, minute, second and weekday, without a time zone.
fn time(props: &mut PropertySet, id: u16, data: &[u8]) {
    let word = |at| u16_at(data, at).map(u32::from);
    let seconds = || {
        let day = chrono::NaiveDate::from_ymd_opt(word(0)?.try_into().ok()?, word(2)?, word(4)?)?;
        Some(day.and_hms_opt(word(6)?, word(8)?, word(10)?)?.and_utc().timestamp())
    };
    if let Some(time) = seconds().and_then(FileTime::from_unix_seconds) {
        props.insert(id, Value::Time(time));
    }
}

/// Returns `PidTagMessageFlags`: read, unsent, submitted.
fn flags(data: &[u8]) -> i32 {
    let status = data.first().copied().unwrap_or(0);
    [(0x20, 1), (0x02, 8), (0x04, 4)]
        .iter()
        .filter(|(mark, _)| status & mark != 0)
        .fold(0, |flags, (_, flag)| flags | flag)
}

/// Inserts `PidTagImportance`. Its scale is the reverse of the attribute's scale.
fn priority(props: &mut PropertySet, data: &[u8]) {
    let importance = match u16_at(data, 0) {
        Some(1) => 2,
        Some(2) => 1,
        Some(3) => 0,
        _ => return,
    };
    props.insert(tags::IMPORTANCE, Value::I32(importance));
}

/// Returns the message class for its older name.
fn class(data: &[u8]) -> String {
    const NAMES: [(&str, &str); 8] = [
        ("IPM.Microsoft Mail.Note", "IPM.Note"),
        ("IPM.Microsoft Mail.Read Receipt", "Report.IPM.Note.IPNRN"),
        ("IPM.Microsoft Mail.Non-Delivery", "Report.IPM.Note.NDR"),
        ("IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos"),
        ("IPM.Microsoft Schedule.MtgRespN", "IPM.Schedule.Meeting.Resp.Neg"),
        ("IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"),
        ("IPM.Microsoft Schedule.MtgReq", "IPM.Schedule.Meeting.Request"),
        ("IPM.Microsoft Schedule.MtgCncl", "IPM.Schedule.Meeting.Canceled"),
    ];
    let end = data.iter().position(|&byte| byte == 0).unwrap_or(data.len());
    let class = String::from_utf8_lossy(data.get(..end).unwrap_or(data)).into_owned();
    let newer = NAMES.iter().find(|(old, _)| class.eq_ignore_ascii_case(old));
    newer.map_or(class, |(_, new)| (*new).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{attachment, message};
    use crate::{PropertySet, tags};

    fn read(id: u16, data: &[u8]) -> PropertySet {
        let mut props = PropertySet::new();
        assert!(message(&mut props, id, data), "{id:#06x}");
        props
    }

    #[test]
    fn texts_and_numbers() {
        for (id, data, tag, expected) in [
            (0x8004, &b"Hello\0junk"[..], tags::SUBJECT, "Some(Text8([72, 101, 108, 108, 111]))"),
            (0x8008, b"IPM.Microsoft Mail.Note\0", tags::MESSAGE_CLASS, "Some(Text(\"IPM.Note\"))"),
            (0x8008, b"IPM.Task\0", tags::MESSAGE_CLASS, "Some(Text(\"IPM.Task\"))"),
            (0x800D, &[1, 0], tags::IMPORTANCE, "Some(I32(2))"),
            (0x800D, &[9, 0], tags::IMPORTANCE, "None"),
            (0x8007, &[0x24], tags::MESSAGE_FLAGS, "Some(I32(5))"),
        ] {
            assert_eq!(format!("{:?}", read(id, data).get(tag)), expected, "{data:?}");
        }
        assert!(!message(&mut PropertySet::new(), 0x9006, &[]));
        assert!(!attachment(&mut PropertySet::new(), 0x9002, &[]));
    }

    #[test]
    fn dates() {
        for (data, expected) in [
            (&[0xD4, 7, 2, 0, 17, 0, 11, 0, 25, 0, 35, 0, 2, 0][..], Some(1_077_017_135)),
            (&[0xD4, 7, 13, 0, 17, 0, 11, 0, 25, 0, 35, 0, 2, 0], None),
            (&[0xD4, 7, 2, 0], None),
        ] {
            let time = read(0x8005, data).time(tags::CLIENT_SUBMIT_TIME);
            assert_eq!(time.and_then(crate::FileTime::unix_seconds), expected, "{data:?}");
        }
    }

    #[test]
    fn people() {
        let from = [&[4, 0, 0, 0, 4, 0, 9, 0][..], b"Ann\0SMTP:a@b\0"].concat();
        let sent_for = [&[4, 0][..], b"Ann\0", &[9, 0], b"SMTP:a@b\0"].concat();
        for (id, data, name, address) in [
            (0x8000, &from, tags::SENDER_NAME, tags::SENDER_EMAIL_ADDRESS),
            (0x0001, &sent_for, tags::SENT_REPRESENTING_NAME, tags::SENT_REPRESENTING_EMAIL_ADDRESS),
        ] {
            let props = read(id, data);
            assert_eq!(props.text(name).as_deref(), Some("Ann"), "{id:#06x}");
            assert_eq!(props.text(address).as_deref(), Some("a@b"), "{id:#06x}");
            assert!(read(id, &data[..data.len() - 2]).is_empty(), "{id:#06x}");
        }
    }
}
