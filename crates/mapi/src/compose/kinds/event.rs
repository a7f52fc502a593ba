//! Time, location and people of an appointment, [MS-OXOCAL] 2.2.1, and their description as text.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::compose::people::{attendee, participants};
use crate::compose::structures::recurrence::Recurrence;
use crate::compose::structures::time_zone::TimeZone;
use crate::compose::wire::date_time;
use crate::compose::wire::labeled_lines::LabeledLines;
use crate::tags::named::{self, PSETID_APPOINTMENT, PSETID_COMMON};
use crate::{Item, PropertySet, tags};

/// The event of an appointment or meeting.
pub(crate) struct Event {
    /// Start in seconds since 1970-01-01, UTC. `end` has the same unit.
    pub(crate) start: Option<i64>,
    pub(crate) end: Option<i64>,
    pub(crate) all_day: bool,
    pub(crate) zone: Option<TimeZone>,
    pub(crate) recurrence: Option<Recurrence>,
    pub(crate) location: String,
    /// The recurrence as text, as the original program wrote it.
    pub(crate) pattern: String,
    /// The start and end that a response proposes.
    pub(crate) proposed: Option<(i64, i64)>,
}

impl Event {
    pub(crate) fn of(item: &Item) -> Self {
        let props = &item.props;
        let time = |lid, common, id| {
            let own = props.lid_seconds(PSETID_APPOINTMENT, lid);
            let own = own.or_else(|| props.lid_seconds(PSETID_COMMON, common));
            own.or_else(|| props.time(id)?.unix_seconds())
        };
        let text = |lid| props.lid_text(PSETID_APPOINTMENT, lid).unwrap_or_default();
        let bytes = |lid| props.lid_structure(PSETID_APPOINTMENT, lid);
        let start = time(named::APPOINTMENT_START_WHOLE, named::COMMON_START, tags::START_DATE);
        let minutes = props.lid_integer(PSETID_APPOINTMENT, named::APPOINTMENT_DURATION);
        let end = time(named::APPOINTMENT_END_WHOLE, named::COMMON_END, tags::END_DATE)
            .or_else(|| start?.checked_add(minutes?.checked_mul(60)?));
        let definition = |lid| bytes(lid).and_then(|bytes| TimeZone::parse_definition(&bytes));
        Self {
            start,
            end,
            all_day: props.lid_integer(PSETID_APPOINTMENT, named::APPOINTMENT_SUB_TYPE) == Some(1),
            zone: bytes(named::TIME_ZONE_STRUCT)
                .and_then(|bytes| TimeZone::parse(&bytes, &text(named::TIME_ZONE_DESCRIPTION)))
                .or_else(|| definition(named::TIME_ZONE_DEFINITION_RECUR))
                .or_else(|| definition(named::TIME_ZONE_DEFINITION_START_DISPLAY)),
            recurrence: bytes(named::APPOINTMENT_RECUR).and_then(|bytes| Recurrence::parse(&bytes)),
            location: text(named::LOCATION),
            pattern: text(named::RECURRENCE_PATTERN),
            proposed: proposed(props),
        }
    }

    /// Describes the event in lines of text.
    pub(crate) fn summary(&self, item: &Item) -> String {
        let props = &item.props;
        let mut lines = LabeledLines::default();
        lines.line("When", self.readable(self.start, self.end));
        if let Some((start, end)) = self.proposed {
            lines.line("Proposed instead", self.readable(Some(start), Some(end)));
        }
        let rule = self.recurrence.as_ref().map(|recurrence| recurrence.rule.clone());
        lines.line("Repeats", Some(self.pattern.clone()).filter(|pattern| !pattern.is_empty()).or(rule));
        self.changes(&mut lines);
        lines.line("Where", Some(self.location.clone()));
        lines.line("Organizer", participants::senders(item).0.map(|organizer| organizer.display()));
        let attendees: Vec<String> = attendee::of(item)
            .map(|(recipient, person)| match attendee::description(recipient) {
                Some(description) => format!("{} ({description})", person.display()),
                None => person.display(),
            })
            .collect();
        let all = || props.lid_text(PSETID_APPOINTMENT, named::ALL_ATTENDEES).unwrap_or_default();
        lines.line("Attendees", Some(if attendees.is_empty() { all() } else { attendees.join("; ") }));
        // The value 1 marks the organizer, who does not respond.
        let answer =
            props.lid_integer(PSETID_APPOINTMENT, named::RESPONSE_STATUS).filter(|&status| status != 1);
        let answer = answer.and_then(attendee::response);
        lines.line("Own answer", answer.map(str::to_owned));
        lines.line("Reminder", reminder(props).map(|minutes| format!("{minutes} min before")));
        lines.finish()
    }

    /// Describes the deleted and changed events of a series.
    fn changes(&self, lines: &mut LabeledLines) {
        const LIMIT: usize = 100;
        let Some(series) = &self.recurrence else { return };
        let deleted: Vec<String> =
            series.deleted().iter().take(LIMIT).map(|day| day.date().to_string()).collect();
        lines.line("Not on", Some(deleted.join(", ")));
        for exception in series.exceptions.iter().take(LIMIT) {
            let mut says = vec![self.span(exception.start, exception.end)];
            says.extend(exception.subject.clone());
            says.extend(exception.location.clone());
            let name = format!("Instead of {}", date_time::readable(exception.original));
            lines.line(&name, Some(says.join(", ")));
        }
    }

    fn span(&self, start: NaiveDateTime, end: NaiveDateTime) -> String {
        let zone = self.zone.as_ref().map_or("", |zone| zone.name.as_str());
        let end = if end.date() == start.date() {
            end.format("%H:%M").to_string()
        } else {
            date_time::readable(end)
        };
        format!("{} \u{2013} {end} {zone}", date_time::readable(start)).trim_end().to_owned()
    }

    fn readable(&self, start: Option<i64>, end: Option<i64>) -> Option<String> {
        let start = start?;
        if self.all_day {
            let first = self.day(start)?;
            let last = end.and_then(|end| self.day(end)).and_then(|end| end.checked_sub_days(Days::new(1)));
            return Some(match last.filter(|&last| last > first) {
                Some(last) => format!("{first} \u{2013} {last} (all day)"),
                None => format!("{first} (all day)"),
            });
        }
        let local = |seconds| {
            self.zone.as_ref().and_then(|zone| zone.local(seconds)).or_else(|| date_time::naive(seconds))
        };
        let begin = local(start)?;
        let zone = self.zone.as_ref().map_or("UTC", |zone| zone.name.as_str());
        Some(match end.and_then(local) {
            Some(end) if end.date() == begin.date() => {
                format!("{} \u{2013} {} {zone}", date_time::readable(begin), end.format("%H:%M"))
            }
            Some(end) => {
                format!("{} \u{2013} {} {zone}", date_time::readable(begin), date_time::readable(end))
            }
            None => format!("{} {zone}", date_time::readable(begin)),
        })
    }

    /// Returns the day that begins at a time in the time zone of the event. If no day begins at this time, returns
    /// the day of the nearest midnight in UTC.
    pub(crate) fn day(&self, seconds: i64) -> Option<NaiveDate> {
        match self.zone.as_ref().and_then(|zone| zone.local(seconds)) {
            // If no day begins at this time in the time zone, the event was created in another time zone.
            Some(local) if local.format("%H:%M").to_string() == "00:00" => Some(local.date()),
            _ => date_time::day(seconds),
        }
    }
}

fn proposed(props: &PropertySet) -> Option<(i64, i64)> {
    let time = |lid| props.lid_seconds(PSETID_APPOINTMENT, lid);
    (props.lid_integer(PSETID_APPOINTMENT, named::COUNTER_PROPOSAL) == Some(1)).then_some(())?;
    time(named::PROPOSED_START_WHOLE).zip(time(named::PROPOSED_END_WHOLE))
}

/// Returns the reminder in minutes before the start.
pub(crate) fn reminder(props: &PropertySet) -> Option<i64> {
    let set = props.lid_integer(PSETID_COMMON, named::REMINDER_SET) == Some(1);
    let minutes = props.lid_integer(PSETID_COMMON, named::REMINDER_DELTA);
    minutes.filter(|minutes| set && (0..1_000_000).contains(minutes))
}
