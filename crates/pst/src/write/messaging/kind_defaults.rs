//! The properties that Outlook writes for every appointment, contact, task and note, [MS-OXOCAL], [MS-OXOCNTC],
//! [MS-OXOTASK] and [MS-OXONOTE]. Without them, these items are shown incompletely.
//!
//! A property with a meaning of its own, such as the status of a task, is never added: an archive that imports the file would
//! find a statement that the item never made.

mod appointment;
mod contact;

use foundmail_mapi::tags::named::{self, PSETID_COMMON, PSETID_NOTE, PSETID_TASK};
use foundmail_mapi::{Item, NameId, PropertyName, PropertySet, Value};

/// `PidTagIconIndex`
const ICON_INDEX: u16 = 0x1080;

/// `PidLidReminderSet`, `PidLidPrivate`, `PidLidAgingDontAgeMe`, `PidLidTaskMode`
const COMMON: [(u32, Value); 4] = [
    (named::REMINDER_SET, Value::Bool(false)),
    (0x8506, Value::Bool(false)),
    (0x850E, Value::Bool(false)),
    (0x8518, Value::I32(0)),
];
/// `PidLidSideEffects`
const SIDE_EFFECTS: u32 = 0x8510;

/// `PidLidTeamTask`, `PidLidTaskActualEffort`, `PidLidTaskEstimatedEffort`, `PidLidTaskVersion`, `PidLidTaskComplete`,
/// `PidLidTaskOrdinal`, `PidLidTaskNoCompute`, `PidLidTaskFRecurring`, `PidLidTaskOwnership`, `PidLidTaskAcceptanceState`,
/// `PidLidTaskFFixOffline`
const TASK: [(u32, Value); 11] = [
    (0x8103, Value::Bool(false)),
    (0x8110, Value::I32(0)),
    (0x8111, Value::I32(0)),
    (0x8113, Value::I32(1)),
    (0x811C, Value::Bool(false)),
    (0x8123, Value::I32(i32::MAX)),
    (0x8124, Value::Bool(false)),
    (0x8126, Value::Bool(false)),
    (0x8129, Value::I32(0)),
    (0x812A, Value::I32(0)),
    (0x812C, Value::Bool(false)),
];

/// `PidLidNoteColor` (yellow), `PidLidNoteWidth`, `PidLidNoteHeight`, `PidLidNoteX`, `PidLidNoteY`
const NOTE: [(u32, Value); 5] = [
    (0x8B00, Value::I32(3)),
    (0x8B02, Value::I32(200)),
    (0x8B03, Value::I32(166)),
    (0x8B04, Value::I32(80)),
    (0x8B05, Value::I32(80)),
];

/// Returns the properties that every item of the class of an item needs.
pub(super) fn kind_defaults(item: &Item) -> PropertySet {
    let mut own = PropertySet::new();
    let class = item.message_class().to_ascii_uppercase();
    let is =
        |kind: &str| class.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if is("IPM.APPOINTMENT") {
        common(&item.props, &mut own, 0x171, 0x400);
        appointment::defaults(&item.props, &mut own);
    } else if is("IPM.CONTACT") {
        insert(&mut own, PSETID_COMMON, SIDE_EFFECTS, Value::I32(0x10));
        own.insert(ICON_INDEX, Value::I32(0x200));
        contact::defaults(&item.props, &mut own);
    } else if is("IPM.TASK") {
        common(&item.props, &mut own, 0x110, 0x500);
        insert_all(&mut own, PSETID_TASK, TASK);
    } else if is("IPM.STICKYNOTE") {
        insert(&mut own, PSETID_COMMON, SIDE_EFFECTS, Value::I32(0x110));
        own.insert(ICON_INDEX, Value::I32(0x300));
        insert_all(&mut own, PSETID_NOTE, NOTE);
    }
    own
}

fn common(set: &PropertySet, own: &mut PropertySet, side_effects: i32, icon: i32) {
    insert_all(own, PSETID_COMMON, COMMON);
    let has_reminder = matches!(set.get_lid(PSETID_COMMON, named::REMINDER_SET), Some(Value::Bool(true)));
    if !has_reminder {
        insert(own, PSETID_COMMON, named::REMINDER_DELTA, Value::I32(15));
    }
    insert(own, PSETID_COMMON, SIDE_EFFECTS, Value::I32(side_effects));
    own.insert(ICON_INDEX, Value::I32(icon));
}

fn insert_all<const N: usize>(own: &mut PropertySet, set: [u8; 16], values: [(u32, Value); N]) {
    for (lid, value) in values {
        insert(own, set, lid, value);
    }
}

fn insert(own: &mut PropertySet, set: [u8; 16], lid: u32, value: Value) {
    own.insert_named(PropertyName { set, id: NameId::Lid(lid) }, value);
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::tags::named::{PSETID_COMMON, PSETID_NOTE, PSETID_TASK};
    use foundmail_mapi::{Item, Value, tags};

    use super::{ICON_INDEX, kind_defaults};

    #[test]
    fn each_kind_has_an_icon_and_its_properties() {
        for (class, icon, set, lid, expected) in [
            ("IPM.Appointment", Some(0x400), PSETID_COMMON, 0x8510, Some(0x171)),
            ("IPM.Contact", Some(0x200), PSETID_COMMON, 0x8510, Some(0x10)),
            ("ipm.task", Some(0x500), PSETID_TASK, 0x8113, Some(1)),
            ("IPM.Task.Own", Some(0x500), PSETID_TASK, 0x8110, Some(0)),
            ("IPM.Task", Some(0x500), PSETID_TASK, 0x8101, None),
            ("IPM.TaskRequest", None, PSETID_TASK, 0x8110, None),
            ("IPM.StickyNote", Some(0x300), PSETID_NOTE, 0x8B00, Some(3)),
            ("IPM.Note", None, PSETID_COMMON, 0x8510, None),
        ] {
            let mut item = Item::default();
            item.props.insert(tags::MESSAGE_CLASS, Value::Text(class.to_owned()));
            let own = kind_defaults(&item);
            assert_eq!(own.integer(ICON_INDEX), icon, "{class}");
            assert_eq!(own.lid_integer(set, lid), expected, "{class}");
        }
    }
}
