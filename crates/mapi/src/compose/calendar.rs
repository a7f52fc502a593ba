//! Appointments and meetings as iCalendar, RFC 5545 by way of [MS-OXCICAL], and in words.

use chrono::{Days, NaiveDateTime};

use super::content_line::{Lines, parameter};
use super::header::{categories, date};
use super::kind::is_class;
use super::message::{Extra, subject};
use super::mime::Part;
use super::recurrence::Recurrence;
use super::text::Table;
use super::uid::uid;
use super::zone::Zone;
use super::{attendee, people, when};
use crate::tags::named::{self, PSETID_APPOINTMENT, PSETID_COMMON};
use crate::{Item, PropertySet, tags};

/// What programs are told that wrote a calendar.
pub(super) const PRODUCT: &str = "-//Foundmail//MAPI item//EN";

/// The method of a meeting's message, RFC 5546, by its class.
pub(super) fn method(class: &str) -> &'static str {
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

/// The event that an item is, for people and for programs.
pub(super) fn event(item: &Item, text: Option<&str>, method: Option<&'static str>) -> Extra {
    let event = Event::of(item);
    let part = event.calendar(item, text, method).map(|calendar| {
        let part = Part::text("text/calendar", calendar);
        if let Some(method) = method { part.attribute("method", method) } else { part }
    });
    Extra { summary: event.summary(item), part }
}

/// When and where.
struct Event {
    /// Seconds since 1970-01-01, UTC.
    start: Option<i64>,
    end: Option<i64>,
    all_day: bool,
    zone: Option<Zone>,
    recurrence: Option<Recurrence>,
    location: String,
    /// The recurrence in the words of the program that made it.
    pattern: String,
}

impl Event {
    fn of(item: &Item) -> Self {
        let props = &item.props;
        let time = |lid, common| {
            props.lid_seconds(PSETID_APPOINTMENT, lid).or_else(|| props.lid_seconds(PSETID_COMMON, common))
        };
        let text = |lid| props.lid_text(PSETID_APPOINTMENT, lid).unwrap_or_default();
        let bytes = |lid| props.lid_structure(PSETID_APPOINTMENT, lid);
        Self {
            start: time(named::APPOINTMENT_START_WHOLE, named::COMMON_START),
            end: time(named::APPOINTMENT_END_WHOLE, named::COMMON_END),
            all_day: props.lid_integer(PSETID_APPOINTMENT, named::APPOINTMENT_SUB_TYPE) == Some(1),
            zone: bytes(named::TIME_ZONE_STRUCT)
                .and_then(|bytes| Zone::parse(&bytes, &text(named::TIME_ZONE_DESCRIPTION)))
                .or_else(|| Zone::parse_definition(&bytes(named::TIME_ZONE_DEFINITION_START_DISPLAY)?)),
            recurrence: bytes(named::APPOINTMENT_RECUR).and_then(|bytes| Recurrence::parse(&bytes)),
            location: text(named::LOCATION),
            pattern: text(named::RECURRENCE_PATTERN),
        }
    }

    /// When, where and who, a line each.
    fn summary(&self, item: &Item) -> String {
        let mut table = Table::default();
        table.line("When", self.readable());
        let rule = self.recurrence.as_ref().map(|recurrence| recurrence.rule.clone());
        table.line("Repeats", Some(self.pattern.clone()).filter(|pattern| !pattern.is_empty()).or(rule));
        table.line("Where", Some(self.location.clone()));
        table.line("Organizer", people::senders(item).0.map(|organizer| organizer.display()));
        let attendees: Vec<String> = attendee::of(item).map(|(_, person)| person.display()).collect();
        table.line("Attendees", Some(attendees.join("; ")));
        table.finish()
    }

    fn readable(&self) -> Option<String> {
        let start = self.start?;
        if self.all_day {
            let first = when::day(start)?;
            let last = self.end.and_then(when::day).and_then(|end| end.checked_sub_days(Days::new(1)));
            return Some(match last.filter(|&last| last > first) {
                Some(last) => format!("{first} \u{2013} {last} (all day)"),
                None => format!("{first} (all day)"),
            });
        }
        let local = |seconds| {
            self.zone.as_ref().and_then(|zone| zone.local(seconds)).or_else(|| when::naive(seconds))
        };
        let begin = local(start)?;
        let zone = self.zone.as_ref().map_or("UTC", |zone| zone.name.as_str());
        Some(match self.end.and_then(local) {
            Some(end) if end.date() == begin.date() => {
                format!("{} \u{2013} {} {zone}", when::readable(begin), end.format("%H:%M"))
            }
            Some(end) => format!("{} \u{2013} {} {zone}", when::readable(begin), when::readable(end)),
            None => format!("{} {zone}", when::readable(begin)),
        })
    }

    /// The event as iCalendar; `None` if it is not known when it is.
    fn calendar(&self, item: &Item, text: Option<&str>, method: Option<&str>) -> Option<String> {
        let start = self.start?;
        let mut lines = Lines::default();
        begin(&mut lines, method);
        if let Some(zone) = self.zone.as_ref().filter(|_| self.recurrence.is_some()) {
            zone.write(&mut lines);
        }
        let common = common(item, text, method);
        lines.line("BEGIN", "VEVENT");
        self.times(&mut lines, start);
        lines.text("SUMMARY", &subject(item));
        lines.text("LOCATION", &self.location);
        lines.append(&common);
        lines.line("END", "VEVENT");
        self.exceptions(&mut lines, item);
        lines.line("END", "VCALENDAR");
        Some(lines.finish())
    }

    fn times(&self, lines: &mut Lines, start: i64) {
        let series = self.recurrence.as_ref().and_then(|series| Some((series, series.first()?)));
        let Some((series, (first, last))) = series else {
            self.moment(lines, "DTSTART", start);
            if let Some(end) = self.end {
                self.moment(lines, "DTEND", end);
            }
            lines.text("X-RECURRENCE-PATTERN", &self.pattern);
            return;
        };
        self.local(lines, "DTSTART", first);
        self.local(lines, "DTEND", last);
        let until = series.until.and_then(|until| {
            if self.all_day {
                return Some(when::basic_date(until.date()));
            }
            match &self.zone {
                Some(zone) => zone.utc(until).and_then(when::basic_utc),
                None => Some(when::basic(until)),
            }
        });
        let until = until.map(|until| format!(";UNTIL={until}")).unwrap_or_default();
        lines.line("RRULE", &format!("{}{until}", series.rule));
        for deleted in series.deleted() {
            self.local(lines, "EXDATE", deleted);
        }
    }

    /// A time of a single event.
    fn moment(&self, lines: &mut Lines, name: &str, seconds: i64) {
        if self.all_day {
            if let Some(day) = when::day(seconds) {
                lines.line(&format!("{name};VALUE=DATE"), &when::basic_date(day));
            }
        } else if let Some(time) = when::basic_utc(seconds) {
            lines.line(name, &time);
        }
    }

    /// A time of a series: its rule counts in local days.
    fn local(&self, lines: &mut Lines, name: &str, time: NaiveDateTime) {
        if self.all_day {
            lines.line(&format!("{name};VALUE=DATE"), &when::basic_date(time.date()));
        } else if let Some(zone) = &self.zone {
            lines.line(&format!("{name};TZID={}", parameter(&zone.name)), &when::basic(time));
        } else {
            lines.line(name, &when::basic(time));
        }
    }

    /// Events of a series that were moved.
    fn exceptions(&self, lines: &mut Lines, item: &Item) {
        for exception in self.recurrence.iter().flat_map(|series| &series.exceptions) {
            lines.line("BEGIN", "VEVENT");
            lines.text("UID", &uid(item));
            stamp(lines, &item.props);
            self.local(lines, "RECURRENCE-ID", exception.original);
            self.local(lines, "DTSTART", exception.start);
            self.local(lines, "DTEND", exception.end);
            lines.text("SUMMARY", &subject(item));
            lines.line("END", "VEVENT");
        }
    }
}

/// The beginning of a calendar; one that was sent has a method.
pub(super) fn begin(lines: &mut Lines, method: Option<&str>) {
    lines.line("BEGIN", "VCALENDAR");
    lines.line("VERSION", "2.0");
    lines.line("PRODID", PRODUCT);
    if let Some(method) = method {
        lines.line("METHOD", method);
    }
}

/// What does not depend on the time.
fn common(item: &Item, text: Option<&str>, method: Option<&str>) -> Lines {
    let props = &item.props;
    let mut lines = Lines::default();
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
    alarm(&mut lines, props);
    lines
}

fn stamp(lines: &mut Lines, props: &PropertySet) {
    if let Some(time) = date(props).and_then(when::basic_utc) {
        lines.line("DTSTAMP", &time);
    }
}

/// A reminder, in minutes before the start.
fn alarm(lines: &mut Lines, props: &PropertySet) {
    let minutes = props
        .lid_integer(PSETID_COMMON, named::REMINDER_DELTA)
        .filter(|minutes| (0..1_000_000).contains(minutes));
    let set = props.lid_integer(PSETID_COMMON, named::REMINDER_SET) == Some(1);
    if let (true, Some(minutes)) = (set, minutes) {
        lines.line("BEGIN", "VALARM");
        lines.line("ACTION", "DISPLAY");
        lines.line("DESCRIPTION", "Reminder");
        lines.line("TRIGGER", &format!("-PT{minutes}M"));
        lines.line("END", "VALARM");
    }
}
