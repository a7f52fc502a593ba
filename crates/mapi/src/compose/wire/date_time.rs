//! Points in time as text.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Seconds between 1601-01-01 and 1970-01-01.
const EPOCH_OFFSET: i64 = 11_644_473_600;
const DAY: i64 = 86_400;

/// A time of no zone in particular, from seconds since 1970-01-01 in that zone.
pub(crate) fn naive(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc())
}

/// The same from minutes since 1601-01-01, as recurrences count, [MS-OXOCAL] 2.2.1.44.1.
pub(crate) fn of_minutes(minutes: u32) -> Option<NaiveDateTime> {
    naive(i64::from(minutes).checked_mul(60)?.checked_sub(EPOCH_OFFSET)?)
}

/// The day of a time that is midnight in the zone of its owner, which is not known: the nearest midnight of UTC.
pub(crate) fn day(seconds: i64) -> Option<NaiveDate> {
    let rounded = seconds.checked_add(DAY / 2)?;
    naive(rounded).map(|time| time.date())
}

/// RFC 5545 3.3.5, in UTC.
pub(crate) fn basic_utc(seconds: i64) -> Option<String> {
    naive(seconds).map(|time| time.format("%Y%m%dT%H%M%SZ").to_string())
}

/// RFC 5545 3.3.5, local.
pub(crate) fn basic(time: NaiveDateTime) -> String {
    time.format("%Y%m%dT%H%M%S").to_string()
}

/// RFC 5545 3.3.4.
pub(crate) fn basic_date(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// For a reader's eyes.
pub(crate) fn readable_utc(seconds: i64) -> Option<String> {
    naive(seconds).map(|time| format!("{} UTC", readable(time)))
}

/// For a reader's eyes, in whatever zone it is.
pub(crate) fn readable(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}
