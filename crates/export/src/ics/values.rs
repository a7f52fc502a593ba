//! Checks values that have a type. One value that cannot be read makes some programs refuse the whole file.

use chrono::{NaiveDate, NaiveTime};

use super::recurrence;
use crate::content_lines::{Component, ContentLine};

/// Maximum number of years that have four digits.
const LAST_YEAR: &str = "9999";

/// The value cannot be read as its property demands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Removes properties whose value cannot be read, and alarms without a time. Corrects usual mistakes. Adds a sentence for each
/// removed property.
pub(super) fn check(component: &mut Component, left_out: &mut Vec<String>) {
    component.lines.retain_mut(|line| {
        let is_readable = check_line(line).is_ok();
        if !is_readable {
            let shown: String = line.value.chars().take(80).collect();
            left_out.push(format!("{} cannot be read: \u{201c}{shown}\u{201d}.", line.name));
        }
        is_readable
    });
    left_out.append(&mut component.unread);
    for child in &mut component.children {
        check(child, left_out);
    }
    component.children.retain(|child| {
        let has_time = child.name != "VALARM" || child.line("TRIGGER").is_some();
        if !has_time {
            left_out.push("A reminder has no time.".to_owned());
        }
        has_time
    });
}

/// Checks the value of a property, and corrects usual mistakes in it.
pub(super) fn check_line(line: &mut ContentLine) -> Result<(), Unreadable> {
    let value = line.value.trim().to_owned();
    match line.name.as_str() {
        "DTSTART" | "DTEND" | "DUE" | "RECURRENCE-ID" | "COMPLETED" | "CREATED" | "LAST-MODIFIED"
        | "DTSTAMP" => {
            let (time, kind) = moment(&value)?;
            set_time(line, time, kind);
        }
        "EXDATE" | "RDATE" => {
            let times = value.split(',').filter(|time| !time.trim().is_empty());
            let times: Vec<(String, Kind)> =
                times.map(|time| moment_or_period(time.trim())).collect::<Result<_, _>>()?;
            let kind = times.first().map(|(_, kind)| *kind).ok_or(Unreadable)?;
            if times.iter().any(|(_, other)| *other != kind) {
                return Err(Unreadable);
            }
            let times: Vec<String> = times.into_iter().map(|(time, _)| time).collect();
            set_time(line, times.join(","), kind);
        }
        "RRULE" | "EXRULE" => line.value = recurrence::checked(&value)?,
        "DURATION" => line.value = duration(&value)?,
        "TRIGGER" => {
            if let Ok(duration) = duration(&value) {
                line.take_parameter("VALUE");
                line.value = duration;
            } else {
                let (time, kind) = moment(&value)?;
                line.value = if kind == Kind::Date { format!("{time}T000000Z") } else { time };
                line.set_parameter("VALUE", "DATE-TIME");
            }
        }
        "SEQUENCE" | "REPEAT" => line.value = number(&value, 0, i32::MAX)?,
        "PRIORITY" => line.value = number(&value, 0, 9)?,
        "PERCENT-COMPLETE" => line.value = number(&value, 0, 100)?,
        "TZOFFSETFROM" | "TZOFFSETTO" => line.value = offset(&value)?,
        "GEO" => {
            let (latitude, longitude) = value.split_once(';').ok_or(Unreadable)?;
            let is_number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
            if !is_number(latitude) || !is_number(longitude) {
                return Err(Unreadable);
            }
            line.value = value;
        }
        _ => {}
    }
    Ok(())
}

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

/// Writes a time into a property, with the parameters of its kind.
fn set_time(line: &mut ContentLine, time: String, kind: Kind) {
    line.value = time;
    line.take_parameter("VALUE");
    match kind {
        Kind::Date => line.set_parameter("VALUE", "DATE"),
        Kind::Period => line.set_parameter("VALUE", "PERIOD"),
        Kind::Utc | Kind::Local => {}
    }
    // A day and a time in UTC have no zone (RFC 5545, section 3.2.19).
    if matches!(kind, Kind::Date | Kind::Utc) {
        line.take_parameter("TZID");
    }
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
    if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) || date.get(..4) > Some(LAST_YEAR) {
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

fn moment_or_period(text: &str) -> Result<(String, Kind), Unreadable> {
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

fn number(text: &str, least: i32, most: i32) -> Result<String, Unreadable> {
    let number: i32 = text.parse().map_err(|_| Unreadable)?;
    if (least..=most).contains(&number) { Ok(number.to_string()) } else { Err(Unreadable) }
}

fn offset(text: &str) -> Result<String, Unreadable> {
    let plain: String = text.chars().filter(|&c| c != ':').collect();
    let digits = plain.strip_prefix(['+', '-']).ok_or(Unreadable)?;
    let two = |at: usize| digits.get(at..at.saturating_add(2)).and_then(|text| text.parse::<u32>().ok());
    let is_time = matches!(digits.len(), 4 | 6)
        && two(0).is_some_and(|hours| hours < 24)
        && two(2).is_some_and(|minutes| minutes < 60)
        && (digits.len() == 4 || two(4).is_some_and(|seconds| seconds < 60));
    if is_time { Ok(plain) } else { Err(Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::check_line;
    use crate::content_lines::Component;

    /// Checks a line as it is written, or that it is refused.
    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        let mut component = Component::parse(format!("BEGIN:A\n{line}\nEND:A").as_bytes()).children.remove(0);
        let line = component.lines.first_mut().unwrap();
        let checked = check_line(line).ok().map(|()| format!("{}{}", line.head(), line.value));
        assert_eq!(checked.as_deref(), expected, "{line:?}");
    }

    #[test]
    fn values_are_checked_and_corrected() {
        for (line, expected) in [
            ("DTSTART:20200106T090000Z", Some("DTSTART:20200106T090000Z")),
            (
                "DTSTART;TZID=Europe/Berlin:20200106T090000",
                Some("DTSTART;TZID=Europe/Berlin:20200106T090000"),
            ),
            ("DTSTART;TZID=Europe/Berlin:20200106T090000Z", Some("DTSTART:20200106T090000Z")),
            ("DTSTART:20200106", Some("DTSTART;VALUE=DATE:20200106")),
            ("DTSTART;VALUE=DATE:20200106T000000", Some("DTSTART:20200106T000000")),
            ("DTSTART:2020-01-06T09:00:00.000Z", Some("DTSTART:20200106T090000Z")),
            ("DTSTART:20200106T0900", Some("DTSTART:20200106T090000")),
            ("DTSTART:20200106T235960Z", Some("DTSTART:20200106T235959Z")),
            ("DTSTART:20200230", None),
            ("DTSTART:20200106T", None),
            ("DTSTART:20200106T250000", None),
            ("DTSTART:+2020010", None),
            ("DTSTART:", None),
            ("DTSTART:tomorrow", None),
            ("EXDATE:20200106T090000Z,20200107T090000Z", Some("EXDATE:20200106T090000Z,20200107T090000Z")),
            ("EXDATE;VALUE=DATE:20200106,", Some("EXDATE;VALUE=DATE:20200106")),
            ("EXDATE:20200106,20200107T090000Z", None),
            ("RDATE:20200106T090000Z/PT1H", Some("RDATE;VALUE=PERIOD:20200106T090000Z/PT1H")),
            ("RDATE:20200106/PT1H", None),
            ("DURATION:pt1h30m", Some("DURATION:PT1H30M")),
            ("DURATION:P1W", Some("DURATION:P1W")),
            ("DURATION:-P1DT2H", Some("DURATION:-P1DT2H")),
            ("DURATION:P", None),
            ("DURATION:PT", None),
            ("DURATION:PT1", None),
            ("DURATION:PT1M1H", None),
            ("DURATION:1 hour", None),
            ("TRIGGER:-PT15M", Some("TRIGGER:-PT15M")),
            ("TRIGGER:20200106T090000Z", Some("TRIGGER;VALUE=DATE-TIME:20200106T090000Z")),
            ("TRIGGER:soon", None),
            ("SEQUENCE: 7 ", Some("SEQUENCE:7")),
            ("SEQUENCE:-1", None),
            ("PRIORITY:10", None),
            ("PERCENT-COMPLETE:100", Some("PERCENT-COMPLETE:100")),
            ("TZOFFSETFROM:+01:00", Some("TZOFFSETFROM:+0100")),
            ("TZOFFSETTO:0100", None),
            ("GEO:48.2;16.3", Some("GEO:48.2;16.3")),
            ("GEO:48.2", None),
            ("GEO:NaN;1", None),
            ("RRULE:FREQ=HOURLY;NEVER=1", Some("RRULE:FREQ=HOURLY;NEVER=1")),
            ("RRULE:FREQ=NEVER", None),
            ("SUMMARY:anything", Some("SUMMARY:anything")),
        ] {
            check(line, expected);
        }
    }
}
