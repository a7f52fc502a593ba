//! Reads times and durations.

use chrono::{NaiveDate, NaiveTime};

/// The value cannot be read as its property demands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// The kind of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Date,
    /// Date and time in UTC.
    Utc,
    /// Date and time in the zone that the property names, or in no zone.
    Local,
    Period,
}

/// Returns a time in the notation of RFC 5545, section 3.3.5. Dashes and colons are accepted.
pub(super) fn moment(text: &str) -> Result<(String, Kind), Unreadable> {
    let plain: String =
        text.chars().filter(|c| !matches!(c, '-' | ':')).collect::<String>().to_ascii_uppercase();
    let (digits, is_utc) = match plain.strip_suffix('Z') {
        Some(digits) => (digits, true),
        None => (plain.as_str(), false),
    };
    let (date, time) = digits.split_once('T').unwrap_or((digits, ""));
    if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unreadable);
    }
    NaiveDate::parse_from_str(date, "%Y%m%d").map_err(|_| Unreadable)?;
    if time.is_empty() && !digits.contains('T') {
        return Ok((date.to_owned(), Kind::Date));
    }
    let mut time = time.split('.').next().unwrap_or_default().to_owned();
    if time.len() == 4 {
        time.push_str("00");
    }
    let two = |at: usize| time.get(at..at.saturating_add(2)).and_then(|text| text.parse::<u32>().ok());
    let parts = two(0).zip(two(2)).zip(two(4)).filter(|_| time.len() == 6);
    let ((hour, minute), second) = parts.ok_or(Unreadable)?;
    // A leap second is second 60. Many programs do not know it.
    let time = NaiveTime::from_hms_opt(hour, minute, second.min(59)).ok_or(Unreadable)?.format("%H%M%S");
    Ok(if is_utc { (format!("{date}T{time}Z"), Kind::Utc) } else { (format!("{date}T{time}"), Kind::Local) })
}

/// Returns a time, or a time with an end or a duration (RFC 5545, section 3.3.9).
pub(super) fn moment_or_period(text: &str) -> Result<(String, Kind), Unreadable> {
    let Some((start, end)) = text.split_once('/') else { return moment(text) };
    let (start, kind) = moment(start)?;
    let end = duration(end).or_else(|_| moment(end).map(|(end, _)| end))?;
    if kind == Kind::Date { Err(Unreadable) } else { Ok((format!("{start}/{end}"), Kind::Period)) }
}

/// Returns a duration in the notation of RFC 5545, section 3.3.6.
pub(super) fn duration(text: &str) -> Result<String, Unreadable> {
    let upper = text.trim().to_ascii_uppercase();
    let unsigned = upper.strip_prefix(['+', '-']).unwrap_or(&upper);
    let body = unsigned.strip_prefix('P').ok_or(Unreadable)?;
    let (days, time) = body.split_once('T').map_or((body, None), |(days, time)| (days, Some(time)));
    let has_days = has_units(days, "WD")?;
    let has_time = time.map_or(Ok(false), |time| has_units(time, "HMS"))?;
    if has_days || has_time { Ok(upper) } else { Err(Unreadable) }
}

/// Returns true if a text has numbers with these units, each at most once and in this order. Returns false if it is empty.
fn has_units(text: &str, units: &str) -> Result<bool, Unreadable> {
    let mut left = units;
    let mut digits = 0_usize;
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits = digits.saturating_add(1);
            continue;
        }
        let at = left.find(c).filter(|_| (1..=9).contains(&digits)).ok_or(Unreadable)?;
        left = left.get(at.saturating_add(1)..).unwrap_or_default();
        digits = 0;
    }
    if digits > 0 { Err(Unreadable) } else { Ok(!text.is_empty()) }
}
