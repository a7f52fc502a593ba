//! Items that are not mail: appointments, contacts, tasks and notes, and a message with nested messages.

use foundmail_mapi::tags::{self, named};
use foundmail_mapi::{Attachment, AttachmentContent, Item, Value};

use super::set;

/// An item that is not mail, with its folder.
#[derive(Debug, Clone)]
pub struct OfficeItem {
    /// The name of the folder.
    pub folder: &'static str,
    /// `PidTagContainerClass` of the folder.
    pub container_class: &'static str,
    /// The item.
    pub item: Item,
}

/// 14 March 2016, 09:00 UTC.
const MORNING: i64 = 1_457_946_000;

/// Returns two items of each kind, and one message with nested messages.
pub fn office_items() -> Vec<OfficeItem> {
    let make = |folder, container_class, item| OfficeItem { folder, container_class, item };
    vec![
        make("Calendar", "IPF.Appointment", appointment("Roof inspection", "Bakery, yard", 0)),
        make("Calendar", "IPF.Appointment", appointment("Flour delivery", "Mühle Schröder", 3)),
        make(
            "Contacts",
            "IPF.Contact",
            contact("Ruth", "Alder", "Fairmount Mutual", "claims@fairmount-mutual.example"),
        ),
        make(
            "Contacts",
            "IPF.Contact",
            contact("Jürgen", "Schröder", "Mühle", "j.schroeder@muehle-schroeder.example"),
        ),
        make("Tasks", "IPF.Task", task("Send the roof claim", 25)),
        make("Tasks", "IPF.Task", task("Pay the roofer", 100)),
        make("Notes", "IPF.StickyNote", note("Oven 3 runs hot: 8 degrees.\r\nAsk 陈伟.")),
        make("Notes", "IPF.StickyNote", note("")),
        make("Inbox", "IPF.Note", nested_message(3)),
    ]
}

pub(super) fn item(class: &str, subject: &str, body: &str) -> Item {
    let mut item = Item::default();
    set::text(&mut item.props, tags::MESSAGE_CLASS, class);
    set::text(&mut item.props, tags::SUBJECT, subject);
    set::text(&mut item.props, tags::BODY, body);
    item.props.insert(tags::CREATION_TIME, set::time(MORNING));
    item.props.insert(tags::LAST_MODIFICATION_TIME, set::time(MORNING + 60));
    set::number(&mut item.props, tags::MESSAGE_FLAGS, 1);
    item
}

fn appointment(subject: &str, location: &str, days: i64) -> Item {
    let mut item = item("IPM.Appointment", subject, "Please be on time.\r\n");
    let (start, end) = (set::time(MORNING + days * 86_400), set::time(MORNING + days * 86_400 + 3600));
    let within = named::PSETID_APPOINTMENT;
    set::lid(&mut item.props, within, named::APPOINTMENT_START_WHOLE, start.clone());
    set::lid(&mut item.props, within, named::APPOINTMENT_END_WHOLE, end.clone());
    set::lid(&mut item.props, within, named::LOCATION, Value::Text(location.to_owned()));
    set::lid(&mut item.props, within, named::BUSY_STATUS, Value::I32(2));
    set::lid(&mut item.props, within, named::APPOINTMENT_SUB_TYPE, Value::Bool(false));
    set::lid(&mut item.props, named::PSETID_COMMON, named::COMMON_START, start);
    set::lid(&mut item.props, named::PSETID_COMMON, named::COMMON_END, end);
    set::lid(&mut item.props, named::PSETID_COMMON, named::REMINDER_SET, Value::Bool(true));
    set::lid(&mut item.props, named::PSETID_COMMON, named::REMINDER_DELTA, Value::I32(15));
    item
}

fn contact(given: &str, family: &str, company: &str, address: &str) -> Item {
    let name = format!("{given} {family}");
    let mut item = item("IPM.Contact", &name, "");
    for (id, value) in [
        (tags::DISPLAY_NAME, name.as_str()),
        (tags::GIVEN_NAME, given),
        (tags::SURNAME, family),
        (tags::COMPANY_NAME, company),
        (tags::BUSINESS_TELEPHONE_NUMBER, "+44 20 7946 0018"),
    ] {
        set::text(&mut item.props, id, value);
    }
    let within = named::PSETID_ADDRESS;
    for (lid, value) in [
        (named::EMAIL1_DISPLAY_NAME, name.as_str()),
        (named::EMAIL1_ADDRESS_TYPE, "SMTP"),
        (named::EMAIL1_EMAIL_ADDRESS, address),
        (named::EMAIL1_ORIGINAL_DISPLAY_NAME, address),
        (named::FILE_UNDER, &format!("{family}, {given}")),
    ] {
        set::lid(&mut item.props, within, lid, Value::Text(value.to_owned()));
    }
    item
}

fn task(subject: &str, percent: u8) -> Item {
    let mut item = item("IPM.Task", subject, "Before the end of the month.\r\n");
    let within = named::PSETID_TASK;
    let done = percent == 100;
    set::lid(&mut item.props, within, named::TASK_STATUS, Value::I32(if done { 2 } else { 1 }));
    set::lid(&mut item.props, within, named::PERCENT_COMPLETE, Value::F64(f64::from(percent) / 100.0));
    set::lid(&mut item.props, within, named::TASK_DUE_DATE, set::time(1_459_382_400));
    set::lid(&mut item.props, within, named::TASK_COMPLETE, Value::Bool(done));
    item
}

fn note(text: &str) -> Item {
    let mut item = item("IPM.StickyNote", text.lines().next().unwrap_or_default(), text);
    // PidLidNoteColor: yellow.
    set::lid(&mut item.props, named::PSETID_NOTE, 0x8B00, Value::I32(3));
    item
}

/// Returns a message that contains messages nested to this depth.
fn nested_message(depth: usize) -> Item {
    let mut message =
        item("IPM.Note", &format!("Forwarded {depth} times"), &format!("Letter {depth} of the pile.\r\n"));
    message.props.insert(tags::CLIENT_SUBMIT_TIME, set::time(MORNING));
    message.props.insert(tags::MESSAGE_DELIVERY_TIME, set::time(MORNING + 7));
    set::text(&mut message.props, tags::SENDER_NAME, "Ruth Alder");
    set::text(&mut message.props, tags::SENDER_ADDRESS_TYPE, "SMTP");
    set::text(&mut message.props, tags::SENDER_EMAIL_ADDRESS, "claims@fairmount-mutual.example");
    if depth > 0 {
        let mut inner = Attachment::default();
        set::text(&mut inner.props, tags::DISPLAY_NAME, format!("Forwarded {} times", depth - 1));
        inner.content = AttachmentContent::Embedded(Box::new(nested_message(depth - 1)));
        message.attachments.push(inner);
    }
    message
}
