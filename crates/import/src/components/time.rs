//! Dates and times of iCalendar and vCard.

use chrono::{NaiveDate, NaiveDateTime};

use super::property::Property;

/// A date, or a date with time (RFC 5545, 3.3.4 and 3.3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    time: NaiveDateTime,
    is_date: bool,
    /// `UTC` or the name of a time zone. Empty if the source declares no zone (local time).
    zone: String,
}

impl Moment {
    /// Reads the value of a property. Returns `None` if the value is not a date.
    pub(crate) fn of(property: &Property) -> Option<Self> {
        let text = property.raw();
        let zone = property.parameter("TZID").unwrap_or_default();
        Self::parse(&text, zone)
    }

    /// Parses `20200106T090000Z` or `20200106`, also with dashes and colons, as in vCard 3.0.
    pub(crate) fn parse(text: &str, zone: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let (digits, is_utc) = match text.strip_suffix(['Z', 'z']) {
            Some(digits) => (digits, true),
            None => (text.as_str(), false),
        };
        let zone = if is_utc { "UTC" } else { zone }.to_owned();
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").ok();
        let Some((date, time)) = digits.split_once(['T', 't']) else {
            let is_date = digits.len() == 8;
            return is_date.then(|| day(digits)?.and_hms_opt(0, 0, 0))?.map(|time| Self {
                time,
                is_date,
                zone,
            });
        };
        // Minutes and seconds may be left out.
        let number = |at: usize| match time.get(at..) {
            Some("") if at > 0 => Some(0),
            _ => time.get(at..at.saturating_add(2))?.parse::<u32>().ok(),
        };
        // A leap second (60) is read as second 59.
        let time = day(date)?.and_hms_opt(number(0)?, number(2)?, number(4)?.min(59))?;
        Some(Self { time, is_date: false, zone })
    }

    /// Returns the time in seconds since 1970. Ignores the time zone: every time counts as UTC. Returns `None` for
    /// dates before 1900, which programs write instead of "no date".
    pub(crate) fn seconds(&self) -> Option<i64> {
        let seconds = self.time.and_utc().timestamp();
        // 1 January 1900.
        (seconds > -2_208_988_800).then_some(seconds)
    }

    /// Returns the date or time as text: `2020-01-06 09:00 UTC`.
    pub(crate) fn words(&self) -> String {
        let format = if self.is_date { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
        let words = self.time.format(format).to_string();
        if self.zone.is_empty() || self.is_date { words } else { format!("{words} {}", self.zone) }
    }

    /// Returns the period from this time to `end` as text: `2020-01-06 09:00 – 10:00 UTC`.
    pub(crate) fn until(&self, end: &Self) -> String {
        if self.is_date && end.is_date {
            // The end of an all-day event is the day after its last day (RFC 5545, 3.6.1).
            let last = end.time.date().pred_opt().unwrap_or_default();
            let first = self.time.date();
            return if last <= first {
                format!("{first} (all day)")
            } else {
                format!("{first} – {last} (all day)")
            };
        }
        if self.zone != end.zone || self.is_date != end.is_date {
            return format!("{} – {}", self.words(), end.words());
        }
        let is_same_day = self.time.date() == end.time.date();
        let start = self.time.format("%Y-%m-%d %H:%M");
        let end = end.time.format(if is_same_day { "%H:%M" } else { "%Y-%m-%d %H:%M" });
        format!("{start} – {end} {}", self.zone).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn moments_in_words_and_seconds() {
        for (text, zone, words, seconds) in [
            ("20200106T090000Z", "", "2020-01-06 09:00 UTC", Some(1_578_301_200)),
            ("20200106T090000", "Europe/Berlin", "2020-01-06 09:00 Europe/Berlin", Some(1_578_301_200)),
            ("20200106T0900", "", "2020-01-06 09:00", Some(1_578_301_200)),
            ("20200106", "", "2020-01-06", Some(1_578_268_800)),
            ("2020-01-06T09:00:00Z", "", "2020-01-06 09:00 UTC", Some(1_578_301_200)),
            ("20161231T235960Z", "", "2016-12-31 23:59 UTC", Some(1_483_228_799)),
            ("00011231T000000Z", "", "0001-12-31 00:00 UTC", None),
        ] {
            let moment = Moment::parse(text, zone).unwrap();
            assert_eq!((moment.words().as_str(), moment.seconds()), (words, seconds), "{text}");
        }
        for text in ["", "x", "2020", "20201306", "20200106T99", "20200106Tx", "\u{e4}\u{e4}\u{e4}\u{e4}"] {
            assert_eq!(Moment::parse(text, ""), None, "{text}");
        }
    }

    #[test]
    fn spans_in_words() {
        for (start, end, words) in [
            ("20200106T090000Z", "20200106T100000Z", "2020-01-06 09:00 – 10:00 UTC"),
            ("20200106T090000", "20200107T100000", "2020-01-06 09:00 – 2020-01-07 10:00"),
            ("20200106", "20200107", "2020-01-06 (all day)"),
            ("20200106", "20200108", "2020-01-06 – 2020-01-07 (all day)"),
            ("20200106", "20200106", "2020-01-06 (all day)"),
            ("20200106T090000Z", "20200106", "2020-01-06 09:00 UTC – 2020-01-06"),
        ] {
            let [start, end] = [start, end].map(|text| Moment::parse(text, "").unwrap());
            assert_eq!(start.until(&end), words);
        }
    }
}
