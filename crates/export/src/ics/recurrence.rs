//! Checks the rules of series (RFC 5545, section 3.3.10).

use super::times::{Unreadable, moment};

/// Parts that are lists of numbers, with their largest absolute value, and whether negative numbers are permitted.
const LISTS: [(&str, i32, bool); 8] = [
    ("BYSECOND", 60, false),
    ("BYMINUTE", 59, false),
    ("BYHOUR", 23, false),
    ("BYMONTHDAY", 31, true),
    ("BYYEARDAY", 366, true),
    ("BYWEEKNO", 53, true),
    ("BYMONTH", 12, false),
    ("BYSETPOS", 366, true),
];

/// Returns a rule whose parts are readable, in upper case.
pub(super) fn checked(rule: &str) -> Result<String, Unreadable> {
    // Some programs escape the separators.
    let upper = rule.replace('\\', "").to_ascii_uppercase();
    let mut has_frequency = false;
    let mut parts = Vec::new();
    for part in upper.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').ok_or(Unreadable)?;
        let (name, value) = (name.trim(), value.trim());
        has_frequency |= name == "FREQ";
        // Blanks within a list are a usual mistake.
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        parts.push(format!("{name}={}", checked_part(name, &value)?));
    }
    if has_frequency { Ok(parts.join(";")) } else { Err(Unreadable) }
}

fn checked_part(name: &str, value: &str) -> Result<String, Unreadable> {
    let is_valid = match name {
        "FREQ" => ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"].contains(&value),
        "UNTIL" => return moment(value).map(|(until, _)| until),
        "COUNT" | "INTERVAL" => value.parse::<u32>().is_ok_and(|number| number > 0),
        "BYDAY" => value.split(',').all(is_day),
        "WKST" => is_weekday(value),
        _ => match LISTS.iter().find(|(list, ..)| *list == name) {
            Some(&(_, most, is_signed)) => value.split(',').all(|number| {
                let number = number.parse::<i32>();
                number.is_ok_and(|number| {
                    number.unsigned_abs() <= most.unsigned_abs() && (is_signed || number >= 0)
                })
            }),
            None => !name.is_empty(),
        },
    };
    if is_valid { Ok(value.to_owned()) } else { Err(Unreadable) }
}

/// Returns true for a day such as `MO` or `-1SU`.
fn is_day(day: &str) -> bool {
    let Some((number, weekday)) = day.split_at_checked(day.len().saturating_sub(2)) else { return false };
    let is_number = || number.parse::<i32>().is_ok_and(|number| number != 0 && number.unsigned_abs() <= 53);
    is_weekday(weekday) && (number.is_empty() || is_number())
}

fn is_weekday(day: &str) -> bool {
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].contains(&day)
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn rules_are_checked() {
        for rule in [
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,-1SU;WKST=SU;UNTIL=20200316T090000Z",
            "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=10",
            "FREQ=YEARLY;BYSETPOS=-2;BYMONTH=1,12",
            "RSCALE=CHINESE;FREQ=YEARLY",
        ] {
            assert_eq!(checked(rule).as_deref(), Ok(rule));
        }
        assert_eq!(checked("FREQ=WEEKLY;BYDAY=MO, TU").as_deref(), Ok("FREQ=WEEKLY;BYDAY=MO,TU"));
        assert_eq!(checked("FREQ=DAILY\\;COUNT=2").as_deref(), Ok("FREQ=DAILY;COUNT=2"));
        assert_eq!(checked("freq=daily;until=2020-03-16;").as_deref(), Ok("FREQ=DAILY;UNTIL=20200316"));
        for rule in [
            "",
            "FREQ",
            "INTERVAL=1",
            "FREQ=FORTNIGHTLY",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;UNTIL=never",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=WEEKLY;BYDAY=0MO",
            "FREQ=WEEKLY;BYDAY=\u{e4}",
            "FREQ=YEARLY;BYMONTH=-1",
            "FREQ=YEARLY;BYMONTH=13",
            "FREQ=YEARLY;=1",
        ] {
            assert!(checked(rule).is_err(), "{rule}");
        }
    }
}
