//! Finds the day in the tokens of a date.

use mail_parser::DateTime;

use super::month;
use super::time::Time;
use super::token::DateToken;

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    year: u32,
    month: u32,
    of_month: u32,
}

/// The error for a date whose day is ambiguous.
struct AmbiguousDay;

/// Words between the numbers of a date, as in `4 de julio de 2011` or `July 4th`.
const FILLER_WORDS: &[&str] =
    &["d", "de", "del", "den", "der", "di", "do", "e", "er", "nd", "of", "rd", "st", "t", "th", "the", "y"];

/// A number or a word of a day.
#[derive(Debug, Clone, Copy)]
enum DayPart {
    /// A number, its count of digits, and the sign directly before it.
    Number { value: u32, digits: usize, sign: Option<char> },
    /// A word, and the month that it names, if any.
    Word(Option<u32>),
}

impl Day {
    /// Finds the day in tokens from which the time was removed. Returns `None` if there is no day, or if day and
    /// month cannot be distinguished.
    pub(super) fn find_in(tokens: &[DateToken]) -> Option<Self> {
        let parts = parts(tokens);
        (0..parts.len()).find_map(|start| Self::at(parts.get(start..)?))?.ok()
    }

    /// Returns the day at the start of `parts`.
    fn at(parts: &[DayPart]) -> Option<Result<Self, AmbiguousDay>> {
        use DayPart::{Number, Word};
        match *parts {
            // A word between two numbers is always the month: in `mar, 4 lug 2011`, `lug` is July and `mar` is a
            // weekday.
            [Number { value: first, digits, .. }, Word(month), Number { value: last, .. }, ..] => {
                let is_year_first = digits >= 3 || first > 31;
                let (year, day) = if is_year_first { (first, last) } else { (last, first) };
                Some(month.ok_or(AmbiguousDay).and_then(|month| Self::of(year, month, day)))
            }
            [Word(Some(_)), Number { .. }, Number { sign: Some('/' | '.' | '-'), .. }, Number { .. }, ..] => {
                None
            }
            [Word(Some(month)), Number { value: day, .. }, Number { value: year, .. }, ..] => {
                Some(Self::of(year, month, day))
            }
            [
                Number { value: first, digits, .. },
                Number { value: second, sign, .. },
                Number { value: third, digits: last, .. },
                ..,
            ] => Some(match (first, second) {
                _ if digits == 4 => Self::of(first, second, third),
                _ if sign == Some('.') => Self::of(third, second, first),
                (13..=31, 1..=12) if last == 4 => Self::of(third, second, first),
                (1..=12, 13..=31) if last == 4 => Self::of(third, first, second),
                _ if last == 4 && first == second => Self::of(third, second, first),
                _ => Err(AmbiguousDay),
            }),
            _ => None,
        }
    }

    fn of(year: u32, month: u32, day: u32) -> Result<Self, AmbiguousDay> {
        // RFC 5322, section 4.3, defines years of two and three digits. Some programs write them with leading
        // zeros.
        let year = match year {
            0..=49 => year.saturating_add(2000),
            50..=999 => year.saturating_add(1900),
            _ => year,
        };
        // A day after the end of its month, such as 30 February, becomes a day of the next month. That is close to
        // the intended day.
        let is_day = (1900..=3000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        is_day.then_some(Self { year, month, of_month: day }).ok_or(AmbiguousDay)
    }
}

fn parts(tokens: &[DateToken]) -> Vec<DayPart> {
    let mut sign = None;
    let mut parts = Vec::new();
    for token in tokens {
        let before = sign.take();
        if let Some((value, digits)) = token.number() {
            parts.push(DayPart::Number { value, digits, sign: before });
        } else if let Some(word) = token.word() {
            if !FILLER_WORDS.contains(&word) {
                parts.push(DayPart::Word(month::month_of_name(word)));
            }
        } else {
            sign = ['/', '.', '-'].into_iter().find(|sign| token.is_sign(&[*sign]));
        }
    }
    parts
}

/// Returns a day and time in seconds since 1970, or `None` for an impossible time.
pub(super) fn timestamp(day: Day, time: Time) -> Option<i64> {
    let Time { hour, minute, second, zone } = time;
    // Second 60 is a leap second.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let date = DateTime {
        year: u16::try_from(day.year).ok()?,
        month: u8::try_from(day.month).ok()?,
        day: u8::try_from(day.of_month).ok()?,
        hour: u8::try_from(hour).ok()?,
        minute: u8::try_from(minute).ok()?,
        second: u8::try_from(second.min(59)).ok()?,
        tz_before_gmt: false,
        tz_hour: 0,
        tz_minute: 0,
    };
    date.to_timestamp().checked_sub(i64::from(zone).checked_mul(60)?)
}
