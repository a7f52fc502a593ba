//! Appointments and meetings as iCalendar, RFC 5545 and [MS-OXCICAL], and as text.

use chrono::NaiveDateTime;

use crate::compose::item_class::is_class;
use crate::compose::item_properties::{categories, date, subject};
use crate::compose::kinds::content::KindContent;
use crate::compose::kinds::event::{Event, reminder};
use crate::compose::kinds::uid::uid;
use crate::compose::people::attendee;
use crate::compose::wire::content_line::{ContentLines, parameter};
use crate::compose::wire::date_time;
use crate::compose::wire::icalendar::{alarm, begin};
use crate::compose::wire::mime::MimePart;
use crate::tags::named::{self, PSETID_APPOINTMENT};
use crate::{Item, PropertySet, tags};

/// Returns the iCalendar method, RFC 5546, for the message class of a meeting message.
pub(crate) fn method(class: &str) -> &'static str {
    if is_class(class, "IPM.Schedule.Meeting.Canceled") {
        "CANCEL"
    } else if is_class(class, "IPM.Schedule.Meeting.Resp") {
        "REPLY"
    } else if is_class(class, "IPM.Schedule.Meeting.Request") {
        "REQUEST"
    } else {
        "PUBLISH"
    }
}

/// Composes the content of an appointment or meeting message.
pub(crate) fn event(item: &Item, text: Option<&str>, method: Option<&'static str>) -> KindContent {
    let event = Event::of(item);
    let method = if method == Some("REPLY") && event.proposed.is_some() { Some("COUNTER") } else { method };
    let part = event.calendar(item, text, method).map(|calendar| {
        let part = MimePart::text("text/calendar", calendar);
        if let Some(method) = method { part.attribute("method", method) } else { part }
    });
    KindContent { summary: event.summary(item), part, ..KindContent::default() }
}

impl Event {
    /// Returns the event as iCalendar, or `None` if its start is unknown.
    fn calendar(&self, item: &Item, text: Option<&str>, method: Option<&str>) -> Option<String> {
        let start = self.proposed.map(|(start, _)| start).or(self.start)?;
        let mut lines = ContentLines::default();
        begin(&mut lines, method);
        if let Some(zone) = self.zone.as_ref().filter(|_| self.recurrence.is_some()) {
            zone.write(&mut lines);
        }
        let common = common(item, text, method);
        lines.line("BEGIN", "VEVENT");
        self.times(&mut lines, start);
        let original = item.props.lid_seconds(PSETID_APPOINTMENT, named::EXCEPTION_REPLACE_TIME);
        if let Some(original) = original.filter(|_| self.recurrence.is_none()) {
            self.moment(&mut lines, "RECURRENCE-ID", original);
        }
        lines.text("SUMMARY", &subject(item));
        lines.text("LOCATION", &self.location);
        lines.append(&common);
        lines.line("END", "VEVENT");
        self.exceptions(&mut lines, item);
        lines.line("END", "VCALENDAR");
        Some(lines.finish())
    }

    fn times(&self, lines: &mut ContentLines, start: i64) {
        let series = self.recurrence.as_ref().and_then(|series| Some((series, series.first()?)));
        let Some((series, (first, last))) = series else {
            self.moment(lines, "DTSTART", start);
            if let Some(end) = self.proposed.map(|(_, end)| end).or(self.end) {
                self.moment(lines, "DTEND", end);
            }
            lines.text("X-RECURRENCE-PATTERN", &self.pattern);
            return;
        };
        self.local(lines, "DTSTART", first);
        self.local(lines, "DTEND", last);
        let until = series.until.and_then(|until| {
            if self.all_day {
                return Some(date_time::basic_date(until.date()));
            }
            match &self.zone {
                Some(zone) => zone.utc(until).and_then(date_time::basic_utc),
                None => Some(date_time::basic(until)),
            }
        });
        let until = until.map(|until| format!(";UNTIL={until}")).unwrap_or_default();
        lines.line("RRULE", &format!("{}{until}", series.rule));
        for deleted in series.deleted() {
            self.local(lines, "EXDATE", deleted);
        }
    }

    /// Writes a time of a single event, in UTC or as a day.
    fn moment(&self, lines: &mut ContentLines, name: &str, seconds: i64) {
        if self.all_day {
            if let Some(day) = self.day(seconds) {
                lines.line(&format!("{name};VALUE=DATE"), &date_time::basic_date(day));
            }
        } else if let Some(time) = date_time::basic_utc(seconds) {
            lines.line(name, &time);
        }
    }

    /// Writes a time of a series as local time, because the rule of a series counts local days.
    fn local(&self, lines: &mut ContentLines, name: &str, time: NaiveDateTime) {
        self.local_as(lines, name, time, self.all_day);
    }

    fn local_as(&self, lines: &mut ContentLines, name: &str, time: NaiveDateTime, all_day: bool) {
        if all_day {
            lines.line(&format!("{name};VALUE=DATE"), &date_time::basic_date(time.date()));
        } else if let Some(zone) = &self.zone {
            lines.line(&format!("{name};TZID={}", parameter(&zone.name)), &date_time::basic(time));
        } else {
            lines.line(name, &date_time::basic(time));
        }
    }

    /// Writes the moved and changed events of a series.
    fn exceptions(&self, lines: &mut ContentLines, item: &Item) {
        for exception in self.recurrence.iter().flat_map(|series| &series.exceptions) {
            lines.line("BEGIN", "VEVENT");
            lines.text("UID", &uid(item));
            stamp(lines, &item.props);
            self.local(lines, "RECURRENCE-ID", exception.original);
            let all_day = exception.all_day.unwrap_or(self.all_day);
            self.local_as(lines, "DTSTART", exception.start, all_day);
            self.local_as(lines, "DTEND", exception.end, all_day);
            lines.text("SUMMARY", &exception.subject.clone().unwrap_or_else(|| subject(item)));
            lines.text("LOCATION", exception.location.as_deref().unwrap_or(&self.location));
            let busy = exception.busy.map(i64::from);
            if busy.is_some() {
                lines.line("TRANSP", if busy == Some(0) { "TRANSPARENT" } else { "OPAQUE" });
            }
            alarm(lines, exception.reminder.map(i64::from).filter(|&minutes| minutes < 1_000_000));
            lines.line("END", "VEVENT");
        }
    }
}

/// Returns the lines of an event that do not depend on its start and end.
fn common(item: &Item, text: Option<&str>, method: Option<&str>) -> ContentLines {
    let props = &item.props;
    let mut lines = ContentLines::default();
    lines.text("UID", &uid(item));
    stamp(&mut lines, props);
    lines.text("DESCRIPTION", text.unwrap_or_default());
    lines.list("CATEGORIES", &categories(props), ",");
    lines
        .line("CLASS", if props.integer(tags::SENSITIVITY).unwrap_or(0) == 0 { "PUBLIC" } else { "PRIVATE" });
    if let Some(sequence) = props.lid_integer(PSETID_APPOINTMENT, named::APPOINTMENT_SEQUENCE) {
        lines.line("SEQUENCE", &sequence.to_string());
    }
    let busy = props.lid_integer(PSETID_APPOINTMENT, named::BUSY_STATUS);
    lines.line("TRANSP", if busy == Some(0) { "TRANSPARENT" } else { "OPAQUE" });
    lines.line(
        "STATUS",
        match (method, busy) {
            (Some("CANCEL"), _) => "CANCELLED",
            (_, Some(1)) => "TENTATIVE",
            _ => "CONFIRMED",
        },
    );
    attendee::write(&mut lines, item, method);
    alarm(&mut lines, reminder(props));
    lines
}

fn stamp(lines: &mut ContentLines, props: &PropertySet) {
    if let Some(time) = date(props).and_then(date_time::basic_utc) {
        lines.line("DTSTAMP", &time);
    }
}
