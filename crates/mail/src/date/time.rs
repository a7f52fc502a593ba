//! The time of day of a date.

use super::token::Token;
use super::zone;

/// A time of day and its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Time {
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    /// Minutes by which the zone is ahead of Greenwich.
    pub zone: i32,
}

impl Time {
    /// Takes the time and its zone out of the tokens of a date. `None` if there is none.
    pub(super) fn take_from(tokens: &mut Vec<Token>, comments: &[Token]) -> Option<Self> {
        let found = [':', '.'].into_iter().find_map(|sign| Found::in_tokens(tokens, sign));
        found.map(|Found { start, length, hour, minute, second }| {
            tokens.drain(start..start.saturating_add(length));
            let half = half_of_day(tokens, start);
            let hour = match (half, hour) {
                (Some(Half::Morning), 12) => 0,
                (Some(Half::Evening), 0..=11) => hour.saturating_add(12),
                _ => hour,
            };
            let zone = zone::take_from(tokens, start, comments);
            // A word behind the time is no month, unless the day stands there, too.
            let is_day =
                |token: &Token| token.word().is_none_or(|word| super::month::of_name(word).is_some());
            let mut index = 0_usize;
            tokens.retain(|token| {
                index = index.saturating_add(1);
                index <= start || is_day(token)
            });
            Self { hour, minute, second, zone }
        })
    }
}

/// Where a time is, and what it says.
struct Found {
    start: usize,
    length: usize,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Found {
    /// Finds a time whose numbers have this sign between them. With points, it must have seconds and be behind a year: a date is
    /// written with points, too.
    fn in_tokens(tokens: &[Token], sign: char) -> Option<Self> {
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
            if sign == '.' && (seconds.is_none() || !is_behind_year(tokens, start)) {
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

fn is_behind_year(tokens: &[Token], start: usize) -> bool {
    let before = tokens.get(..start).unwrap_or_default();
    before.iter().any(|token| token.number().is_some_and(|(_, digits)| digits == 4))
}

enum Half {
    Morning,
    Evening,
}

/// Takes `am`, `PM` or `p.m.` out of the tokens where the time was.
fn half_of_day(tokens: &mut Vec<Token>, start: usize) -> Option<Half> {
    let word = |index: usize| tokens.get(index).and_then(Token::word);
    let is_point = |index: usize| tokens.get(index).is_some_and(|token| token.is_sign(&['.']));
    let [second, third, fourth] = [1, 2, 3].map(|distance| start.saturating_add(distance));
    let (half, length) = match word(start)? {
        "am" => (Half::Morning, 1),
        "pm" => (Half::Evening, 1),
        letter @ ("a" | "p") if is_point(second) && word(third) == Some("m") => {
            (if letter == "a" { Half::Morning } else { Half::Evening }, if is_point(fourth) { 4 } else { 3 })
        }
        _ => return None,
    };
    tokens.drain(start..start.saturating_add(length));
    Some(half)
}
