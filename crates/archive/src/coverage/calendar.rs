//! Days as dates and words. Days are counted from 1970-01-01, in UTC.

use chrono::{Datelike as _, Days as DayCount, Months, NaiveDate};

use super::days::Stretch;

const DAY: i64 = 86_400;

/// Returns the day of a time in seconds since 1970. `None` outside the years 1 to 9999.
pub(super) fn day_of(seconds: i64) -> Option<i32> {
    let day = i32::try_from(seconds.div_euclid(DAY)).ok()?;
    date(day).filter(|date| (1..=9999).contains(&date.year())).map(|_| day)
}

fn date(day: i32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    let days = DayCount::new(day.unsigned_abs().into());
    if day < 0 { first.checked_sub_days(days) } else { first.checked_add_days(days) }
}

fn day_number(date: NaiveDate) -> Option<i32> {
    let first = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    i32::try_from(date.signed_duration_since(first).num_days()).ok()
}

/// Returns a day as a date, such as `2015-03-01`.
pub(super) fn iso(day: i32) -> String {
    date(day).map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// Returns a day in words, such as `1 March 2015`.
pub(super) fn in_words(day: i32) -> String {
    date(day).map(|date| date.format("%-d %B %Y").to_string()).unwrap_or_default()
}

/// Returns a stretch in words.
pub(super) fn stretch_in_words(stretch: Stretch) -> String {
    format!("from {} to {}", in_words(stretch.from), in_words(stretch.to))
}

/// Returns the month of a day, counted from January of year 0.
pub(super) fn month_of(day: i32) -> Option<i32> {
    let date = date(day)?;
    date.year().checked_mul(12)?.checked_add(i32::try_from(date.month0()).ok()?)
}

/// Returns the same day of the month twelve months earlier.
pub(super) fn a_year_before(day: i32) -> Option<i32> {
    day_number(date(day)?.checked_sub_months(Months::new(12))?)
}

/// Returns a number with its noun: `1 message`, `1,200 messages`.
pub(super) fn messages(count: u32) -> String {
    crate::import::completeness::count(count, count)
}

#[cfg(test)]
mod tests {
    use super::{a_year_before, day_of, in_words, iso, month_of};

    #[test]
    fn days_are_dates() {
        for (seconds, expected, words, month) in [
            (0, "1970-01-01", "1 January 1970", 1970 * 12),
            (-1, "1969-12-31", "31 December 1969", 1969 * 12 + 11),
            (951_782_400, "2000-02-29", "29 February 2000", 2000 * 12 + 1),
        ] {
            let day = day_of(seconds).unwrap();
            assert_eq!((iso(day).as_str(), in_words(day).as_str()), (expected, words));
            assert_eq!(month_of(day), Some(month));
        }
        assert_eq!(iso(a_year_before(day_of(951_782_400).unwrap()).unwrap()), "1999-02-28");
        for hostile in [i64::MIN, i64::MAX, -70_000_000_000, 300_000_000_000] {
            assert_eq!(day_of(hostile), None, "{hostile}");
        }
    }
}
