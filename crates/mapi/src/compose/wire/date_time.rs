//! Converts times to text.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Seconds between 1601-01-01 and 1970-01-01.
const EPOCH_OFFSET: i64 = 11_644_473_600;
const DAY: i64 = 86_400;

/// Converts seconds since 1970-01-01 to a date and time without a time zone.
pub(crate) fn naive(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc())
}

/// Converts minutes since 1601-01-01, the unit of recurrences ([MS-OXOCAL] 2.2.1.44.1), to a date and time.
pub(crate) fn from_minutes(minutes: u32) -> Option<NaiveDateTime> {
    naive(i64::from(minutes).checked_mul(60)?.checked_sub(EPOCH_OFFSET)?)
}

/// Returns the day whose midnight in UTC is nearest. Outlook stores a day as midnight in the owner's time zone, which
/// is unknown.
pub(crate) fn day(seconds: i64) -> Option<NaiveDate> {
    let rounded = seconds.checked_add(DAY / 2)?;
    naive(rounded).map(|time| time.date())
}

/// Formats a UTC time, RFC 5545 3.3.5.
pub(crate) fn basic_utc(seconds: i64) -> Option<String> {
    naive(seconds).map(|time| time.format("%Y%m%dT%H%M%SZ").to_string())
}

/// Formats a local time, RFC 5545 3.3.5.
pub(crate) fn basic(time: NaiveDateTime) -> String {
    time.format("%Y%m%dT%H%M%S").to_string()
}

/// Formats a date, RFC 5545 3.3.4.
pub(crate) fn basic_date(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// Formats a UTC time for display.
pub(crate) fn readable_utc(seconds: i64) -> Option<String> {
    naive(seconds).map(|time| format!("{} UTC", readable(time)))
}

/// Formats a time for display, in any time zone.
pub(crate) fn readable(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}
