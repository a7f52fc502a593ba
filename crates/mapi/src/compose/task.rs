//! Tasks, [MS-OXOTASK], as iCalendar and in words.

use super::calendar::begin;
use super::content_line::Lines;
use super::header::{categories, date};
use super::message::{Extra, subject};
use super::mime::Part;
use super::recurrence::Recurrence;
use super::text::Table;
use super::uid::uid;
use super::{attendee, when};
use crate::tags::named::{self, PSETID_COMMON, PSETID_TASK};
use crate::{Item, PropertySet, Value, tags};

/// The task that an item is.
pub(super) fn todo(item: &Item, text: Option<&str>) -> Extra {
    let part = Part::text("text/calendar", calendar(item, text));
    Extra { summary: summary(item), part: Some(part), ..Extra::default() }
}

/// A day of a task; they are kept as midnight, UTC.
fn day(props: &PropertySet, lid: u32) -> Option<chrono::NaiveDate> {
    props.lid_seconds(PSETID_TASK, lid).and_then(when::day)
}

fn percent(props: &PropertySet) -> Option<u8> {
    match props.get_lid(PSETID_TASK, named::PERCENT_COMPLETE)? {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
        Value::F64(part) if (0.0..=1.0).contains(part) => Some((part * 100.0).round() as u8),
        _ => None,
    }
}

fn is_complete(props: &PropertySet) -> bool {
    props.lid_integer(PSETID_TASK, named::TASK_COMPLETE) == Some(1)
        || props.lid_integer(PSETID_TASK, named::TASK_STATUS) == Some(2)
}

/// What the properties of a task say.
pub(super) fn summary(item: &Item) -> String {
    let props = &item.props;
    let mut table = Table::default();
    let text_day = |lid| day(props, lid).map(|day| day.to_string());
    table.line("Start", text_day(named::TASK_START_DATE));
    table.line("Due", text_day(named::TASK_DUE_DATE));
    table.line("Completed", text_day(named::TASK_DATE_COMPLETED));
    let status = match props.lid_integer(PSETID_TASK, named::TASK_STATUS) {
        Some(0) => Some("not started"),
        Some(1) => Some("in progress"),
        Some(2) => Some("complete"),
        Some(3) => Some("waiting for someone else"),
        Some(4) => Some("deferred"),
        _ => None,
    };
    table.line("Status", status.map(str::to_owned));
    table.line("Done", percent(props).map(|percent| format!("{percent} %")));
    table.line("Repeats", recurrence(props).map(|series| series.rule));
    table.line("Owner", props.lid_text(PSETID_TASK, named::TASK_OWNER));
    assignment(&mut table, item);
    let minutes = |lid| props.lid_integer(PSETID_TASK, lid).filter(|&minutes| minutes > 0);
    for (name, lid) in
        [("Total work", named::TASK_ESTIMATED_EFFORT), ("Actual work", named::TASK_ACTUAL_EFFORT)]
    {
        table.line(name, minutes(lid).map(|minutes| format!("{} h {:02} min", minutes / 60, minutes % 60)));
    }
    for (name, lid) in [
        ("Mileage", named::MILEAGE),
        ("Billing", named::BILLING),
        ("Companies", named::COMPANIES),
        ("Contacts", named::CONTACTS),
    ] {
        table.line(name, props.get_lid(PSETID_COMMON, lid).map(|value| props.texts_of(value).join("; ")));
    }
    table.line("Reminder", reminder(props).and_then(when::readable_utc));
    table.finish()
}

/// Who gave a task to whom, and what became of it.
fn assignment(table: &mut Table, item: &Item) {
    let props = &item.props;
    table.line("Given by", props.lid_text(PSETID_TASK, named::TASK_ASSIGNER));
    let people: Vec<String> = attendee::of(item).map(|(_, person)| person.display()).collect();
    table.line("Given to", Some(people.join("; ")));
    let answer = match props.lid_integer(PSETID_TASK, named::TASK_ACCEPTANCE_STATE) {
        Some(1) => Some("none yet"),
        Some(2) => Some("accepted"),
        Some(3) => Some("declined"),
        _ => None,
    };
    table.line("Answer", answer.map(str::to_owned));
}

fn recurrence(props: &PropertySet) -> Option<Recurrence> {
    Recurrence::parse(&props.lid_structure(PSETID_TASK, named::TASK_RECURRENCE)?)
}

/// When the owner is reminded, in seconds since 1970-01-01.
fn reminder(props: &PropertySet) -> Option<i64> {
    let set = props.lid_integer(PSETID_COMMON, named::REMINDER_SET) == Some(1);
    let time = |lid| props.lid_seconds(PSETID_COMMON, lid);
    time(named::REMINDER_SIGNAL_TIME).or_else(|| time(named::REMINDER_TIME)).filter(|_| set)
}

fn calendar(item: &Item, text: Option<&str>) -> String {
    let props = &item.props;
    let mut lines = Lines::default();
    begin(&mut lines, None);
    lines.line("BEGIN", "VTODO");
    lines.text("UID", &uid(item));
    if let Some(time) = date(props).and_then(when::basic_utc) {
        lines.line("DTSTAMP", &time);
    }
    lines.text("SUMMARY", &subject(item));
    for (name, lid) in [("DTSTART", named::TASK_START_DATE), ("DUE", named::TASK_DUE_DATE)] {
        if let Some(day) = day(props, lid) {
            lines.line(&format!("{name};VALUE=DATE"), &when::basic_date(day));
        }
    }
    if let Some(time) = props.lid_seconds(PSETID_TASK, named::TASK_DATE_COMPLETED).and_then(when::basic_utc) {
        lines.line("COMPLETED", &time);
    }
    let recurrence = recurrence(props);
    if let Some(recurrence) = recurrence {
        let until = recurrence.until.map(|until| format!(";UNTIL={}", when::basic_date(until.date())));
        lines.line("RRULE", &format!("{}{}", recurrence.rule, until.unwrap_or_default()));
    }
    if let Some(percent) = percent(props) {
        lines.line("PERCENT-COMPLETE", &percent.to_string());
    }
    lines.line(
        "STATUS",
        match props.lid_integer(PSETID_TASK, named::TASK_STATUS) {
            _ if is_complete(props) => "COMPLETED",
            Some(1) => "IN-PROCESS",
            _ => "NEEDS-ACTION",
        },
    );
    match props.integer(tags::IMPORTANCE) {
        Some(0) => lines.line("PRIORITY", "9"),
        Some(2) => lines.line("PRIORITY", "1"),
        _ => {}
    }
    lines.list("CATEGORIES", &categories(props), ",");
    lines.text("DESCRIPTION", text.unwrap_or_default());
    if let Some(time) = reminder(props).and_then(when::basic_utc) {
        lines.line("BEGIN", "VALARM");
        lines.line("ACTION", "DISPLAY");
        lines.line("DESCRIPTION", "Reminder");
        lines.line("TRIGGER;VALUE=DATE-TIME", &time);
        lines.line("END", "VALARM");
    }
    lines.line("END", "VTODO");
    lines.line("END", "VCALENDAR");
    lines.finish()
}
