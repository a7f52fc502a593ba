//! Times, time zones and ids of calendars, RFC 5545.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::content_lines::{Component, ContentLine};
use super::insert::{binary, lid};
use crate::compose::structures::time_zone::TimeZone;
use crate::tags::named::{CLEAN_GLOBAL_OBJECT_ID, GLOBAL_OBJECT_ID, PSETID_MEETING};
use crate::{PropertySet, Value, tags};

/// A time of a calendar.
#[derive(Debug, Clone)]
pub(super) struct CalendarTime {
    /// The time as written, in UTC or in its zone.
    pub(super) local: NaiveDateTime,
    /// True for a day without a time.
    pub(super) is_day: bool,
    pub(super) is_utc: bool,
    pub(super) zone: Option<TimeZone>,
}

impl CalendarTime {
    /// Reads the first time of a line.
    pub(super) fn of(line: &ContentLine, calendar: &Component) -> Option<Self> {
        Self::all(line, calendar).into_iter().next()
    }

    /// Reads all times of a line. A period gives its start.
    pub(super) fn all(line: &ContentLine, calendar: &Component) -> Vec<Self> {
        let zone = line.param("TZID").and_then(|id| zone(calendar, id));
        let values = line.value.split(',').map(|value| value.split('/').next().unwrap_or(value));
        values.filter_map(|value| Self::parse(value.trim(), zone.clone())).collect()
    }

    fn parse(value: &str, zone: Option<TimeZone>) -> Option<Self> {
        let date = NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()?;
        let time = value.get(9..15).and_then(|time| NaiveTime::parse_from_str(time, "%H%M%S").ok());
        Some(Self {
            local: date.and_time(time.unwrap_or_default()),
            is_day: time.is_none(),
            is_utc: value.ends_with('Z'),
            zone,
        })
    }

    /// Returns the time in seconds since 1970-01-01, UTC. A time without a zone counts as UTC.
    pub(super) fn seconds(&self) -> i64 {
        let plain = self.local.and_utc().timestamp();
        if self.is_utc || self.is_day {
            return plain;
        }
        self.zone.as_ref().and_then(|zone| zone.utc(self.local)).unwrap_or(plain)
    }

    /// Returns the time in a zone.
    pub(super) fn local_in(&self, zone: Option<&TimeZone>) -> NaiveDateTime {
        if self.is_day {
            return self.local;
        }
        zone.and_then(|zone| zone.local(self.seconds())).unwrap_or(self.local)
    }
}

/// Returns the time zone of a calendar with this id.
fn zone(calendar: &Component, id: &str) -> Option<TimeZone> {
    let zones = calendar.all("VTIMEZONE");
    let zone = zones.into_iter().find(|zone| zone.text("TZID").is_some_and(|found| found == id))?;
    let observance = |name: &str| {
        // Several rules follow each other in time; the newest one holds.
        let all = zone.all(name);
        let newest = all.into_iter().max_by_key(|rule| rule.text("DTSTART").unwrap_or_default())?;
        let offset = offset(&newest.text("TZOFFSETTO")?)?;
        let change = newest.text("RRULE").zip(newest.text("DTSTART"));
        Some((offset, change))
    };
    TimeZone::of_observances(id, observance("STANDARD"), observance("DAYLIGHT"))
}

/// Returns minutes east of Greenwich, RFC 5545 3.3.14.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.trim().split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => return None,
    };
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4)?.parse().ok()?;
    hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(sign)
}

/// Returns the minutes of a duration, RFC 5545 3.3.6, which may be negative.
pub(super) fn duration_minutes(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds = 0_i64;
    let mut number = String::new();
    for c in text.strip_prefix('P')?.chars() {
        let unit = match c {
            'W' => 604_800,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            'T' => continue,
            digit => {
                number.push(digit);
                continue;
            }
        };
        let count: i64 = std::mem::take(&mut number).parse().ok()?;
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
    }
    seconds.checked_div(60)?.checked_mul(sign)
}

/// Returns the minutes before the start at which an alarm is triggered.
pub(super) fn reminder_minutes(component: &Component) -> Option<i64> {
    let alarms = component.all("VALARM");
    let minutes = alarms.iter().find_map(|alarm| duration_minutes(&alarm.text("TRIGGER")?))?;
    minutes.checked_neg().filter(|minutes| (0..1_000_000).contains(minutes))
}

/// Inserts the ids of an event, [MS-OXOCAL] 2.2.1.27. A UID of another program is wrapped.
pub(super) fn insert_global_object_id(set: &mut PropertySet, uid: &str) {
    const CLASS: [u8; 16] =
        [0x04, 0x00, 0x00, 0x00, 0x82, 0x00, 0xE0, 0x00, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08];
    const MAX_UID: usize = 1_000;
    let own = from_hex(uid).filter(|bytes| bytes.len() >= 40 && bytes.starts_with(&CLASS));
    let id = own.unwrap_or_else(|| {
        let uid: Vec<u8> = uid.bytes().take(MAX_UID).collect();
        let data = [b"vCal-Uid\x01\0\0\0", uid.as_slice(), b"\0"].concat();
        let size = u32::try_from(data.len()).unwrap_or(0).to_le_bytes();
        // Between the class and the size are the date of an exception, the creation time and a reserved field.
        [CLASS.as_slice(), &[0; 20], &size, &data].concat()
    });
    lid(set, PSETID_MEETING, GLOBAL_OBJECT_ID, binary(id.clone()));
    lid(set, PSETID_MEETING, CLEAN_GLOBAL_OBJECT_ID, binary(id));
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let pairs = digits?;
    if pairs.len() % 2 != 0 {
        return None;
    }
    pairs
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high.checked_mul(16)?.checked_add(*low)?).ok(),
            _ => None,
        })
        .collect()
}

/// Inserts the properties that events and tasks share: text, categories, privacy.
pub(super) fn insert_common(set: &mut PropertySet, component: &Component) {
    super::insert::text(set, tags::BODY, &component.text("DESCRIPTION").unwrap_or_default());
    let categories = component.lines_of("CATEGORIES").flat_map(|line| line.parts(',')).collect();
    super::insert::categories(set, categories);
    let is_private = component.text("CLASS").is_some_and(|class| !class.eq_ignore_ascii_case("PUBLIC"));
    if is_private && set.integer(tags::SENSITIVITY).unwrap_or(0) == 0 {
        set.insert(tags::SENSITIVITY, Value::I32(2));
    }
}
