//! Checks values that have a type. One value that cannot be read makes some programs refuse the whole file.

use super::recurrence;
use super::times::{Kind, Unreadable, duration, moment, moment_or_period};
use crate::content_lines::{Component, ContentLine};

/// Maximum number of characters of a value that is named.
const MAX_SHOWN: usize = 80;

/// Properties that a component has at most once (RFC 5545, section 3.6).
const ONCE: [&str; 21] = [
    "CLASS",
    "COMPLETED",
    "CREATED",
    "DESCRIPTION",
    "DTEND",
    "DTSTAMP",
    "DTSTART",
    "DUE",
    "DURATION",
    "GEO",
    "LAST-MODIFIED",
    "LOCATION",
    "ORGANIZER",
    "PERCENT-COMPLETE",
    "PRIORITY",
    "RECURRENCE-ID",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "TRANSP",
    "URL",
];

/// Removes properties whose value cannot be read, repeated properties, and alarms without a time. Corrects usual mistakes. Adds
/// a sentence for each removed property with a value.
pub(super) fn check(component: &mut Component, left_out: &mut Vec<String>) {
    let mut seen: Vec<(String, String)> = Vec::new();
    component.lines.retain_mut(|line| {
        let shown: String = line.value.trim().chars().take(MAX_SHOWN).collect();
        let is_readable = check_line(line).is_ok();
        if !is_readable && !shown.is_empty() {
            left_out.push(format!("{} cannot be read: \u{201c}{shown}\u{201d}.", line.name));
        }
        if !is_readable || !ONCE.contains(&line.name.as_str()) {
            return is_readable;
        }
        let first = seen.iter().find(|(name, _)| *name == line.name).map(|(_, value)| value);
        match first {
            Some(first) if *first != line.value => {
                left_out.push(format!("A second {} is not written: \u{201c}{shown}\u{201d}.", line.name));
            }
            Some(_) => {}
            None => {
                seen.push((line.name.clone(), line.value.clone()));
                return true;
            }
        }
        false
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

    /// Checks that a line is written as expected. `None`: the line must be refused.
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
