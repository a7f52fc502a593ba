//! Tasks, [MS-OXOTASK], as iCalendar and in words.

use super::calendar::begin;
use super::content_line::Lines;
use super::header::{categories, date};
use super::message::{Extra, subject};
use super::mime::Part;
use super::recurrence::Recurrence;
use super::text::Table;
use super::uid::uid;
use super::when;
use crate::tags::named::{self, PSETID_TASK};
use crate::{Item, PropertySet, Value, tags};

/// The task that an item is.
pub(super) fn todo(item: &Item, text: Option<&str>) -> Extra {
    let part = Part::text("text/calendar", calendar(item, text));
    Extra { summary: summary(&item.props), part: Some(part) }
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

fn summary(props: &PropertySet) -> String {
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
    table.line("Owner", props.lid_text(PSETID_TASK, named::TASK_OWNER));
    table.finish()
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
    let recurrence =
        props.lid_structure(PSETID_TASK, named::TASK_RECURRENCE).and_then(|bytes| Recurrence::parse(&bytes));
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
    lines.line("END", "VTODO");
    lines.line("END", "VCALENDAR");
    lines.finish()
}
