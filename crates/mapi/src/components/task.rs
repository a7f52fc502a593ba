//! Tasks, [MS-OXOTASK] 2.2.2.

use super::calendar::{CalendarTime, insert_common};
use super::content_lines::{Component, ContentLine};
use super::insert::{binary, lid, lid_time, text};
use super::recurrence_blob::Series;
use super::recurrence_rule::RecurrenceRule;
use crate::tags::named::{self, PSETID_COMMON, PSETID_TASK};
use crate::{Item, PropertySet, Value, tags};

/// `PidTagIconIndex`, and its value for a task.
const ICON_INDEX: u16 = 0x1080;
const ICON_TASK: i32 = 0x500;
/// Named properties that Outlook writes for each task: `PidLidTeamTask`, `PidLidTaskVersion`, `PidLidTaskOrdinal`,
/// `PidLidTaskNoCompute`, `PidLidTaskFRecurring`, `PidLidTaskOwnership` and `PidLidTaskFFixOffline`.
const TEAM_TASK: u32 = 0x8103;
const TASK_VERSION: u32 = 0x8113;
const TASK_ORDINAL: u32 = 0x8123;
const TASK_NO_COMPUTE: u32 = 0x8124;
const TASK_RECURRING: u32 = 0x8126;
const TASK_OWNERSHIP: u32 = 0x8129;
const TASK_FIX_OFFLINE: u32 = 0x812C;

/// Inserts the properties of a task.
pub(super) fn insert(item: &mut Item, calendar: &Component, todo: &Component, left_out: &mut Vec<String>) {
    insert_common(&mut item.props, todo);
    let set = &mut item.props;
    text(set, tags::MESSAGE_CLASS, "IPM.Task");
    text(set, tags::SUBJECT, &todo.text("SUMMARY").unwrap_or_default());
    let day = |name: &str| todo.line(name).and_then(|line| CalendarTime::of(line, calendar));
    let midnight =
        |time: CalendarTime| time.local.date().and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    for (name, own, common) in [
        ("DTSTART", named::TASK_START_DATE, named::COMMON_START),
        ("DUE", named::TASK_DUE_DATE, named::COMMON_END),
    ] {
        if let Some(seconds) = day(name).map(midnight) {
            lid_time(set, PSETID_TASK, own, seconds);
            lid_time(set, PSETID_COMMON, common, seconds);
        }
    }
    if let Some(done) = day("COMPLETED") {
        lid_time(set, PSETID_TASK, named::TASK_DATE_COMPLETED, midnight(done));
    }
    progress(set, todo);
    let priority = todo.text("PRIORITY").and_then(|text| text.trim().parse::<u8>().ok());
    if let Some(importance) = priority.and_then(|priority| match priority {
        1..=4 => Some(2),
        6..=9 => Some(0),
        _ => None,
    }) {
        set.insert(tags::IMPORTANCE, Value::I32(importance));
    }
    let rule = todo.text("RRULE");
    let blob =
        rule.as_deref().and_then(|rule| series(rule, calendar, &day("DTSTART").or_else(|| day("DUE"))?));
    lid(set, PSETID_TASK, TASK_RECURRING, Value::Bool(blob.is_some()));
    match (rule, blob) {
        (_, Some(blob)) => lid(set, PSETID_TASK, named::TASK_RECURRENCE, binary(blob)),
        (Some(rule), None) => {
            left_out.push(format!("Outlook can't express how this task repeats ({rule})."));
        }
        (None, None) => {}
    }
    for (id, value) in [
        (TEAM_TASK, Value::Bool(false)),
        (TASK_VERSION, Value::I32(1)),
        (TASK_ORDINAL, Value::I32(0)),
        (TASK_NO_COMPUTE, Value::Bool(false)),
        (TASK_OWNERSHIP, Value::I32(0)),
        (TASK_FIX_OFFLINE, Value::Bool(false)),
        (named::TASK_ACTUAL_EFFORT, Value::I32(0)),
        (named::TASK_ESTIMATED_EFFORT, Value::I32(0)),
        (named::TASK_ACCEPTANCE_STATE, Value::I32(0)),
    ] {
        lid(set, PSETID_TASK, id, value);
    }
    reminder(set, calendar, todo);
    set.insert(ICON_INDEX, Value::I32(ICON_TASK));
}

fn progress(set: &mut PropertySet, todo: &Component) {
    let percent = todo.text("PERCENT-COMPLETE").and_then(|text| text.trim().parse::<u8>().ok());
    let status = match todo.text("STATUS").unwrap_or_default().to_ascii_uppercase().as_str() {
        "COMPLETED" => 2,
        "IN-PROCESS" => 1,
        "CANCELLED" => 4,
        _ if percent == Some(100) => 2,
        _ => 0,
    };
    let is_complete = status == 2;
    let percent = if is_complete { 100 } else { percent.unwrap_or(0).min(100) };
    lid(set, PSETID_TASK, named::TASK_STATUS, Value::I32(status));
    lid(set, PSETID_TASK, named::PERCENT_COMPLETE, Value::F64(f64::from(percent) / 100.0));
    lid(set, PSETID_TASK, named::TASK_COMPLETE, Value::Bool(is_complete));
}

fn reminder(set: &mut PropertySet, calendar: &Component, todo: &Component) {
    let alarms = todo.all("VALARM");
    let time = alarms.iter().find_map(|alarm| CalendarTime::of(alarm.line("TRIGGER")?, calendar));
    lid(set, PSETID_COMMON, named::REMINDER_SET, Value::Bool(time.is_some()));
    if let Some(seconds) = time.map(|time| time.seconds()) {
        lid_time(set, PSETID_COMMON, named::REMINDER_TIME, seconds);
        lid_time(set, PSETID_COMMON, named::REMINDER_SIGNAL_TIME, seconds);
    }
}

fn series(rule: &str, calendar: &Component, start: &CalendarTime) -> Option<Vec<u8>> {
    let until = |text: &str| {
        let line = ContentLine { value: text.to_owned(), ..ContentLine::default() };
        CalendarTime::of(&line, calendar).map(|until| until.local)
    };
    let rule = RecurrenceRule::parse(rule, start.local, until)?;
    let series = Series {
        rule: &rule,
        start: start.local,
        end: start.local,
        deleted: Vec::new(),
        exceptions: Vec::new(),
    };
    series.pattern()
}
