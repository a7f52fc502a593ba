//! Recurrence rules, RFC 5545 3.3.10, as far as [MS-OXOCAL] 2.2.1.44.1 can express them.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// A rule that Outlook can express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RecurrenceRule {
    pub(super) frequency: Frequency,
    /// Number of periods from one to the next. Years count as 12 months.
    pub(super) interval: u32,
    pub(super) days: Days,
    pub(super) end: End,
    /// First day of the week: 0 is Sunday.
    pub(super) first_weekday: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// The days within a period. Weekdays are bits, Sunday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    Every,
    Week(u32),
    /// The day of the month. In a shorter month, its last day.
    Month(u32),
    /// One of the weekdays, and its number in the month; 5 is the last one.
    MonthNth(u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Never,
    Count(u32),
    Until(NaiveDate),
}

/// The parts of a rule that are understood.
const KNOWN: [&str; 9] =
    ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH", "WKST"];
const WEEKDAYS: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

impl RecurrenceRule {
    /// Parses a rule. `first` is the first event, and `until` converts a time of the rule to the zone of the event. Returns
    /// `None` if Outlook can't express the rule.
    pub(super) fn parse(
        rule: &str,
        first: NaiveDateTime,
        until: impl Fn(&str) -> Option<NaiveDateTime>,
    ) -> Option<Self> {
        let mut parts = Vec::new();
        for part in rule.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=')?;
            parts.push((name.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase()));
        }
        if parts.iter().any(|(name, _)| !KNOWN.contains(&name.as_str())) {
            return None;
        }
        let get =
            |wanted: &str| parts.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let frequency = match get("FREQ")? {
            "DAILY" => Frequency::Daily,
            "WEEKLY" => Frequency::Weekly,
            "MONTHLY" => Frequency::Monthly,
            "YEARLY" => Frequency::Yearly,
            _ => return None,
        };
        let interval: u32 = get("INTERVAL").map_or(Some(1), |text| text.parse().ok())?;
        let interval = if frequency == Frequency::Yearly { interval.checked_mul(12)? } else { interval };
        let end = match (get("COUNT"), get("UNTIL")) {
            (Some(count), _) => End::Count(count.parse().ok()?),
            (None, Some(text)) => End::Until(until(text)?.date()),
            (None, None) => End::Never,
        };
        let month = get("BYMONTH").map_or(Some(first.month()), |text| text.parse().ok())?;
        if month != first.month() && frequency == Frequency::Yearly
            || get("BYMONTH").is_some() && frequency != Frequency::Yearly
        {
            return None;
        }
        let by = By { day: get("BYDAY"), month_day: get("BYMONTHDAY"), position: get("BYSETPOS") };
        let days = by.days(frequency, first.date())?;
        let first_weekday = get("WKST").and_then(|day| WEEKDAYS.iter().position(|name| *name == day));
        let first_weekday = u32::try_from(first_weekday.unwrap_or(1)).unwrap_or(1);
        // A daily rule with weekdays is weekly for Outlook.
        let frequency = match (frequency, days) {
            (Frequency::Daily, Days::Week(_)) if interval == 1 => Frequency::Weekly,
            (Frequency::Daily, Days::Week(_)) => return None,
            (frequency, _) => frequency,
        };
        (1..=1_000).contains(&interval).then_some(Self { frequency, interval, days, end, first_weekday })
    }

    /// Returns whether an event is on a day. `first` is the day of the first event.
    fn is_on(&self, day: NaiveDate, first: NaiveDate) -> bool {
        let months =
            |day: NaiveDate| i64::from(day.year()).saturating_mul(12).saturating_add(day.month0().into());
        let interval = i64::from(self.interval);
        let is_in_period = match self.frequency {
            Frequency::Daily => is_multiple(day.signed_duration_since(first).num_days(), interval),
            Frequency::Weekly => {
                let week = |day: NaiveDate| week_start(day, self.first_weekday);
                let days = week(day)
                    .zip(week(first))
                    .map(|(one, other)| one.signed_duration_since(other).num_days());
                days.is_some_and(|days| is_multiple(days, interval.saturating_mul(7)))
            }
            Frequency::Monthly | Frequency::Yearly => {
                is_multiple(months(day).saturating_sub(months(first)), interval)
            }
        };
        is_in_period
            && match self.days {
                Days::Every => true,
                Days::Week(days) => has_weekday(days, day),
                Days::Month(number) => day.day() == number.min(days_of_month(day)),
                Days::MonthNth(days, nth) => nth_day(day, days, nth) == Some(day),
            }
    }

    /// Returns the number of events and the day of the last one. `None` if the series has no end or none that is near.
    pub(super) fn last(&self, first: NaiveDate) -> Option<(u32, NaiveDate)> {
        const MAX_DAYS: usize = 200_000;
        let mut found = None;
        let mut count = 0_u32;
        for day in first.iter_days().take(MAX_DAYS) {
            match self.end {
                End::Never => return None,
                End::Until(until) if day > until => return found,
                _ => {}
            }
            if self.is_on(day, first) {
                count = count.saturating_add(1);
                found = Some((count, day));
                if self.end == End::Count(count) {
                    return found;
                }
            }
        }
        None
    }
}

/// The parts of a rule that select days.
struct By<'r> {
    day: Option<&'r str>,
    month_day: Option<&'r str>,
    position: Option<&'r str>,
}

impl By<'_> {
    fn days(&self, frequency: Frequency, first: NaiveDate) -> Option<Days> {
        let own_weekday = 1_u32.checked_shl(first.weekday().num_days_from_sunday())?;
        match (frequency, self.day, self.month_day) {
            (Frequency::Daily, None, None) => Some(Days::Every),
            (Frequency::Daily | Frequency::Weekly, Some(days), None) => Some(Days::Week(weekdays(days)?)),
            (Frequency::Weekly, None, None) => Some(Days::Week(own_weekday)),
            (Frequency::Monthly | Frequency::Yearly, None, None) => Some(Days::Month(first.day())),
            (Frequency::Monthly | Frequency::Yearly, None, Some(day)) => self.month_day(day),
            (Frequency::Monthly | Frequency::Yearly, Some(days), None) => self.nth(days),
            _ => None,
        }
    }

    fn month_day(&self, text: &str) -> Option<Days> {
        match (text, self.position) {
            ("-1", None) => Some(Days::Month(31)),
            // The last of several days: the day, or the last one of a shorter month.
            (days, Some("-1")) if days.starts_with("28,") => {
                days.rsplit(',').next()?.parse().ok().filter(|day| (29..=31).contains(day)).map(Days::Month)
            }
            (day, None) => day.parse().ok().filter(|day| (1..=31).contains(day)).map(Days::Month),
            _ => None,
        }
    }

    fn nth(&self, days: &str) -> Option<Days> {
        let number = |text: &str| match text {
            "-1" => Some(5),
            text => text.parse().ok().filter(|number| (1..=4).contains(number)),
        };
        if let Some(position) = self.position {
            return Some(Days::MonthNth(weekdays(days)?, number(position)?));
        }
        let (nth, day) = days.split_at_checked(days.len().checked_sub(2)?)?;
        Some(Days::MonthNth(weekdays(day)?, number(nth.trim_start_matches('+'))?))
    }
}

/// Returns whether a number of days or months is a multiple of an interval.
fn is_multiple(number: i64, interval: i64) -> bool {
    number.checked_rem(interval) == Some(0)
}

/// Returns the bits of a list of weekdays.
fn weekdays(list: &str) -> Option<u32> {
    let mut bits = 0_u32;
    for name in list.split(',') {
        let bit = WEEKDAYS.iter().position(|weekday| *weekday == name.trim())?;
        bits |= 1_u32.checked_shl(u32::try_from(bit).ok()?)?;
    }
    (bits != 0).then_some(bits)
}

fn has_weekday(days: u32, day: NaiveDate) -> bool {
    days.checked_shr(day.weekday().num_days_from_sunday()).unwrap_or(0) & 1 == 1
}

/// Returns the first day of the week of a day. `first_weekday` is 0 for Sunday.
pub(super) fn week_start(day: NaiveDate, first_weekday: u32) -> Option<NaiveDate> {
    let back = day.weekday().num_days_from_sunday().checked_add(7)?.checked_sub(first_weekday)? % 7;
    day.checked_sub_days(chrono::Days::new(back.into()))
}

fn days_of_month(day: NaiveDate) -> u32 {
    let next = day.with_day(1).and_then(|first| first.checked_add_months(chrono::Months::new(1)));
    next.and_then(|next| next.pred_opt()).map_or(31, |last| last.day())
}

/// Returns the day of the month with this number among the days with one of these weekdays.
fn nth_day(month: NaiveDate, days: u32, nth: u32) -> Option<NaiveDate> {
    let all: Vec<NaiveDate> = (1..=days_of_month(month))
        .filter_map(|day| month.with_day(day))
        .filter(|&day| has_weekday(days, day))
        .collect();
    if nth >= 5 { all.last().copied() } else { all.get(usize::try_from(nth).ok()?.checked_sub(1)?).copied() }
}
