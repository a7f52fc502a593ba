//! Tasks, [MS-OXOTASK], as iCalendar and as text.

use crate::compose::item_properties::{categories, date, subject};
use crate::compose::kinds::content::KindContent;
use crate::compose::kinds::uid::uid;
use crate::compose::people::attendee;
use crate::compose::structures::recurrence::Recurrence;
use crate::compose::wire::content_line::ContentLines;
use crate::compose::wire::date_time;
use crate::compose::wire::icalendar::begin;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::compose::wire::mime::MimePart;
use crate::tags::named::{self, PSETID_COMMON, PSETID_TASK};
use crate::{Item, PropertySet, Value, tags};

/// Composes the content of a task.
pub(crate) fn todo(item: &Item, text: Option<&str>) -> KindContent {
    let part = MimePart::text("text/calendar", calendar(item, text));
    KindContent { summary: summary(item), part: Some(part), ..KindContent::default() }
}

/// Returns a day of a task, which is stored as midnight in UTC.
fn day(props: &PropertySet, lid: u32) -> Option<chrono::NaiveDate> {
    props.lid_seconds(PSETID_TASK, lid).and_then(date_time::day)
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

/// Describes a task in lines of text.
pub(crate) fn summary(item: &Item) -> String {
    let props = &item.props;
    let mut lines = LabeledLines::default();
    let text_day = |lid| day(props, lid).map(|day| day.to_string());
    lines.line("Start", text_day(named::TASK_START_DATE));
    lines.line("Due", text_day(named::TASK_DUE_DATE));
    lines.line("Completed", text_day(named::TASK_DATE_COMPLETED));
    let status = match props.lid_integer(PSETID_TASK, named::TASK_STATUS) {
        Some(0) => Some("not started"),
        Some(1) => Some("in progress"),
        Some(2) => Some("complete"),
        Some(3) => Some("waiting for someone else"),
        Some(4) => Some("deferred"),
        _ => None,
    };
    lines.line("Status", status.map(str::to_owned));
    lines.line("Done", percent(props).map(|percent| format!("{percent} %")));
    lines.line("Repeats", recurrence(props).map(|series| series.rule));
    lines.line("Owner", props.lid_text(PSETID_TASK, named::TASK_OWNER));
    assignment(&mut lines, item);
    let minutes = |lid| props.lid_integer(PSETID_TASK, lid).filter(|&minutes| minutes > 0);
    for (name, lid) in
        [("Total work", named::TASK_ESTIMATED_EFFORT), ("Actual work", named::TASK_ACTUAL_EFFORT)]
    {
        lines.line(name, minutes(lid).map(|minutes| format!("{} h {:02} min", minutes / 60, minutes % 60)));
    }
    for (name, lid) in [
        ("Mileage", named::MILEAGE),
        ("Billing", named::BILLING),
        ("Companies", named::COMPANIES),
        ("Contacts", named::CONTACTS),
    ] {
        lines.line(name, props.get_lid(PSETID_COMMON, lid).map(|value| props.texts_of(value).join("; ")));
    }
    lines.line("Reminder", reminder(props).and_then(date_time::readable_utc));
    lines.finish()
}

/// Describes the assignment of a task and the response.
fn assignment(lines: &mut LabeledLines, item: &Item) {
    let props = &item.props;
    lines.line("Given by", props.lid_text(PSETID_TASK, named::TASK_ASSIGNER));
    let people: Vec<String> = attendee::of(item).map(|(_, person)| person.display()).collect();
    lines.line("Given to", Some(people.join("; ")));
    let answer = match props.lid_integer(PSETID_TASK, named::TASK_ACCEPTANCE_STATE) {
        Some(1) => Some("none yet"),
        Some(2) => Some("accepted"),
        Some(3) => Some("declined"),
        _ => None,
    };
    lines.line("Answer", answer.map(str::to_owned));
}

fn recurrence(props: &PropertySet) -> Option<Recurrence> {
    Recurrence::parse(&props.lid_structure(PSETID_TASK, named::TASK_RECURRENCE)?)
}

/// Returns the time of the reminder in seconds since 1970-01-01.
fn reminder(props: &PropertySet) -> Option<i64> {
    let set = props.lid_integer(PSETID_COMMON, named::REMINDER_SET) == Some(1);
    let time = |lid| props.lid_seconds(PSETID_COMMON, lid);
    time(named::REMINDER_SIGNAL_TIME).or_else(|| time(named::REMINDER_TIME)).filter(|_| set)
}

fn calendar(item: &Item, text: Option<&str>) -> String {
    let props = &item.props;
    let mut lines = ContentLines::default();
    begin(&mut lines, None);
    lines.line("BEGIN", "VTODO");
    lines.text("UID", &uid(item));
    if let Some(time) = date(props).and_then(date_time::basic_utc) {
        lines.line("DTSTAMP", &time);
    }
    lines.text("SUMMARY", &subject(item));
    for (name, lid) in [("DTSTART", named::TASK_START_DATE), ("DUE", named::TASK_DUE_DATE)] {
        if let Some(day) = day(props, lid) {
            lines.line(&format!("{name};VALUE=DATE"), &date_time::basic_date(day));
        }
    }
    if let Some(time) =
        props.lid_seconds(PSETID_TASK, named::TASK_DATE_COMPLETED).and_then(date_time::basic_utc)
    {
        lines.line("COMPLETED", &time);
    }
    let recurrence = recurrence(props);
    if let Some(recurrence) = recurrence {
        let until = recurrence.until.map(|until| format!(";UNTIL={}", date_time::basic_date(until.date())));
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
    if let Some(time) = reminder(props).and_then(date_time::basic_utc) {
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
