//! Dates as people type them.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};

/// Reads a date as typed: `2019`, `2019-05`, `2019-05-17`, `17.05.2019`, `2019-05-17..2019-06-01`, `may-2019`,
/// `today`, `yesterday`, `last-month`, `last-year`, `this-year`, or an age such as `5y`, `3m`, `2w`, `10d`. An age
/// means the period since that day: `5y` is the last five years. Returns the first second and the second after the
/// last one. All times are in seconds since 1970, in UTC.
pub(super) fn span(text: &str, now: i64) -> Option<(i64, i64)> {
    let today = DateTime::from_timestamp(now, 0)?.date_naive();
    let tomorrow = today.checked_add_days(Days::new(1))?;
    let (first, end) = match text.to_lowercase().as_str() {
        "today" => (today, tomorrow),
        "yesterday" => (today.pred_opt()?, today),
        "this-year" => year(today.year())?,
        "last-year" => year(today.year().checked_sub(1)?)?,
        "this-month" => month(today.year(), today.month())?,
        "last-month" => {
            let then = today.with_day(1)?.pred_opt()?;
            month(then.year(), then.month())?
        }
        text => range(text)
            .or_else(|| calendar(text))
            .or_else(|| named_month(text))
            .or_else(|| Some((ago(text, today)?, tomorrow)))?,
    };
    Some((seconds(first)?, seconds(end)?))
}

/// Reads an age as typed (`5y`, `3m`, `2w`, `10d`). Returns the first second of the day that long ago, in seconds
/// since 1970.
pub(super) fn age(text: &str, now: i64) -> Option<i64> {
    seconds(ago(&text.to_lowercase(), DateTime::from_timestamp(now, 0)?.date_naive())?)
}

fn ago(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let unit = text.chars().last()?;
    let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
    match unit {
        'd' => today.checked_sub_days(Days::new(count.into())),
        'w' => today.checked_sub_days(Days::new(u64::from(count).checked_mul(7)?)),
        'm' => today.checked_sub_months(Months::new(count)),
        'y' => today.checked_sub_months(Months::new(count.checked_mul(12)?)),
        _ => None,
    }
}

/// Reads `2019-05-17..2019-06-01`. The range includes both days.
fn range(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = text.split_once("..")?;
    let (first, end) = (calendar(first)?.0, calendar(last)?.1);
    (first < end).then_some((first, end))
}

/// Names of months, in English and German.
const MONTHS: [[&str; 2]; 12] = [
    ["january", "januar"],
    ["february", "februar"],
    ["march", "märz"],
    ["april", "april"],
    ["may", "mai"],
    ["june", "juni"],
    ["july", "juli"],
    ["august", "august"],
    ["september", "september"],
    ["october", "oktober"],
    ["november", "november"],
    ["december", "dezember"],
];

/// Reads `may-2019`, `May 2019`, `mai 2019`.
fn named_month(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (name, year) = text.split_once(['-', ' '])?;
    let at = MONTHS.iter().position(|names| names.iter().any(|known| is_month(known, name)))?;
    let year: u32 = year.trim().parse().ok().filter(|year| YEARS.contains(year))?;
    month(i32::try_from(year).ok()?, u32::try_from(at).ok()?.checked_add(1)?)
}

/// Returns true if a text is the name of a month, or its first three letters.
fn is_month(known: &str, name: &str) -> bool {
    known == name || (name.chars().count() == 3 && known.starts_with(name))
}

/// Returns the months whose name and year begin as typed, such as `octo`, `oct 20` or `October 2001`: the number of the
/// month from 1 to 12, and the beginning of the year, which can be empty. Fewer than three letters are no month.
pub fn months_named(typed: &str) -> Vec<(u32, String)> {
    let typed = typed.trim().to_lowercase();
    let (name, year) = typed.split_once(['-', ' ']).unwrap_or((typed.as_str(), ""));
    let year = year.trim();
    if name.chars().count() < 3 || year.len() > 4 || year.contains(|c: char| !c.is_ascii_digit()) {
        return Vec::new();
    }
    // The name is complete if a year follows.
    let fits = |known: &str| if year.is_empty() { known.starts_with(name) } else { is_month(known, name) };
    let months = (1..).zip(&MONTHS).filter(|(_, names)| names.iter().any(|known| fits(known)));
    months.map(|(month, _)| (month, year.to_owned())).collect()
}

fn calendar(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let parts: Vec<u32> = text.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [y] if YEARS.contains(&y) => year(i32::try_from(y).ok()?),
        [y, m] if YEARS.contains(&y) => month(i32::try_from(y).ok()?, m),
        [y, m, d] if YEARS.contains(&y) => day(NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d)?),
        [d, m, y] if YEARS.contains(&y) => {
            let (y, is_american) = (i32::try_from(y).ok()?, text.contains('/') && m > 12);
            day(if is_american {
                NaiveDate::from_ymd_opt(y, d, m)?
            } else {
                NaiveDate::from_ymd_opt(y, m, d)?
            })
        }
        _ => None,
    }
}

fn year(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?))
}

fn month(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, first.checked_add_months(Months::new(1))?))
}

fn day(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    Some((day, day.succ_opt()?))
}

/// The years that a date can name. No mail is older than 1900.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=9998;

fn seconds(day: NaiveDate) -> Option<i64> {
    let day = day.max(NaiveDate::from_ymd_opt(1900, 1, 1)?);
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::{months_named, span};

    #[test]
    fn months_as_typed() {
        for (typed, expected) in [
            ("october 2001", "10 2001"),
            ("Oct 2001", "10 2001"),
            ("oct-20", "10 20"),
            ("octo", "10 "),
            ("ju", ""),
            ("jul", "7 "),
            ("mär", "3 "),
            ("ma", ""),
            ("octo 2001", ""),
            ("oct 20011", ""),
            ("october roof", ""),
            ("roof", ""),
        ] {
            let months = months_named(typed).into_iter();
            let months: Vec<String> = months.map(|(month, year)| format!("{month} {year}")).collect();
            assert_eq!(months.join(", "), expected, "{typed}");
        }
    }

    #[test]
    fn dates_as_typed() {
        // 15 May 2020, noon.
        let now = 1_589_544_000;
        let show = |seconds: i64| {
            chrono::DateTime::from_timestamp(seconds, 0).unwrap().format("%Y-%m-%d").to_string()
        };
        for (text, expected) in [
            ("2019", "2019-01-01 2020-01-01"),
            ("2019-12", "2019-12-01 2020-01-01"),
            ("2019-02-28", "2019-02-28 2019-03-01"),
            ("17.05.2019", "2019-05-17 2019-05-18"),
            ("17/5/2019", "2019-05-17 2019-05-18"),
            ("5/17/2019", "2019-05-17 2019-05-18"),
            ("5/7/2019", "2019-07-05 2019-07-06"),
            ("last-year", "2019-01-01 2020-01-01"),
            ("last-month", "2020-04-01 2020-05-01"),
            ("yesterday", "2020-05-14 2020-05-15"),
            ("2019-03..2019-04-02", "2019-03-01 2019-04-03"),
            ("May 2019", "2019-05-01 2019-06-01"),
            ("dez-2018", "2018-12-01 2019-01-01"),
            ("5y", "2015-05-15 2020-05-16"),
            ("2w", "2020-05-01 2020-05-16"),
        ] {
            let (from, to) = span(text, now).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(format!("{} {}", show(from), show(to)), expected, "{text}");
        }
        for text in
            ["", "soon", "2019-13", "2019-02-30", "99999999999y", "1-2", "y", "2019..2018", "xyz-2019"]
        {
            assert_eq!(span(text, now), None, "{text}");
        }
    }
}
