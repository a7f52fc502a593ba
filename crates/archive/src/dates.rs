//! Conversions of times for the window and the command line.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, NaiveDate};
pub(crate) use foundmail_export::rfc3339;

/// Returns the current time in seconds since 1970.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or(0)
}

/// Returns a time in milliseconds since 1970, the unit of the window.
pub(crate) fn milliseconds(seconds: i64) -> Option<i64> {
    seconds.checked_mul(1000)
}

/// Returns the year of a time in UTC.
pub(crate) fn year(seconds: i64) -> Option<i32> {
    DateTime::from_timestamp(seconds, 0).map(|date| date.year())
}

/// Returns the month of a time in UTC, counted from January of year 0.
pub(crate) fn month(seconds: i64) -> Option<i32> {
    let date = DateTime::from_timestamp(seconds, 0)?;
    date.year().checked_mul(12)?.checked_add(i32::try_from(date.month0()).ok()?)
}

/// Returns the first second of a month. The month is counted from January of year 0.
pub(crate) fn month_begins(month: i32) -> Option<i64> {
    let number = u32::try_from(month.rem_euclid(12)).ok()?.checked_add(1)?;
    let day = NaiveDate::from_ymd_opt(month.div_euclid(12), number, 1)?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp())
}

/// Returns the name of a month, such as `2015-03`. The month is counted from January of year 0.
pub(crate) fn month_name(month: i32) -> String {
    format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12).saturating_add(1))
}
