//! Finds the time of day in the tokens of a date.

use super::token::DateToken;
use super::zone;

/// A time of day and its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Time {
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    /// Offset of the zone from UTC, in minutes.
    pub zone: i32,
}

impl Time {
    /// Removes the time and its zone from the tokens of a date, and returns both. Returns `None` if there is no
    /// time.
    pub(super) fn take_from(tokens: &mut Vec<DateToken>, comments: &[DateToken]) -> Option<Self> {
        let found = [':', '.'].into_iter().find_map(|sign| TimeMatch::in_tokens(tokens, sign));
        found.map(|TimeMatch { start, length, hour, minute, second }| {
            tokens.drain(start..start.saturating_add(length));
            let half = half_of_day(tokens, start);
            let hour = match (half, hour) {
                (Some(HalfOfDay::Morning), 12) => 0,
                (Some(HalfOfDay::Evening), 0..=11) => hour.saturating_add(12),
                _ => hour,
            };
            let zone = zone::take_from(tokens, start, comments);
            // Removes words after the time that are not names of months, such as unknown zones. The day may follow
            // the time, so names of months remain.
            let is_day = |token: &DateToken| {
                token.word().is_none_or(|word| super::month::month_of_name(word).is_some())
            };
            let mut index = 0_usize;
            tokens.retain(|token| {
                index = index.saturating_add(1);
                index <= start || is_day(token)
            });
            Self { hour, minute, second, zone }
        })
    }
}

/// A time, and its position in the tokens.
struct TimeMatch {
    start: usize,
    length: usize,
    hour: u32,
    minute: u32,
    second: u32,
}

impl TimeMatch {
    /// Finds a time whose numbers are separated by `sign`. A time with points must have seconds and follow a year,
    /// because dates are also written with points.
    fn in_tokens(tokens: &[DateToken], sign: char) -> Option<Self> {
        let number = |index: usize| {
            let token = tokens.get(index)?;
            token.number().filter(|(_, digits)| *digits <= 2).map(|(value, _)| value)
        };
        let is_sign = |index: usize| tokens.get(index).is_some_and(|token| token.is_sign(&[sign]));
        (0..tokens.len()).find_map(|start| {
            let [first, minutes, second, seconds, fraction, digits] =
                [1, 2, 3, 4, 5, 6].map(|distance| start.saturating_add(distance));
            let (hour, minute) = (number(start)?, number(minutes).filter(|_| is_sign(first))?);
            let seconds = number(seconds).filter(|_| is_sign(second));
            if sign == '.' && (seconds.is_none() || !follows_year(tokens, start)) {
                return None;
            }
            let is_part = tokens.get(digits).is_some_and(|token| !token.spaced && token.number().is_some());
            let has_fraction = seconds.is_some()
                && is_part
                && tokens.get(fraction).is_some_and(|token| !token.spaced && token.is_sign(&['.', ',']));
            let length = match (seconds, has_fraction) {
                (None, _) => 3,
                (Some(_), false) => 5,
                (Some(_), true) => 7,
            };
            Some(Self { start, length, hour, minute, second: seconds.unwrap_or_default() })
        })
    }
}

fn follows_year(tokens: &[DateToken], start: usize) -> bool {
    let before = tokens.get(..start).unwrap_or_default();
    before.iter().any(|token| token.number().is_some_and(|(_, digits)| digits == 4))
}

/// The half of the day in a 12-hour time.
enum HalfOfDay {
    Morning,
    Evening,
}

/// Removes `am`, `PM` or `p.m.` after the time, and returns the half of the day that it names.
fn half_of_day(tokens: &mut Vec<DateToken>, start: usize) -> Option<HalfOfDay> {
    let word = |index: usize| tokens.get(index).and_then(DateToken::word);
    let is_point = |index: usize| tokens.get(index).is_some_and(|token| token.is_sign(&['.']));
    let [second, third, fourth] = [1, 2, 3].map(|distance| start.saturating_add(distance));
    let (half, length) = match word(start)? {
        "am" => (HalfOfDay::Morning, 1),
        "pm" => (HalfOfDay::Evening, 1),
        letter @ ("a" | "p") if is_point(second) && word(third) == Some("m") => (
            if letter == "a" { HalfOfDay::Morning } else { HalfOfDay::Evening },
            if is_point(fourth) { 4 } else { 3 },
        ),
        _ => return None,
    };
    tokens.drain(start..start.saturating_add(length));
    Some(half)
}
