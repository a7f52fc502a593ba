//! A time zone with its annual changes, [MS-OXOCAL] 2.2.1.39 (`PidLidTimeZoneStruct`) and 2.2.1.42.

use chrono::{Datelike, Duration, Month, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use crate::compose::wire::content_line::ContentLines;
use crate::compose::wire::date_time;

/// A time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeZone {
    pub(crate) name: String,
    /// Offset of standard time in minutes east of Greenwich.
    standard: i32,
    daylight: i32,
    /// The changes to standard time and to daylight time. `None` if the clocks never change.
    changes: Option<(ClockChange, ClockChange)>,
}

/// Maximum number of characters of a name.
const MAX_NAME: usize = 260;

/// An annual change of the clocks, in the local time before the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ClockChange {
    month: u8,
    weekday: Weekday,
    /// Occurrence of the weekday in the month: 1 to 4, or 5 for the last occurrence.
    week: u8,
    time: NaiveTime,
}

impl TimeZone {
    /// Parses a `PidLidTimeZoneStruct`. Returns `None` if it is too short or invalid.
    pub(crate) fn parse(bytes: &[u8], name: &str) -> Option<Self> {
        // Two bytes with the year precede each date.
        let changes = ClockChange::parse(bytes.get(14..30)?).zip(ClockChange::parse(bytes.get(32..48)?));
        Self::new(bytes, changes, name)
    }

    /// Parses `PidLidAppointmentTimeZoneDefinitionStartDisplay`, [MS-OXOCAL] 2.2.1.42. The definition contains a
    /// name and rules for several years. The rule that is marked as effective is used, or the last rule if none is
    /// marked.
    pub(crate) fn parse_definition(bytes: &[u8]) -> Option<Self> {
        const RULE: usize = 66;
        const EFFECTIVE: u16 = 2;
        let word = |bytes: &[u8], at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let length = usize::from(word(bytes, 6)?).checked_mul(2)?;
        let (name, rest) = bytes.get(8..)?.split_at_checked(length)?;
        let name: Vec<u16> = name.chunks_exact(2).filter_map(|unit| word(unit, 0)).collect();
        let mut rules = rest.get(2..)?.chunks_exact(RULE).take(word(rest, 0)?.into());
        let rule = rules
            .clone()
            .find(|rule| word(rule, 4).is_some_and(|flags| flags & EFFECTIVE != 0))
            .or(rules.next_back())?;
        let changes = ClockChange::parse(rule.get(34..50)?).zip(ClockChange::parse(rule.get(50..66)?));
        Self::new(rule.get(22..)?, changes, &String::from_utf16_lossy(&name))
    }

    /// Creates a time zone from three biases in minutes west of Greenwich: the bias of the zone, and the
    /// additional biases of standard time and daylight time.
    fn new(biases: &[u8], changes: Option<(ClockChange, ClockChange)>, name: &str) -> Option<Self> {
        let minutes = |at: usize| Some(i32::from_le_bytes(*biases.get(at..)?.first_chunk()?));
        let bias = minutes(0)?;
        let offset = |extra: i32| {
            bias.checked_add(extra)?.checked_neg().filter(|offset| (-900..=900).contains(offset))
        };
        let (standard, daylight) = (offset(minutes(4)?)?, offset(minutes(8)?)?);
        let name = if name.trim().is_empty() { "Local" } else { name.trim() };
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        Some(Self { name, standard, daylight, changes })
    }

    /// Creates a time zone from the offsets of standard and daylight time, in minutes east of Greenwich. Each has the `RRULE`
    /// and `DTSTART` of its change, if the clocks change.
    pub(crate) fn of_observances(
        name: &str,
        standard: Option<(i32, Option<(String, String)>)>,
        daylight: Option<(i32, Option<(String, String)>)>,
    ) -> Option<Self> {
        let (standard, daylight) = (standard.clone().or_else(|| daylight.clone())?, daylight.or(standard)?);
        let offset = |offset: i32| (-900..=900).contains(&offset).then_some(offset);
        let change =
            |change: Option<(String, String)>| change.and_then(|(rule, at)| ClockChange::of_rule(&rule, &at));
        let changes = change(standard.1).zip(change(daylight.1)).filter(|_| standard.0 != daylight.0);
        let standard = offset(standard.0)?;
        let daylight = if changes.is_some() { offset(daylight.0)? } else { standard };
        let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        Some(Self { name, standard, daylight, changes })
    }

    /// Returns the value of `PidLidTimeZoneStruct`.
    pub(crate) fn to_struct(&self) -> Vec<u8> {
        let (to_standard, to_daylight) = self.changes.unzip();
        let mut out = self.biases();
        for change in [to_standard, to_daylight] {
            out.extend([0; 2]);
            out.extend(ClockChange::to_bytes(change));
        }
        out
    }

    /// Returns the value of `PidLidAppointmentTimeZoneDefinitionStartDisplay`, with one rule for all years.
    pub(crate) fn to_definition(&self) -> Vec<u8> {
        const FIRST_YEAR: u16 = 1601;
        let (to_standard, to_daylight) = self.changes.unzip();
        let name: Vec<u16> = self.name.encode_utf16().collect();
        let length = u16::try_from(name.len()).unwrap_or(0);
        let mut out = vec![2, 1];
        // The header contains a reserved word, the length of the name, the name, and the number of rules.
        for word in [length.saturating_mul(2).saturating_add(6), 2, length] {
            out.extend(word.to_le_bytes());
        }
        out.extend(name.into_iter().flat_map(u16::to_le_bytes));
        out.extend(1_u16.to_le_bytes());
        out.extend([2, 1]);
        for word in [0x3E, 2, FIRST_YEAR] {
            out.extend(word.to_le_bytes());
        }
        out.extend([0; 14]);
        out.extend(self.biases());
        out.extend(ClockChange::to_bytes(to_standard));
        out.extend(ClockChange::to_bytes(to_daylight));
        out
    }

    /// Returns the biases in minutes west of Greenwich: that of the zone, and the additional ones of standard and daylight
    /// time.
    fn biases(&self) -> Vec<u8> {
        let extra = self.standard.saturating_sub(self.daylight);
        [self.standard.saturating_neg(), 0, extra].into_iter().flat_map(i32::to_le_bytes).collect()
    }

    /// Converts UTC, in seconds since 1970-01-01, to local time.
    pub(crate) fn local(&self, seconds: i64) -> Option<NaiveDateTime> {
        let utc = date_time::naive(seconds)?;
        let standard = utc.checked_add_signed(Duration::minutes(self.standard.into()))?;
        let daylight = utc.checked_add_signed(Duration::minutes(self.daylight.into()))?;
        let Some((to_standard, to_daylight)) = self.changes else {
            return Some(standard);
        };
        let begins = to_daylight.in_year(standard.year())?;
        let ends = to_standard.in_year(standard.year())?;
        let is_daylight = if begins < ends {
            standard >= begins && daylight < ends
        } else {
            standard >= begins || daylight < ends
        };
        Some(if is_daylight { daylight } else { standard })
    }

    /// Converts local time to UTC, in seconds since 1970-01-01.
    pub(crate) fn utc(&self, local: NaiveDateTime) -> Option<i64> {
        let at = |offset: i32| local.checked_sub_signed(Duration::minutes(offset.into()));
        let candidates =
            [self.standard, self.daylight].into_iter().filter_map(at).map(|time| time.and_utc().timestamp());
        candidates
            .clone()
            .find(|&seconds| self.local(seconds) == Some(local))
            .or_else(|| candidates.clone().next())
    }

    /// Writes the time zone as a `VTIMEZONE`, RFC 5545 3.6.5.
    pub(crate) fn write(&self, lines: &mut ContentLines) {
        lines.line("BEGIN", "VTIMEZONE");
        lines.text("TZID", &self.name);
        match self.changes {
            None => observance(lines, "STANDARD", self.standard, self.standard, None),
            Some((to_standard, to_daylight)) => {
                observance(lines, "STANDARD", self.daylight, self.standard, Some(to_standard));
                observance(lines, "DAYLIGHT", self.standard, self.daylight, Some(to_daylight));
            }
        }
        lines.line("END", "VTIMEZONE");
    }
}

fn observance(lines: &mut ContentLines, name: &str, from: i32, to: i32, change: Option<ClockChange>) {
    // A year before the dates of all messages.
    const FIRST_YEAR: i32 = 1970;
    lines.line("BEGIN", name);
    match change.and_then(|change| Some((change, change.in_year(FIRST_YEAR)?))) {
        Some((change, first)) => {
            lines.line("DTSTART", &date_time::basic(first));
            let week = if change.week == 5 { "-1".to_owned() } else { change.week.to_string() };
            let day = day_name(change.weekday);
            lines.line("RRULE", &format!("FREQ=YEARLY;BYDAY={week}{day};BYMONTH={}", change.month));
        }
        None => lines.line("DTSTART", "19700101T000000"),
    }
    lines.line("TZOFFSETFROM", &offset(from));
    lines.line("TZOFFSETTO", &offset(to));
    lines.line("END", name);
}

fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

/// Returns the name of a weekday, RFC 5545 3.3.10.
pub(crate) fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

impl ClockChange {
    /// Parses a `SYSTEMTIME` without a year. Returns `None` if the clocks do not change.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let month = u8::try_from(word(2)?).ok()?;
        Month::try_from(month).ok()?;
        let weekday = match word(4)? {
            0 => Weekday::Sun,
            day => Weekday::try_from(u8::try_from(day).ok()?.checked_sub(1)?).ok()?,
        };
        let week = u8::try_from(word(6)?).ok().filter(|week| (1..=5).contains(week))?;
        let time = NaiveTime::from_hms_opt(word(8)?.into(), word(10)?.into(), 0)?;
        Some(Self { month, weekday, week, time })
    }

    /// Reads a change from `FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10` and the local time of its first event.
    fn of_rule(rule: &str, first: &str) -> Option<Self> {
        let part = |wanted: &str| {
            let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
            parts.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
        };
        let by_day = part("BYDAY")?;
        let (week, day) = by_day.split_at_checked(by_day.len().checked_sub(2)?)?;
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        let week = match week.trim_start_matches('+') {
            "-1" => 5,
            week => week.parse().ok().filter(|week| (1..=4).contains(week))?,
        };
        let month = part("BYMONTH")?.parse().ok()?;
        Month::try_from(month).ok()?;
        Some(Self {
            month,
            weekday: days.into_iter().find(|weekday| day_name(*weekday).eq_ignore_ascii_case(day))?,
            week,
            time: NaiveTime::parse_from_str(first.get(9..15)?, "%H%M%S").ok()?,
        })
    }

    /// Returns a `SYSTEMTIME` without a year. It is zero if the clocks do not change.
    fn to_bytes(change: Option<Self>) -> Vec<u8> {
        let Some(change) = change else { return vec![0; 16] };
        let word = |number: u32| u16::try_from(number).unwrap_or(0);
        let words = [
            0,
            change.month.into(),
            word(change.weekday.num_days_from_sunday()),
            change.week.into(),
            word(change.time.hour()),
            word(change.time.minute()),
            0,
            0,
        ];
        words.into_iter().flat_map(u16::to_le_bytes).collect()
    }

    fn in_year(self, year: i32) -> Option<NaiveDateTime> {
        let nth = |week| NaiveDate::from_weekday_of_month_opt(year, self.month.into(), self.weekday, week);
        // If the month has only four such weekdays, the fourth is the last.
        nth(self.week).or_else(|| nth(4)).map(|date| date.and_time(self.time))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::TimeZone;
    use crate::compose::wire::content_line::ContentLines;
    use crate::compose::wire::date_time;

    /// Returns the rules of Central Europe: UTC+1, and UTC+2 from the last Sunday in March to the last Sunday in
    /// October.
    pub(crate) fn central_europe() -> Vec<u8> {
        let mut bytes = Vec::new();
        for minutes in [-60_i32, 0, -60] {
            bytes.extend(minutes.to_le_bytes());
        }
        for (month, hour) in [(10_u16, 3_u16), (3, 2)] {
            bytes.extend([0, 0]);
            bytes.extend([0, month, 0, 5, hour, 0, 0, 0].iter().flat_map(|word: &u16| word.to_le_bytes()));
        }
        bytes
    }

    #[test]
    fn local_time_around_the_changes() {
        let zone = TimeZone::parse(&central_europe(), "(UTC+01:00) Berlin").unwrap();
        for (seconds, local) in [
            (1_577_836_800, "2020-01-01 01:00"),
            (1_585_443_599, "2020-03-29 01:59"),
            (1_585_443_600, "2020-03-29 03:00"),
            (1_603_587_599, "2020-10-25 02:59"),
            (1_603_587_600, "2020-10-25 02:00"),
        ] {
            let found = zone.local(seconds).unwrap();
            assert_eq!(date_time::readable(found), local);
            assert_eq!(zone.local(zone.utc(found).unwrap()), Some(found));
        }
        let mut lines = ContentLines::default();
        zone.write(&mut lines);
        assert!(lines.finish().contains("DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100"));
        assert_eq!(TimeZone::parse(&central_europe()[..40], ""), None);
        assert_eq!(TimeZone::parse(&[0; 48], "").unwrap().changes, None);
    }

    #[test]
    fn a_definition_has_a_rule_that_counts() {
        let simple = central_europe();
        let rule = |flags: u8, bias: &[u8]| {
            [
                &[2, 1, 0x3E, 0, flags, 0, 0xE4, 7][..],
                &[0; 14],
                bias,
                &simple[4..12],
                &simple[14..30],
                &simple[32..48],
            ]
            .concat()
        };
        let name: Vec<u8> = "CET".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let definition =
            [&[2, 1, 12, 0, 2, 0, 3, 0][..], &name, &[2, 0], &rule(0, &[0; 4]), &rule(2, &simple[..4])]
                .concat();
        assert_eq!(TimeZone::parse_definition(&definition), TimeZone::parse(&simple, "CET"));
        for end in 0..definition.len() {
            TimeZone::parse_definition(&definition[..end]);
        }
    }
}
