//! The day of a date.

use mail_parser::DateTime;

use super::month;
use super::time::Time;
use super::token::Token;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    year: u32,
    month: u32,
    of_month: u32,
}

/// A day that is there and cannot be read for certain.
struct Unclear;

/// Words that people and programs put between the numbers: `4 de julio de 2011`, `July 4th`.
const FILLERS: &[&str] =
    &["d", "de", "del", "den", "der", "di", "do", "e", "er", "nd", "of", "rd", "st", "t", "th", "the", "y"];

/// A number or word of a day.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// A number, its digits, and the sign right before it.
    Number { value: u32, digits: usize, sign: Option<char> },
    /// The month that a word names.
    Word(Option<u32>),
}

impl Day {
    /// Finds the day among the tokens that are no time. `None` where it is missing, or where month and day may be either.
    pub(super) fn find_in(tokens: &[Token]) -> Option<Self> {
        let pieces = pieces(tokens);
        (0..pieces.len()).find_map(|start| Self::at(pieces.get(start..)?))?.ok()
    }

    /// Returns the day that begins here.
    fn at(pieces: &[Piece]) -> Option<Result<Self, Unclear>> {
        use Piece::{Number, Word};
        match *pieces {
            // A word between two numbers is the month, whatever it is: `mar, 4 lug 2011` is in July, and `mar` a weekday.
            [Number { value: first, digits, .. }, Word(month), Number { value: last, .. }, ..] => {
                let is_year_first = digits >= 3 || first > 31;
                let (year, day) = if is_year_first { (first, last) } else { (last, first) };
                Some(month.ok_or(Unclear).and_then(|month| Self::of(year, month, day)))
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
                _ => Err(Unclear),
            }),
            _ => None,
        }
    }

    fn of(year: u32, month: u32, day: u32) -> Result<Self, Unclear> {
        // RFC 5322, section 4.3. Some programs put zeros before what they counted from 1900.
        let year = match year {
            0..=49 => year.saturating_add(2000),
            50..=999 => year.saturating_add(1900),
            _ => year,
        };
        // A day that a month does not have counts as the one that many days behind its beginning: it is near the one that was meant.
        let is_day = (1900..=3000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        is_day.then_some(Self { year, month, of_month: day }).ok_or(Unclear)
    }
}

fn pieces(tokens: &[Token]) -> Vec<Piece> {
    let mut sign = None;
    let mut pieces = Vec::new();
    for token in tokens {
        let before = sign.take();
        if let Some((value, digits)) = token.number() {
            pieces.push(Piece::Number { value, digits, sign: before });
        } else if let Some(word) = token.word() {
            if !FILLERS.contains(&word) {
                pieces.push(Piece::Word(month::of_name(word)));
            }
        } else {
            sign = ['/', '.', '-'].into_iter().find(|sign| token.is_sign(&[*sign]));
        }
    }
    pieces
}

/// Returns a day and time in seconds since 1970; `None` for a time that no day has.
pub(super) fn timestamp(day: Day, time: Time) -> Option<i64> {
    let Time { hour, minute, second, zone } = time;
    // The last second of a minute may be a leap second.
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
