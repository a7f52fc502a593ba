//! Times at the border.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, SecondsFormat};

/// Seconds since 1970, now.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or(0)
}

/// RFC 3339 in UTC.
pub(crate) fn rfc3339(seconds: i64) -> Option<String> {
    DateTime::from_timestamp(seconds, 0).map(|date| date.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Milliseconds since 1970, as the window takes times.
pub(crate) fn milliseconds(seconds: i64) -> Option<i64> {
    seconds.checked_mul(1000)
}

/// The year in UTC.
pub(crate) fn year(seconds: i64) -> Option<i32> {
    DateTime::from_timestamp(seconds, 0).map(|date| date.year())
}
