//! Converts appointments, tasks and notes of an OLM to MAPI items.

use foundmail_mapi::tags::named::{self, PSETID_APPOINTMENT, PSETID_COMMON, PSETID_MEETING, PSETID_TASK};
use foundmail_mapi::{Data, Item, PropertySet, Value, tags};

use super::message::{person, recipient};
use super::values::{bodies, item, lid, seconds, text, text_value, time, time_value};
use super::xml::Element;

const DAY: i64 = 86_400;

pub(super) fn appointment(element: &Element) -> Item {
    let mut item = item("IPM.Appointment", element);
    let props = &mut item.props;
    text(props, tags::SUBJECT, element, "OPFCalendarEventCopySummary");
    time(props, tags::LAST_MODIFICATION_TIME, element, "OPFCalendarEventCopyModDate");
    bodies(props, element, "OPFCalendarEventCopyDescriptionPlain", "OPFCalendarEventCopyDescription");
    let all_day = element.is("OPFCalendarEventGetIsAllDayEvent") == Some(true);
    let when = |name| {
        let seconds = seconds(element, name)?;
        // For an all-day appointment, the file contains midnight in the user's time zone, converted to UTC. The
        // date has no zone, so the time is rounded to the nearest day.
        let midnight = || seconds.checked_add(DAY / 2)?.div_euclid(DAY).checked_mul(DAY);
        if all_day { midnight() } else { Some(seconds) }
    };
    let start = time_value(when("OPFCalendarEventCopyStartTime"));
    let end = time_value(when("OPFCalendarEventCopyEndTime"));
    let busy = element.number("OPFCalendarEventCopyFreeBusyStatus").and_then(|busy| i32::try_from(busy).ok());
    for (number, value) in [
        (named::APPOINTMENT_START_WHOLE, start),
        (named::APPOINTMENT_END_WHOLE, end),
        (named::APPOINTMENT_SUB_TYPE, all_day.then_some(Value::Bool(true))),
        (named::LOCATION, text_value(element, "OPFCalendarEventCopyLocation")),
        (named::BUSY_STATUS, busy.filter(|busy| (0..=4).contains(busy)).map(Value::I32)),
        (named::RECURRENCE_PATTERN, recurrence(element).map(Value::Text)),
    ] {
        lid(props, PSETID_APPOINTMENT, number, value);
    }
    let reminder = element.is("OPFCalendarEventGetHasReminder") == Some(true);
    let before = element.number("OPFCalendarEventCopyReminderDelta").and_then(|seconds| {
        let minutes = seconds.checked_abs()?.checked_div(60)?;
        i32::try_from(minutes).ok()
    });
    lid(props, PSETID_COMMON, named::REMINDER_SET, Some(Value::Bool(reminder)));
    lid(props, PSETID_COMMON, named::REMINDER_DELTA, before.map(Value::I32));
    let uid = element.value("OPFCalendarEventCopyUUID").map(global_object_id);
    lid(props, PSETID_MEETING, named::CLEAN_GLOBAL_OBJECT_ID, uid);
    attendees(&mut item, element);
    item
}

/// Returns a UID in the form of `PidLidGlobalObjectId`. The form is for a UID that Exchange did not create
/// ([MS-OXCICAL], 2.1.3.1.1.20.26).
fn global_object_id(uid: &str) -> Value {
    let bytes = [&[0; 40][..], b"vCal-Uid\x01\0\0\0", uid.trim().as_bytes(), &[0]].concat();
    Value::Binary(Data::Inline(bytes))
}

fn attendees(item: &mut Item, element: &Element) {
    if let Some(organizer) = element.value("OPFCalendarEventCopyOrganizer") {
        let ids = [
            tags::SENT_REPRESENTING_NAME,
            tags::SENT_REPRESENTING_ADDRESS_TYPE,
            tags::SENT_REPRESENTING_EMAIL_ADDRESS,
        ];
        person(&mut item.props, ids, organizer, if organizer.contains('@') { organizer } else { "" });
    }
    for attendee in element.all("appointmentAttendee") {
        let of = |name| attendee.attribute(name).unwrap_or_default();
        let role = match of("OPFCalendarAttendeeType").trim() {
            "2" => 2,
            "3" => 3,
            _ => 1,
        };
        item.recipients.push(recipient(
            of("OPFCalendarAttendeeName"),
            of("OPFCalendarAttendeeAddress"),
            role,
        ));
    }
}

/// Returns the recurrence of an appointment as text, such as `Weekly, interval 2, until 2020-06-30`.
fn recurrence(element: &Element) -> Option<String> {
    let recurrence = element.child("OPFCalendarEventCopyRecurrence")?;
    let pattern = recurrence.child("OPFRecurrencePattern").unwrap_or(recurrence);
    let kind = pattern.value("OPFRecurrencePatternType")?.trim();
    // The type has a form such as `OPFRecurrencePatternAbsoluteYearly`.
    let kind = kind.strip_prefix("OPFRecurrencePattern").unwrap_or(kind);
    let kind = ["Daily", "Weekly", "Monthly", "Yearly"]
        .into_iter()
        .find(|word| kind.ends_with(word))
        .unwrap_or(kind);
    let interval = pattern.number("OPFRecurrencePatternInterval").filter(|&interval| interval > 1);
    let interval = interval.map(|interval| format!(", interval {interval}"));
    let ends = recurrence.is("OPFRecurrenceIsNoEnd") != Some(true);
    let until = recurrence.is("OPFRecurrenceHasEndDate") == Some(true);
    let end = if !ends {
        None
    } else if until {
        let day = recurrence.value("OPFRecurrenceCopyEndDate").and_then(|date| date.trim().get(..10));
        day.map(|day| format!(", until {day}"))
    } else {
        let count = recurrence.number("OPFRecurrenceGetOccurenceCount").filter(|&count| count > 0);
        count.map(|count| format!(", {count} times"))
    };
    Some([Some(kind.to_owned()), interval, end].into_iter().flatten().collect())
}

pub(super) fn task(element: &Element) -> Item {
    let mut item = item("IPM.Task", element);
    let props = &mut item.props;
    text(props, tags::SUBJECT, element, "OPFTaskCopyName");
    time(props, tags::LAST_MODIFICATION_TIME, element, "OPFTaskCopyModDate");
    bodies(props, element, "OPFTaskCopyNotePlain", "OPFTaskCopyNote");
    let any = |names: [&str; 2]| names.into_iter().find_map(|name| seconds(element, name));
    let done = any(["OPFTaskCopyCompletedDateTime", "OPFTaskCopyCompletedDate"]);
    let start = any(["OPFTaskCopyStartDateTime", "OPFTaskCopyStartDate"]);
    let due = any(["OPFTaskCopyDueDateTime", "OPFTaskCopyDueDate"]);
    for (number, value) in [
        (named::TASK_START_DATE, time_value(start)),
        (named::TASK_DUE_DATE, time_value(due)),
        (named::TASK_DATE_COMPLETED, time_value(done)),
        (named::TASK_COMPLETE, done.map(|_| Value::Bool(true))),
        (named::TASK_STATUS, done.map(|_| Value::I32(2))),
    ] {
        lid(props, PSETID_TASK, number, value);
    }
    item
}

pub(super) fn note(element: &Element) -> Item {
    let mut item = item("IPM.StickyNote", element);
    let props: &mut PropertySet = &mut item.props;
    text(props, tags::SUBJECT, element, "OPFNoteCopyTitle");
    time(props, tags::CREATION_TIME, element, "OPFNoteCopyCreationDate");
    time(props, tags::LAST_MODIFICATION_TIME, element, "OPFNoteCopyModDate");
    bodies(props, element, "OPFNoteCopyText", "OPFNoteCopyText");
    item
}
