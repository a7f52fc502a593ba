//! Appointments, [MS-OXOCAL] and [MS-OXCICAL].

use super::calendar::{
    CalendarTime, duration_minutes, insert_common, insert_global_object_id, reminder_minutes,
};
use super::content_lines::{Component, ContentLine};
use super::exceptions::SeriesException;
use super::insert::{binary, lid, lid_text, lid_time, text, time};
use super::recurrence_blob::Series;
use super::recurrence_rule::RecurrenceRule;
use crate::compose::structures::time_zone::TimeZone;
use crate::tags::named::{self, PSETID_APPOINTMENT, PSETID_COMMON};
use crate::{Item, PropertySet, Value, tags};

/// `PidTagIconIndex`, and its values for a single appointment and for a series.
const ICON_INDEX: u16 = 0x1080;
const ICON_SINGLE: i32 = 0x400;
const ICON_SERIES: i32 = 0x401;
/// Named properties that Outlook writes for each appointment.
const APPOINTMENT_COLOR: u32 = 0x8214;
const RECURRENCE_TYPE: u32 = 0x8231;
const CLIP_START: u32 = 0x8235;
const CLIP_END: u32 = 0x8236;
const TIME_ZONE_DEFINITION_END_DISPLAY: u32 = 0x825F;
const SIDE_EFFECTS: u32 = 0x8510;
const SIDE_EFFECTS_OF_APPOINTMENT: i32 = 0x171;
/// Time of the reminder of an appointment that has none, in minutes.
const DEFAULT_REMINDER: i64 = 15;
/// Maximum number of deleted and of changed events.
const MAX_CHANGES: usize = 1_000;

/// Inserts the properties of an appointment. The first event without `RECURRENCE-ID` is the appointment, the others are its
/// changed events. Returns `None` if the appointment has no start.
pub(super) fn insert(
    item: &mut Item,
    calendar: &Component,
    events: &[&Component],
    left_out: &mut Vec<String>,
) -> Option<()> {
    let is_exception = |event: &&&Component| event.line("RECURRENCE-ID").is_some();
    let event = *events.iter().find(|event| !is_exception(event)).or(events.first())?;
    let start = CalendarTime::of(event.line("DTSTART")?, calendar)?;
    let end = end_of(event, calendar, &start);
    insert_common(&mut item.props, event);
    let set = &mut item.props;
    text(set, tags::MESSAGE_CLASS, "IPM.Appointment");
    text(set, tags::SUBJECT, &event.text("SUMMARY").unwrap_or_default());
    lid_text(set, PSETID_APPOINTMENT, named::LOCATION, &event.text("LOCATION").unwrap_or_default());
    insert_global_object_id(set, &event.text("UID").unwrap_or_default());
    times(set, start.seconds(), end.seconds(), start.is_day);
    status(set, event);
    reminder(set, event, start.seconds());
    insert_zone(set, start.zone.as_ref());
    let exceptions: Vec<&Component> =
        events.iter().filter(is_exception).copied().filter(|other| !std::ptr::eq(*other, event)).collect();
    let mut is_series = false;
    if let Some(rule) = event.text("RRULE") {
        if let Some(blob) = series(&rule, event, calendar, &start, &end, &exceptions) {
            lid(set, PSETID_APPOINTMENT, named::APPOINTMENT_RECUR, binary(blob));
            is_series = true;
        } else {
            lid_text(set, PSETID_APPOINTMENT, named::RECURRENCE_PATTERN, &rule);
            left_out.push(format!(
                "Outlook can't express how this appointment repeats ({rule}). The file has its first event."
            ));
        }
    }
    lid(set, PSETID_APPOINTMENT, named::RECURRING, Value::Bool(is_series));
    lid(set, PSETID_APPOINTMENT, RECURRENCE_TYPE, Value::I32(0));
    set.insert(ICON_INDEX, Value::I32(if is_series { ICON_SERIES } else { ICON_SINGLE }));
    lid(set, PSETID_COMMON, SIDE_EFFECTS, Value::I32(SIDE_EFFECTS_OF_APPOINTMENT));
    attendees(item, event);
    Some(())
}

/// Returns the end of an event: `DTEND`, or its start and duration. A day without an end ends with the day.
fn end_of(event: &Component, calendar: &Component, start: &CalendarTime) -> CalendarTime {
    if let Some(end) = event.line("DTEND").and_then(|line| CalendarTime::of(line, calendar)) {
        return end;
    }
    let minutes = event.text("DURATION").and_then(|text| duration_minutes(&text));
    let minutes = minutes.unwrap_or(if start.is_day { 1_440 } else { 0 });
    let end = chrono::Duration::try_minutes(minutes).and_then(|span| start.local.checked_add_signed(span));
    CalendarTime { local: end.unwrap_or(start.local), ..start.clone() }
}

fn times(set: &mut PropertySet, start: i64, end: i64, all_day: bool) {
    for (lid, seconds) in [
        (named::APPOINTMENT_START_WHOLE, start),
        (named::APPOINTMENT_END_WHOLE, end),
        (CLIP_START, start),
        (CLIP_END, end),
    ] {
        lid_time(set, PSETID_APPOINTMENT, lid, seconds);
    }
    for (lid, id, seconds) in
        [(named::COMMON_START, tags::START_DATE, start), (named::COMMON_END, tags::END_DATE, end)]
    {
        lid_time(set, PSETID_COMMON, lid, seconds);
        time(set, id, seconds);
    }
    let minutes = end.saturating_sub(start).checked_div(60).and_then(|minutes| i32::try_from(minutes).ok());
    lid(set, PSETID_APPOINTMENT, named::APPOINTMENT_DURATION, Value::I32(minutes.unwrap_or(0)));
    lid(set, PSETID_APPOINTMENT, named::APPOINTMENT_SUB_TYPE, Value::Bool(all_day));
}

fn status(set: &mut PropertySet, event: &Component) {
    lid(set, PSETID_APPOINTMENT, named::BUSY_STATUS, Value::I32(busy_status(event).unwrap_or(2)));
    let is_meeting = event.line("ATTENDEE").is_some();
    lid(set, PSETID_APPOINTMENT, named::APPOINTMENT_STATE_FLAGS, Value::I32(i32::from(is_meeting)));
    lid(set, PSETID_APPOINTMENT, named::RESPONSE_STATUS, Value::I32(0));
    lid(set, PSETID_APPOINTMENT, APPOINTMENT_COLOR, Value::I32(0));
    let sequence = event.text("SEQUENCE").and_then(|text| text.trim().parse().ok());
    lid(set, PSETID_APPOINTMENT, named::APPOINTMENT_SEQUENCE, Value::I32(sequence.unwrap_or(0)));
    let is_private = set.integer(tags::SENSITIVITY).is_some_and(|sensitivity| sensitivity >= 2);
    lid(set, PSETID_COMMON, named::PRIVATE, Value::Bool(is_private));
}

/// Returns `PidLidBusyStatus`: free, tentative or busy.
fn busy_status(event: &Component) -> Option<i32> {
    let is = |name: &str, value: &str| event.text(name).is_some_and(|text| text.eq_ignore_ascii_case(value));
    if is("TRANSP", "TRANSPARENT") {
        Some(0)
    } else if is("STATUS", "TENTATIVE") {
        Some(1)
    } else {
        event.line("TRANSP").map(|_| 2)
    }
}

fn reminder(set: &mut PropertySet, event: &Component, start: i64) {
    let minutes = reminder_minutes(event);
    let delta = minutes.unwrap_or(DEFAULT_REMINDER);
    lid(set, PSETID_COMMON, named::REMINDER_SET, Value::Bool(minutes.is_some()));
    lid(set, PSETID_COMMON, named::REMINDER_DELTA, Value::I32(i32::try_from(delta).unwrap_or(0)));
    lid_time(set, PSETID_COMMON, named::REMINDER_TIME, start);
    let signal = start.saturating_sub(delta.saturating_mul(60));
    lid_time(set, PSETID_COMMON, named::REMINDER_SIGNAL_TIME, signal);
}

fn insert_zone(set: &mut PropertySet, zone: Option<&TimeZone>) {
    let Some(zone) = zone else { return };
    lid(set, PSETID_APPOINTMENT, named::TIME_ZONE_STRUCT, binary(zone.to_struct()));
    lid_text(set, PSETID_APPOINTMENT, named::TIME_ZONE_DESCRIPTION, &zone.name);
    for id in [
        named::TIME_ZONE_DEFINITION_START_DISPLAY,
        TIME_ZONE_DEFINITION_END_DISPLAY,
        named::TIME_ZONE_DEFINITION_RECUR,
    ] {
        lid(set, PSETID_APPOINTMENT, id, binary(zone.to_definition()));
    }
}

fn series(
    rule: &str,
    event: &Component,
    calendar: &Component,
    start: &CalendarTime,
    end: &CalendarTime,
    exceptions: &[&Component],
) -> Option<Vec<u8>> {
    let zone = start.zone.as_ref();
    let until = |text: &str| {
        let line = ContentLine { value: text.to_owned(), ..ContentLine::default() };
        CalendarTime::of(&line, calendar).map(|until| until.local_in(zone))
    };
    let rule = RecurrenceRule::parse(rule, start.local, until)?;
    let deleted = event.lines_of("EXDATE").flat_map(|line| CalendarTime::all(line, calendar));
    let series = Series {
        rule: &rule,
        start: start.local,
        end: end.local,
        deleted: deleted.map(|day| day.local_in(zone)).take(MAX_CHANGES).collect(),
        exceptions: exceptions
            .iter()
            .take(MAX_CHANGES)
            .filter_map(|exception| changed(exception, event, calendar, zone))
            .collect(),
    };
    series.blob()
}

/// Returns a changed event. Values that are equal to those of the series are left out.
fn changed(
    exception: &Component,
    event: &Component,
    calendar: &Component,
    zone: Option<&TimeZone>,
) -> Option<SeriesException> {
    let original = CalendarTime::of(exception.line("RECURRENCE-ID")?, calendar)?;
    let start = exception.line("DTSTART").and_then(|line| CalendarTime::of(line, calendar));
    let start = start.unwrap_or_else(|| original.clone());
    let end = end_of(exception, calendar, &start);
    let text = |name: &str| exception.text(name).filter(|text| Some(text) != event.text(name).as_ref());
    let own = reminder_minutes(exception).filter(|&minutes| Some(minutes) != reminder_minutes(event));
    Some(SeriesException {
        start: start.local_in(zone),
        end: end.local_in(zone),
        original: original.local_in(zone),
        subject: text("SUMMARY"),
        location: text("LOCATION"),
        busy: busy_status(exception)
            .filter(|&busy| Some(busy) != busy_status(event))
            .and_then(|busy| u32::try_from(busy).ok()),
        reminder: own.and_then(|minutes| u32::try_from(minutes).ok()),
    })
}

/// Sets role and response of the recipients that are attendees.
fn attendees(item: &mut Item, event: &Component) {
    for line in event.lines_of("ATTENDEE") {
        let address = line.value.get(7..).unwrap_or_default();
        let same = |set: &&mut PropertySet| {
            set.text(tags::SMTP_ADDRESS).is_some_and(|own| own.eq_ignore_ascii_case(address))
        };
        let Some(recipient) = item.recipients.iter_mut().find(same) else { continue };
        let role = match line.param("ROLE") {
            Some("OPT-PARTICIPANT") => 2,
            Some("NON-PARTICIPANT") => 3,
            _ => 1,
        };
        recipient.insert(tags::RECIPIENT_TYPE, Value::I32(role));
        let answer = match line.param("PARTSTAT") {
            Some("TENTATIVE") => 2,
            Some("ACCEPTED") => 3,
            Some("DECLINED") => 4,
            _ => continue,
        };
        recipient.insert(tags::RECIPIENT_TRACK_STATUS, Value::I32(answer));
    }
}
