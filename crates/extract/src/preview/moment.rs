//! Dates and times of calendars and contact cards, as text.

/// A date, or a date with time (RFC 5545, sections 3.3.4 and 3.3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// Year, month and day.
    date: (u32, u32, u32),
    /// Hour and minute. `None` for a whole day.
    clock: Option<(u32, u32)>,
    /// `UTC` or the name of a time zone. Empty for local time.
    zone: String,
}

impl Moment {
    /// Reads `20200106T090000Z` or `20200106`, also with dashes and colons.
    pub(super) fn parse(text: &str, zone: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let (text, zone) = match text.strip_suffix(['Z', 'z']) {
            Some(text) => (text, "UTC"),
            None => (text.as_str(), zone),
        };
        let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
        let (day, time) = text.split_once(['T', 't']).map_or((text, None), |(day, time)| (day, Some(time)));
        let date = (number(day, 0, 4)?, number(day, 4, 6)?, number(day, 6, 8)?);
        let is_valid = day.len() == 8 && (1..=12).contains(&date.1) && (1..=31).contains(&date.2);
        let clock = match time {
            Some(time) => Some((number(time, 0, 2)?, number(time, 2, 4).unwrap_or(0))),
            None => None,
        };
        let is_time = clock.is_none_or(|(hour, minute)| hour < 24 && minute < 60);
        let zone = zone.trim_matches('"').chars().take(80).collect();
        (is_valid && is_time).then_some(Self { date, clock, zone })
    }

    /// Returns the date or time as text: `2020-01-06 09:00 UTC`.
    pub(super) fn words(&self) -> String {
        let zone = if self.clock.is_some() { self.zone.as_str() } else { "" };
        format!("{} {} {zone}", self.day(), self.time()).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Returns the time from this moment to `end` as text: `2020-01-06 09:00 – 10:00 UTC`.
    pub(super) fn until(&self, end: &Self) -> String {
        if self.clock.is_none() && end.clock.is_none() {
            // The end of an all-day event is the day after its last day (RFC 5545, section 3.6.1).
            let last = day_before(end.date);
            return if last <= self.date {
                format!("{} (all day)", self.day())
            } else {
                format!("{} – {} (all day)", self.day(), shown(last))
            };
        }
        if self.zone != end.zone || self.clock.is_none() != end.clock.is_none() {
            return format!("{} – {}", self.words(), end.words());
        }
        let last = if self.date == end.date { String::new() } else { format!("{} ", end.day()) };
        let text = format!("{} {} – {last}{} {}", self.day(), self.time(), end.time(), self.zone);
        text.trim_end().to_owned()
    }

    /// Returns true for a date without a time.
    pub(super) fn is_day(&self) -> bool {
        self.clock.is_none()
    }

    fn day(&self) -> String {
        shown(self.date)
    }

    fn time(&self) -> String {
        self.clock.map(|(hour, minute)| format!("{hour:02}:{minute:02}")).unwrap_or_default()
    }
}

fn shown((year, month, day): (u32, u32, u32)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn day_before((year, month, day): (u32, u32, u32)) -> (u32, u32, u32) {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match (month, day) {
        (_, 2..) => (year, month, day.saturating_sub(1)),
        (1, _) => (year.saturating_sub(1), 12, 31),
        (3, _) => (year, 2, if is_leap { 29 } else { 28 }),
        (5 | 7 | 10 | 12, _) => (year, month.saturating_sub(1), 30),
        _ => (year, month.saturating_sub(1), 31),
    }
}

/// Returns a rule of recurrence as text (RFC 5545, section 3.3.10): `every 2 weeks (MO, TU), 5 times`.
pub(super) fn recurrence(rule: &str) -> String {
    let parts: Vec<(&str, &str)> = rule.split(';').filter_map(|part| part.trim().split_once('=')).collect();
    let part = |name: &str| {
        let found = parts.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    };
    let unit = match part("FREQ").map(str::to_ascii_uppercase).as_deref() {
        Some("YEARLY") => "year",
        Some("MONTHLY") => "month",
        Some("WEEKLY") => "week",
        Some("DAILY") => "day",
        Some("HOURLY") => "hour",
        _ => return rule.to_owned(),
    };
    let mut text = match part("INTERVAL").filter(|interval| *interval != "1") {
        Some(interval) => format!("every {interval} {unit}s"),
        None => format!("every {unit}"),
    };
    let known = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"];
    let is_other = |name: &str| !known.iter().any(|known| name.eq_ignore_ascii_case(known));
    if let Some(days) = part("BYDAY") {
        text.extend([" (", &days.replace(',', ", "), ")"]);
    }
    if let Some(count) = part("COUNT") {
        text.extend([", ", count, " times"]);
    }
    if let Some(until) = part("UNTIL") {
        let until = Moment::parse(until, "").map_or_else(|| until.to_owned(), |until| until.words());
        text.extend([", until ", &until]);
    }
    for (name, value) in parts.iter().filter(|(name, _)| is_other(name)) {
        text.extend([", ", name, " ", value]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Moment, recurrence};

    #[test]
    fn moments_are_text() {
        for (start, end, words) in [
            ("20200106T090000Z", "20200106T100000Z", "2020-01-06 09:00 – 10:00 UTC"),
            ("20200106T090000", "20200107T100000", "2020-01-06 09:00 – 2020-01-07 10:00"),
            ("2020-01-06", "20200107", "2020-01-06 (all day)"),
            ("20200227", "20200301", "2020-02-27 – 2020-02-29 (all day)"),
            ("20191230", "20200102", "2019-12-30 – 2020-01-01 (all day)"),
            ("20200401", "20200501", "2020-04-01 – 2020-04-30 (all day)"),
            ("20200106T090000Z", "20200106", "2020-01-06 09:00 UTC – 2020-01-06"),
        ] {
            let [start, end] = [start, end].map(|text| Moment::parse(text, "").unwrap());
            assert_eq!(start.until(&end), words);
        }
        for text in [
            "",
            "x",
            "2020",
            "20201306",
            "20200106T99",
            "20200106Tx",
            "\u{e4}\u{e4}\u{e4}\u{e4}",
            "202001061",
        ] {
            assert_eq!(Moment::parse(text, ""), None, "{text}");
        }
    }

    #[test]
    fn rules_of_recurrence_are_text() {
        for (rule, text) in [
            ("FREQ=WEEKLY", "every week"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;COUNT=5", "every 2 weeks (MO, TU), 5 times"),
            ("FREQ=DAILY;UNTIL=20200106T090000Z", "every day, until 2020-01-06 09:00 UTC"),
            ("FREQ=YEARLY;BYMONTH=2", "every year, BYMONTH 2"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(recurrence(rule), text);
        }
    }
}
