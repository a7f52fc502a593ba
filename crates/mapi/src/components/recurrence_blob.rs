//! Writes recurrences: `RecurrencePattern` and `AppointmentRecurrencePattern`, [MS-OXOCAL] 2.2.1.44.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::blob_numbers::{minutes, put_u16, put_u32};
use super::exceptions::{self, SeriesException};
use super::recurrence_rule::{Days, End, Frequency, RecurrenceRule, week_start};

/// A series of events in local time.
pub(super) struct Series<'s> {
    pub(super) rule: &'s RecurrenceRule,
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    /// Starts of deleted events.
    pub(super) deleted: Vec<NaiveDateTime>,
    pub(super) exceptions: Vec<SeriesException>,
}

/// The date that means that a series never ends.
const NEVER: u32 = 0x5AE9_80DF;
/// The number of events that Outlook writes for a series without end.
const NO_COUNT: u32 = 10;

impl Series<'_> {
    /// Returns the value of `PidLidAppointmentRecur`.
    pub(super) fn blob(&self) -> Option<Vec<u8>> {
        let mut out = self.pattern()?;
        let day = minutes(self.start.date().and_time(NaiveTime::MIN))?;
        put_u32(&mut out, 0x3006);
        put_u32(&mut out, 0x3009);
        put_u32(&mut out, minutes(self.start)?.checked_sub(day)?);
        put_u32(&mut out, minutes(self.end)?.checked_sub(day)?);
        exceptions::write(&mut out, &self.exceptions)?;
        Some(out)
    }

    /// Returns the `RecurrencePattern`, which is the whole value for a task.
    pub(super) fn pattern(&self) -> Option<Vec<u8>> {
        let rule = self.rule;
        let mut out = Vec::new();
        let (pattern, specific) = match rule.days {
            Days::Every => (0, vec![]),
            Days::Week(days) => (1, vec![days]),
            Days::Month(day) => (2, vec![day]),
            Days::MonthNth(days, nth) => (3, vec![days, nth]),
        };
        let (frequency, period) = match rule.frequency {
            Frequency::Daily => (0x200A, rule.interval.checked_mul(1_440)?),
            Frequency::Weekly => (0x200B, rule.interval),
            Frequency::Monthly => (0x200C, rule.interval),
            Frequency::Yearly => (0x200D, rule.interval),
        };
        for word in [0x3004, 0x3004, frequency, pattern, 0] {
            put_u16(&mut out, word);
        }
        put_u32(&mut out, self.first_date_time(period)?);
        put_u32(&mut out, period);
        put_u32(&mut out, 0);
        for number in specific {
            put_u32(&mut out, number);
        }
        let last = rule.last(self.start.date());
        let end_type = match rule.end {
            End::Until(_) => 0x2021,
            End::Count(_) => 0x2022,
            End::Never => 0x2023,
        };
        put_u32(&mut out, end_type);
        put_u32(
            &mut out,
            match rule.end {
                End::Count(count) => count,
                _ => last.map_or(NO_COUNT, |(count, _)| count),
            },
        );
        put_u32(&mut out, rule.first_weekday);
        let moved = || self.exceptions.iter().map(|exception| exception.original);
        put_days(&mut out, self.deleted.iter().copied().chain(moved()))?;
        put_days(&mut out, self.exceptions.iter().map(|exception| exception.start))?;
        put_u32(&mut out, midnight(self.start.date())?);
        let last_day = match (last, rule.end) {
            (Some((_, day)), _) | (None, End::Until(day)) => midnight(day)?,
            (None, _) => NEVER,
        };
        put_u32(&mut out, last_day);
        Some(out)
    }

    /// Returns the field that tells which periods have events, [MS-OXOCAL] 2.2.1.44.1.
    fn first_date_time(&self, period: u32) -> Option<u32> {
        let day = self.start.date();
        match self.rule.frequency {
            Frequency::Daily => midnight(day)?.checked_rem(period),
            Frequency::Weekly => midnight(week_start(day, self.rule.first_weekday)?)?
                .checked_rem(period.checked_mul(7 * 1_440)?),
            Frequency::Monthly | Frequency::Yearly => {
                let years = u32::try_from(day.year()).ok()?.checked_sub(1601)?;
                let months = years.checked_mul(12)?.checked_add(day.month0())?.checked_rem(period)?;
                let year = i32::try_from(months / 12).ok()?.checked_add(1601)?;
                midnight(NaiveDate::from_ymd_opt(year, (months % 12).checked_add(1)?, 1)?)
            }
        }
    }
}

fn midnight(day: NaiveDate) -> Option<u32> {
    minutes(day.and_time(NaiveTime::MIN))
}

/// Writes a count and the midnights of the days, ascending and each once.
fn put_days(out: &mut Vec<u8>, times: impl Iterator<Item = NaiveDateTime>) -> Option<()> {
    let mut days: Vec<u32> = times.map(|time| midnight(time.date())).collect::<Option<_>>()?;
    days.sort_unstable();
    days.dedup();
    put_u32(out, u32::try_from(days.len()).ok()?);
    for day in days {
        put_u32(out, day);
    }
    Some(())
}
