//! Items with structures of their own: a series of meetings with exceptions, and a group of contacts.

use foundmail_mapi::tags::{self, named};
use foundmail_mapi::{Data, Item, Value};

use super::office_item::{OfficeItem, item};
use super::set;

/// Monday, 14 March 2016, in minutes since 1601. Series count local time in this way.
const MONDAY: u32 = 218_373_120;
/// Minutes of a week.
const WEEK: u32 = 7 * 24 * 60;
/// Start and end of the meeting in minutes after midnight.
const HOURS: [u32; 2] = [600, 660];
/// 14 March 2016, 09:00 UTC, which is 10:00 in Berlin.
const MORNING: i64 = 1_457_946_000;

/// Returns a series in a time zone and a group. Of the series, the second meeting is cancelled and the third one is a day later.
pub fn series_items() -> Vec<OfficeItem> {
    vec![
        OfficeItem { folder: "Calendar", container_class: "IPF.Appointment", item: series() },
        OfficeItem { folder: "Contacts", container_class: "IPF.Contact", item: group() },
    ]
}

fn bytes(bytes: Vec<u8>) -> Value {
    Value::Binary(Data::Inline(bytes))
}

fn series() -> Item {
    let mut item = item("IPM.Appointment", "Site meeting; roof", "Bring the plans.\r\n");
    let within = named::PSETID_APPOINTMENT;
    for (lid, value) in [
        (named::APPOINTMENT_START_WHOLE, set::time(MORNING)),
        (named::APPOINTMENT_END_WHOLE, set::time(MORNING + 3600)),
        (named::LOCATION, Value::Text("Yard".to_owned())),
        (named::BUSY_STATUS, Value::I32(2)),
        (named::APPOINTMENT_SUB_TYPE, Value::Bool(false)),
        (named::APPOINTMENT_RECUR, bytes(pattern())),
        (named::TIME_ZONE_STRUCT, bytes(central_europe())),
        (named::TIME_ZONE_DESCRIPTION, Value::Text("(UTC+01:00) Berlin".to_owned())),
        (named::RECURRENCE_PATTERN, Value::Text("every Monday".to_owned())),
    ] {
        set::lid(&mut item.props, within, lid, value);
    }
    item
}

/// Returns a weekly series of ten meetings, [MS-OXOCAL] 2.2.1.44.
fn pattern() -> Vec<u8> {
    let words = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let dwords = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let third = MONDAY + 2 * WEEK;
    let moved = third + 24 * 60;
    let times = dwords(&[moved + HOURS[0], moved + HOURS[1], third + HOURS[0]]);
    let subject: Vec<u8> = "Later – 新".encode_utf16().flat_map(u16::to_le_bytes).collect();
    [
        words(&[0x3004, 0x3004, 0x200B, 1, 0]),
        // Every week, on Mondays, ten times, with Monday as the first day of a week.
        dwords(&[0, 1, 0, 0b10, 0x2022, 10, 1]),
        dwords(&[2, MONDAY + WEEK, third]),
        dwords(&[1, moved]),
        dwords(&[MONDAY, MONDAY + 9 * WEEK]),
        dwords(&[0x3006, 0x3009, HOURS[0], HOURS[1]]),
        words(&[1]),
        times.clone(),
        // A changed subject, first in the code page.
        words(&[0x01, 10, 9]),
        b"Later - ?".to_vec(),
        dwords(&[0, 4, 0, 0]),
        times,
        words(&[9]),
        subject,
        dwords(&[0, 0]),
    ]
    .concat()
}

/// Returns a time zone, [MS-OXOCAL] 2.2.1.39: an hour ahead of UTC, and two hours from the last Sunday of March to that of
/// October.
fn central_europe() -> Vec<u8> {
    let mut bytes: Vec<u8> = [-60_i32, 0, -60].iter().flat_map(|minutes| minutes.to_le_bytes()).collect();
    for (month, hour) in [(10_u16, 3_u16), (3, 2)] {
        bytes.extend([0, 0]);
        bytes.extend([0, month, 0, 5, hour, 0, 0, 0].iter().flat_map(|word: &u16| word.to_le_bytes()));
    }
    bytes
}

fn group() -> Item {
    let mut item = item("IPM.DistList", "Builders", "");
    let members = [("Ruth Alder", "claims@fairmount-mutual.example"), ("Joe Nowhere", "joe@nowhere.example")];
    let members = members.map(|(name, address)| one_off(name, address)).to_vec();
    let within = named::PSETID_ADDRESS;
    set::lid(&mut item.props, within, named::DISTRIBUTION_LIST_NAME, Value::Text("Builders".to_owned()));
    set::lid(&mut item.props, within, named::DISTRIBUTION_LIST_MEMBERS, Value::BinaryList(members.clone()));
    set::lid(&mut item.props, within, named::DISTRIBUTION_LIST_ONE_OFF_MEMBERS, Value::BinaryList(members));
    set::text(&mut item.props, tags::DISPLAY_NAME, "Builders");
    item
}

/// Returns a one-off entry id in Unicode, [MS-OXCDATA] 2.2.5.1.
fn one_off(name: &str, address: &str) -> Vec<u8> {
    const PROVIDER: [u8; 16] =
        [0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02];
    let mut bytes = [&[0; 4][..], &PROVIDER, &[0, 0, 0x01, 0x90]].concat();
    for text in [name, "SMTP", address] {
        bytes.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    }
    bytes
}
