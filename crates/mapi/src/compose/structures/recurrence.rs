//! Converts recurrences to RFC 5545 rules: `RecurrencePattern` and `AppointmentRecurrencePattern`, [MS-OXOCAL]
//! 2.2.1.44.

use chrono::{Datelike, NaiveDateTime};

use crate::bytes::Cursor;
use crate::compose::structures::recurrence_exception::{self, RecurrenceException};
use crate::compose::wire::date_time;

/// A recurring event, in local time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Recurrence {
    /// The value of an `RRULE` without `UNTIL`.
    pub(crate) rule: String,
    /// The last event, if a date ends the series.
    pub(crate) until: Option<NaiveDateTime>,
    /// Midnight of the first event, in minutes since 1601-01-01.
    first_day: u32,
    /// Start in minutes after midnight.
    start: u32,
    end: u32,
    /// Days whose event was deleted or moved, in minutes since 1601-01-01.
    deleted: Vec<u32>,
    /// Events that differ from the series.
    pub(crate) exceptions: Vec<RecurrenceException>,
}

impl Recurrence {
    /// Parses a recurrence. Returns `None` if the recurrence is malformed, or if its calendar does not have the
    /// months of the Gregorian calendar.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Cursor::new(bytes);
        bytes.skip(4)?;
        let frequency = bytes.u16()?;
        let pattern = bytes.u16()?;
        let calendar = bytes.u16()?;
        bytes.skip(4)?;
        let period = bytes.u32()?;
        bytes.skip(4)?;
        let specific = PatternType::parse(pattern, &mut bytes)?;
        let end_type = bytes.u32()?;
        let count = bytes.u32()?;
        let first_weekday = bytes.u32()?;
        let deleted = bytes.u32_list()?;
        bytes.u32_list()?;
        let first_day = bytes.u32()?;
        let last_day = bytes.u32()?;
        // These calendars have the months of the Gregorian calendar, but may count years differently.
        if !matches!(calendar, 0..=5 | 7 | 9..=12) {
            return None;
        }
        let mut rule = rule(frequency, period, specific, first_day)?;
        // If weeks are skipped, the first day of the week matters. Sunday must be written, because the default of
        // RFC 5545 is Monday.
        if first_weekday == 0 && rule.starts_with("FREQ=WEEKLY;INTERVAL") {
            rule.push_str(";WKST=SU");
        }
        let mut recurrence = Self { rule, first_day, deleted, ..Self::default() };
        // The data of a task ends before the times.
        recurrence.times(&mut bytes);
        recurrence.ends(end_type, count, last_day);
        Some(recurrence)
    }

    /// Reads the additional data of appointments: the times of day, and the exceptions that can be read.
    fn times(&mut self, bytes: &mut Cursor<'_>) -> Option<()> {
        bytes.skip(4)?;
        let version = bytes.u32()?;
        let (start, end) = (bytes.u32()?, bytes.u32()?);
        (self.start, self.end) = (start, end);
        self.exceptions = recurrence_exception::read(bytes, version);
        Some(())
    }

    fn ends(&mut self, end_type: u32, count: u32, last_day: u32) {
        const AFTER_DATE: u32 = 0x2021;
        const AFTER_COUNT: u32 = 0x2022;
        match end_type {
            AFTER_COUNT => self.rule = format!("{};COUNT={count}", self.rule),
            AFTER_DATE => self.until = last_day.checked_add(self.start).and_then(date_time::from_minutes),
            _ => {}
        }
    }

    /// Returns the start and end of the first event.
    pub(crate) fn first(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let at = |minutes: u32| self.first_day.checked_add(minutes).and_then(date_time::from_minutes);
        at(self.start).zip(at(self.end))
    }

    /// Returns the starts of the deleted events.
    pub(crate) fn deleted(&self) -> Vec<NaiveDateTime> {
        let moved = |time: &NaiveDateTime| {
            self.exceptions.iter().any(|exception| exception.original.date() == time.date())
        };
        self.deleted
            .iter()
            .filter_map(|day| date_time::from_minutes(day.checked_add(self.start)?))
            .filter(|time| !moved(time))
            .collect()
    }
}

/// The days within a period, `PatternTypeSpecific`, [MS-OXOCAL] 2.2.1.44.1.
#[derive(Debug, Clone, Copy)]
enum PatternType {
    Day,
    /// One bit for each weekday, Sunday first.
    Week(u32),
    Month(u32),
    /// Weekdays, and the number of the occurrence in the month. 5 means the last occurrence.
    MonthNth(u32, u32),
    MonthEnd,
}

impl PatternType {
    fn parse(pattern: u16, bytes: &mut Cursor<'_>) -> Option<Self> {
        Some(match pattern {
            0 => Self::Day,
            1 => Self::Week(bytes.u32()?),
            2 => Self::Month(bytes.u32()?),
            3 => Self::MonthNth(bytes.u32()?, bytes.u32()?),
            4 => {
                bytes.skip(4)?;
                Self::MonthEnd
            }
            _ => return None,
        })
    }
}

fn rule(frequency: u16, period: u32, pattern: PatternType, first_day: u32) -> Option<String> {
    const MINUTES_A_DAY: u32 = 1_440;
    const YEARLY: u16 = 0x200D;
    let interval = |period: u32| if period > 1 { format!(";INTERVAL={period}") } else { String::new() };
    let by = match pattern {
        PatternType::Day => return Some(format!("FREQ=DAILY{}", interval(period / MINUTES_A_DAY))),
        // Outlook stores "every weekday" as a daily recurrence with weekdays.
        PatternType::Week(days) if frequency == 0x200A => {
            return Some(format!("FREQ=WEEKLY;BYDAY={}", weekdays(days)?));
        }
        PatternType::Week(days) => {
            return Some(format!("FREQ=WEEKLY{};BYDAY={}", interval(period), weekdays(days)?));
        }
        // In a month without this day, Outlook uses the last day of the month.
        PatternType::MonthEnd | PatternType::Month(31) => "BYMONTHDAY=-1".to_owned(),
        PatternType::Month(day @ 29..=30) => {
            let days: Vec<String> = (28..=day).map(|day| day.to_string()).collect();
            format!("BYMONTHDAY={};BYSETPOS=-1", days.join(","))
        }
        PatternType::Month(day) => format!("BYMONTHDAY={day}"),
        PatternType::MonthNth(days, nth) => {
            let nth = if nth >= 5 { "-1".to_owned() } else { nth.to_string() };
            let names = weekdays(days)?;
            if days.is_power_of_two() {
                format!("BYDAY={nth}{names}")
            } else {
                format!("BYDAY={names};BYSETPOS={nth}")
            }
        }
    };
    if frequency == YEARLY {
        let month = date_time::from_minutes(first_day)?.month();
        return Some(format!("FREQ=YEARLY{};BYMONTH={month};{by}", interval(period / 12)));
    }
    Some(format!("FREQ=MONTHLY{};{by}", interval(period)))
}

fn weekdays(bits: u32) -> Option<String> {
    const NAMES: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    let names: Vec<&str> =
        (0..).zip(NAMES).filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| name).collect();
    (!names.is_empty()).then(|| names.join(","))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Recurrence;

    /// Monday, 2020-01-06, in minutes since 1601-01-01.
    const MONDAY: u32 = 220_379_040;
    const DAY: u32 = 1_440;

    /// Returns a series of events from 10:00 to 11:00. The second event is deleted, and the third event is moved
    /// by a day.
    pub(crate) fn pattern(
        frequency: u16,
        kind: u16,
        period: u32,
        specific: &[u32],
        end: [u32; 2],
    ) -> Vec<u8> {
        let words = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
        let dwords = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
        let week = 7 * DAY;
        [
            words(&[0x3004, 0x3004, frequency, kind, 0]),
            dwords(&[0, period, 0]),
            dwords(specific),
            dwords(&[end[0], end[1], 0]),
            dwords(&[2, MONDAY + week, MONDAY + 2 * week]),
            dwords(&[1, MONDAY + 2 * week + DAY]),
            dwords(&[MONDAY, MONDAY + 10 * week]),
            dwords(&[0x3006, 0x3009, 600, 660]),
            words(&[1]),
            dwords(&[MONDAY + 2 * week + DAY + 600, MONDAY + 2 * week + DAY + 660, MONDAY + 2 * week + 600]),
            words(&[0x31, 8, 7]),
            b"Neu ? ?".to_vec(),
            words(&[3, 2]),
            b"At".to_vec(),
            dwords(&[2, 0]),
            // The `ExtendedException` repeats the texts in Unicode.
            dwords(&[4, 0, 0]),
            dwords(&[MONDAY + 2 * week + DAY + 600, MONDAY + 2 * week + DAY + 660, MONDAY + 2 * week + 600]),
            words(&[7]),
            "Neu – 新".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            words(&[2]),
            "At".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            dwords(&[0, 0]),
        ]
        .concat()
    }

    #[track_caller]
    fn check(frequency: u16, kind: u16, period: u32, specific: &[u32], end: [u32; 2], rule: &str) {
        let found = Recurrence::parse(&pattern(frequency, kind, period, specific, end)).unwrap();
        assert_eq!(found.rule, rule);
        assert_eq!(
            found.until.map(|time| time.to_string()).as_deref(),
            (end[0] == 0x2021).then_some("2020-03-16 10:00:00")
        );
        assert_eq!(found.first().unwrap().0.to_string(), "2020-01-06 10:00:00");
        assert_eq!(found.deleted().len(), 1);
        assert_eq!(found.exceptions.len(), 1);
        let exception = &found.exceptions[0];
        assert_eq!(exception.start.to_string(), "2020-01-21 10:00:00");
        assert_eq!(exception.subject.as_deref(), Some("Neu – 新"));
        assert_eq!(exception.location.as_deref(), Some("At"));
        assert_eq!(exception.busy, Some(2));
    }

    #[test]
    fn rules() {
        const NEVER: [u32; 2] = [0x2023, 0];
        check(0x200A, 0, DAY, &[], NEVER, "FREQ=DAILY");
        check(0x200A, 0, 3 * DAY, &[], [0x2022, 5], "FREQ=DAILY;INTERVAL=3;COUNT=5");
        check(0x200A, 1, 1, &[0b11_1110], NEVER, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
        check(0x200B, 1, 2, &[0b1010], [0x2021, 0], "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU");
        check(0x200C, 2, 1, &[6], NEVER, "FREQ=MONTHLY;BYMONTHDAY=6");
        check(0x200C, 2, 1, &[31], NEVER, "FREQ=MONTHLY;BYMONTHDAY=-1");
        check(0x200C, 2, 1, &[29], NEVER, "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1");
        check(0x200C, 4, 1, &[31], NEVER, "FREQ=MONTHLY;BYMONTHDAY=-1");
        check(0x200B, 1, 1, &[0b10], [0xFFFF_FFFF, 0], "FREQ=WEEKLY;BYDAY=MO");
        check(0x200C, 3, 1, &[0b10, 1], NEVER, "FREQ=MONTHLY;BYDAY=1MO");
        check(0x200C, 3, 1, &[0b11_1110, 5], NEVER, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1");
        check(0x200D, 2, 12, &[6], NEVER, "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6");
        check(0x200D, 3, 24, &[0b10, 1], NEVER, "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=1MO");
    }

    #[test]
    fn any_bytes_are_survived() {
        let whole = pattern(0x200B, 1, 1, &[2], [0x2023, 0]);
        for end in 0..whole.len() {
            Recurrence::parse(&whole[..end]);
            let mut bent = whole.clone();
            bent[end] = 0xFF;
            Recurrence::parse(&bent);
        }
    }
}
