//! Properties that the writer adds or changes never change the message that is composed of an item. Otherwise an archive
//! would find other messages in a file than in the mailbox that was exported to it.

use foundmail_mapi::tags::named;
use foundmail_mapi::{
    AttachmentContent, FileTime, Item, NameId, PropertyName, PropertySet, Value, compose, tags,
};

use super::items::{attachment, file, plain, recipient, text};
use super::{Contents, options, write};
use crate::Layout;
use crate::write::FolderId;

const SENT: FileTime = FileTime(132_223_104_000_000_000);
const ARRIVED: FileTime = FileTime(132_223_105_000_000_000);
const CHANGED: FileTime = FileTime(132_223_106_000_000_000);
const TIMES: [u16; 4] = [
    tags::CLIENT_SUBMIT_TIME,
    tags::MESSAGE_DELIVERY_TIME,
    tags::CREATION_TIME,
    tags::LAST_MODIFICATION_TIME,
];

fn item(class: &str, values: &[(u16, Value)], lids: &[([u8; 16], u32, Value)]) -> Item {
    let mut item = plain("RE: roof", "It leaks.\r\n");
    item.props.insert(tags::MESSAGE_CLASS, text(class));
    item.props.insert(tags::MESSAGE_FLAGS, Value::I32(1));
    item.props
        .insert(tags::SEARCH_KEY, Value::Binary(class.bytes().cycle().take(16).collect::<Vec<u8>>().into()));
    item.props.insert(tags::CREATION_TIME, Value::Time(ARRIVED));
    item.props.insert(tags::LAST_MODIFICATION_TIME, Value::Time(CHANGED));
    for (id, value) in values {
        item.props.insert(*id, value.clone());
    }
    for (set, lid, value) in lids {
        item.props.insert_named(PropertyName { set: *set, id: NameId::Lid(*lid) }, value.clone());
    }
    item
}

fn mail() -> Item {
    let mut mail = item(
        "IPM.Note",
        &[
            (tags::CONVERSATION_TOPIC, text("roof")),
            (tags::SUBJECT_PREFIX, text("RE: ")),
            (tags::CLIENT_SUBMIT_TIME, Value::Time(SENT)),
            (tags::MESSAGE_DELIVERY_TIME, Value::Time(ARRIVED)),
            (tags::SENDER_NAME, text("Ruth")),
            (tags::SENDER_ADDRESS_TYPE, text("SMTP")),
            (tags::SENDER_EMAIL_ADDRESS, text("ruth@post.example")),
            (tags::SENT_REPRESENTING_NAME, text("Karl")),
            (tags::SENT_REPRESENTING_ADDRESS_TYPE, text("SMTP")),
            (tags::SENT_REPRESENTING_EMAIL_ADDRESS, text("karl@post.example")),
            (tags::HTML, Value::Binary(b"<p>It leaks.</p>".to_vec().into())),
            (tags::INTERNET_CODEPAGE, Value::I32(65_001)),
            (tags::IMPORTANCE, Value::I32(2)),
            (tags::PRIORITY, Value::I32(1)),
            (tags::SENSITIVITY, Value::I32(2)),
            (tags::MESSAGE_FLAGS, Value::I32(0)),
            (tags::READ_RECEIPT_REQUESTED, Value::Bool(true)),
            (tags::INTERNET_MESSAGE_ID, text("<1@post.example>")),
            (tags::INTERNET_REFERENCES, text("<0@post.example>")),
        ],
        &[],
    );
    mail.recipients = vec![recipient(1, "Anna"), recipient(2, "Jan"), recipient(3, "Hugh")];
    let mut inner = item("IPM.Note", &[(tags::MESSAGE_FLAGS, Value::I32(1))], &[]);
    inner.attachments = vec![file("deep.bin", 100)];
    let inner = AttachmentContent::Embedded(Box::new(inner));
    mail.attachments = vec![file("cost.csv", 100), attachment("inner", inner)];
    mail
}

fn office_items() -> Vec<Item> {
    use named::{PSETID_ADDRESS, PSETID_APPOINTMENT, PSETID_COMMON, PSETID_NOTE, PSETID_TASK};
    let (start, end) = (Value::Time(SENT), Value::Time(ARRIVED));
    vec![
        item(
            "IPM.Appointment",
            &[(tags::START_DATE, start.clone()), (tags::END_DATE, end.clone())],
            &[
                (PSETID_APPOINTMENT, named::APPOINTMENT_SEQUENCE, Value::I32(0)),
                (PSETID_APPOINTMENT, named::APPOINTMENT_START_WHOLE, start.clone()),
                (PSETID_APPOINTMENT, named::APPOINTMENT_END_WHOLE, end.clone()),
                (PSETID_APPOINTMENT, named::APPOINTMENT_SUB_TYPE, Value::Bool(true)),
                (PSETID_APPOINTMENT, named::BUSY_STATUS, Value::I32(0)),
                (PSETID_APPOINTMENT, named::LOCATION, text("Yard")),
                (PSETID_COMMON, named::COMMON_START, start.clone()),
                (PSETID_COMMON, named::COMMON_END, end.clone()),
                (PSETID_COMMON, named::REMINDER_SET, Value::Bool(true)),
                (PSETID_COMMON, named::REMINDER_DELTA, Value::I32(30)),
            ],
        ),
        item(
            "IPM.Contact",
            &[
                (tags::DISPLAY_NAME, text("Ruth Alder")),
                (tags::GIVEN_NAME, text("Ruth")),
                (tags::SURNAME, text("Alder")),
                (tags::COMPANY_NAME, text("Fairmount")),
            ],
            &[
                (PSETID_ADDRESS, named::FILE_UNDER, text("Fairmount")),
                (PSETID_ADDRESS, named::EMAIL1_DISPLAY_NAME, text("Ruth")),
                (PSETID_ADDRESS, named::EMAIL1_ADDRESS_TYPE, text("SMTP")),
                (PSETID_ADDRESS, named::EMAIL1_EMAIL_ADDRESS, text("ruth@post.example")),
                (PSETID_ADDRESS, named::EMAIL1_ORIGINAL_DISPLAY_NAME, text("r@post.example")),
            ],
        ),
        item(
            "IPM.Task",
            &[],
            &[
                (PSETID_TASK, named::TASK_STATUS, Value::I32(1)),
                (PSETID_TASK, named::PERCENT_COMPLETE, Value::F64(0.25)),
                (PSETID_TASK, named::TASK_DUE_DATE, end),
                (PSETID_TASK, named::TASK_COMPLETE, Value::Bool(false)),
            ],
        ),
        item("IPM.StickyNote", &[], &[(PSETID_NOTE, 0x8B00, Value::I32(1))]),
    ]
}

/// Returns the properties that a test keeps.
fn filtered(
    set: &PropertySet,
    is_kept: impl Fn(u16) -> bool,
    is_name_kept: impl Fn(&PropertyName) -> bool,
) -> PropertySet {
    let mut kept = PropertySet::new();
    for (id, value) in set.iter().filter(|(id, _)| is_kept(*id)) {
        kept.insert(id, value.clone());
    }
    for (name, value) in set.iter_named().filter(|(name, _)| is_name_kept(name)) {
        kept.insert_named(name.clone(), value.clone());
    }
    kept
}

/// Returns the sets that lack one property each.
fn without_one(set: &PropertySet) -> Vec<PropertySet> {
    let own = set.iter().map(|(lost, _)| filtered(set, |id| id != lost, |_| true));
    own.chain(set.iter_named().map(|(lost, _)| filtered(set, |_| true, |name| name != lost))).collect()
}

/// Returns an item and all items that lack one of its properties, or a property of a recipient or attachment.
fn variants(item: Item) -> Vec<Item> {
    let mut all: Vec<Item> =
        without_one(&item.props).into_iter().map(|props| Item { props, ..item.clone() }).collect();
    // Every item of a file has flags and a search key. A message without flags becomes one that was read.
    all.retain(|item| [tags::MESSAGE_FLAGS, tags::SEARCH_KEY].iter().all(|&id| item.props.get(id).is_some()));
    for index in 0..item.recipients.len() {
        all.extend(without_one(&item.recipients[index]).into_iter().map(|set| {
            let mut item = item.clone();
            item.recipients[index] = set;
            item
        }));
    }
    for index in 0..item.attachments.len() {
        all.extend(without_one(&item.attachments[index].props).into_iter().map(|set| {
            let mut item = item.clone();
            item.attachments[index].props = set;
            item
        }));
    }
    for kept in TIMES.into_iter().filter(|&id| item.props.get(id).is_some()) {
        let props = filtered(&item.props, |id| id == kept || !TIMES.contains(&id), |_| true);
        all.push(Item { props, ..item.clone() });
    }
    all.push(item);
    all
}

#[test]
fn a_written_item_composes_to_the_same_message() {
    let items: Vec<Item> = std::iter::once(mail()).chain(office_items()).flat_map(variants).collect();
    assert!(items.len() > 80, "{}", items.len());
    let bytes = write(&options(Layout::Unicode), |writer| {
        for item in &items {
            writer.add_item(FolderId::TOP, item).unwrap();
        }
    });
    let contents = Contents::of(bytes, "composed");
    assert_eq!(contents.items.len(), items.len());
    let mut failed = Vec::new();
    for (item, (_, found)) in items.iter().zip(&contents.items) {
        let [before, after] =
            [item, found].map(|item| String::from_utf8_lossy(&compose(item).raw).into_owned());
        let lost: Vec<&str> = before.lines().filter(|line| !after.contains(line)).collect();
        let added: Vec<&str> = after.lines().filter(|line| !before.contains(line)).collect();
        if before != after {
            failed.push(format!("lost {lost:?}, added {added:?} of {:?}", item.props));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
