//! Finds the zone in the tokens of a date.

use super::token::DateToken;

/// Zone names and their offsets from UTC in minutes. These are the names of RFC 5322, section 4.3, and other names
/// that mail programs and servers write. `IST` is missing because India, Israel and Ireland use it with different
/// offsets.
const NAMES: &[(&str, i32)] = &[
    ("acdt", 630),
    ("acst", 570),
    ("adt", -180),
    ("aedt", 660),
    ("aest", 600),
    ("akdt", -480),
    ("akst", -540),
    ("ast", -240),
    ("awst", 480),
    ("bst", 60),
    ("cdt", -300),
    ("cest", 120),
    ("cet", 60),
    ("cst", -360),
    ("edt", -240),
    ("eest", 180),
    ("eet", 120),
    ("est", -300),
    ("gmt", 0),
    ("hkt", 480),
    ("hst", -600),
    ("jst", 540),
    ("kst", 540),
    ("mdt", -360),
    ("mest", 120),
    ("mesz", 120),
    ("met", 60),
    ("mez", 60),
    ("msd", 240),
    ("msk", 180),
    ("mst", -420),
    ("ndt", -150),
    ("nst", -210),
    ("nzdt", 780),
    ("nzst", 720),
    ("pdt", -420),
    ("pst", -480),
    ("sast", 120),
    ("sgt", 480),
    ("ut", 0),
    ("utc", 0),
    ("west", 60),
    ("wet", 0),
    ("z", 0),
];

/// Returns the offset of a named zone in minutes. The one-letter zones of RFC 822 were defined with the wrong sign,
/// so they count as UTC (RFC 5322, section 4.3).
fn named(word: &str) -> Option<i32> {
    let known = NAMES.binary_search_by_key(&word, |(name, _)| name).ok().and_then(|at| NAMES.get(at));
    match known {
        Some((_, minutes)) => Some(*minutes),
        None if word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(0),
        None => None,
    }
}

/// Removes the zone from the tokens and returns its offset in minutes. The zone is searched from `start` on, which
/// is the position after the time. A missing or unknown zone counts as UTC.
pub(super) fn take_from(tokens: &mut Vec<DateToken>, start: usize, comments: &[DateToken]) -> i32 {
    let at = |index: usize, tokens: &[DateToken]| tokens.get(index).cloned();
    let mut index = start;
    let mut by_name = None;
    while let Some(token) = tokens.get(index) {
        if let Some(minutes) = token.word().and_then(named) {
            // An offset may follow the name, as in `GMT+2` or `UTC -0300`.
            by_name.get_or_insert(minutes);
            tokens.remove(index);
            continue;
        }
        let may_be = token.is_sign(&['+', '-']) && (token.spaced || index == start);
        // Some programs write two signs. The second sign counts.
        if may_be && at(index.saturating_add(1), tokens).is_some_and(|next| next.is_sign(&['+', '-'])) {
            tokens.remove(index);
            tokens.get_mut(index).into_iter().for_each(|next| next.spaced = true);
            continue;
        }
        let digits = at(index.saturating_add(1), tokens).filter(|next| !next.spaced);
        if may_be && let Some((value, digits)) = digits.and_then(|next| next.number()) {
            let is_minus = token.is_sign(&['-']);
            let colon = at(index.saturating_add(2), tokens).is_some_and(|next| next.is_sign(&[':']));
            let minutes = at(index.saturating_add(3), tokens).filter(|_| colon && digits <= 2);
            let minutes = minutes.and_then(|next| next.number());
            let end = index.saturating_add(if minutes.is_some() { 4 } else { 2 });
            tokens.drain(index..end);
            let minutes = numeric(value, digits, minutes.map(|(value, _)| value)).unwrap_or_default();
            return if is_minus { minutes.saturating_neg() } else { minutes };
        }
        index = index.saturating_add(1);
    }
    by_name.or_else(|| in_comment(comments)).unwrap_or_default()
}

/// Returns the offset that digits express, as in `0200`, `600`, `2` or `05:30`.
fn numeric(value: u32, digits: usize, minutes: Option<u32>) -> Option<i32> {
    let (hours, minutes) = match (minutes, digits) {
        (Some(minutes), _) => (value, minutes),
        (None, 0..=2) => (value, 0),
        (None, 3 | 4) => (value / 100, value % 100),
        // Only the first four digits are the zone.
        (None, _) => {
            let behind = u32::try_from(digits.saturating_sub(4)).ok()?;
            let first = value.checked_div(10_u32.checked_pow(behind)?)?;
            (first / 100, first % 100)
        }
    };
    let is_one = hours < 24 && minutes < 60;
    i32::try_from(hours.saturating_mul(60).saturating_add(minutes)).ok().filter(|_| is_one)
}

/// Returns the offset of the zone that a comment names, as in `(CEST)`.
fn in_comment(comments: &[DateToken]) -> Option<i32> {
    comments.iter().filter_map(DateToken::word).filter(|word| word.len() > 1).filter_map(named).next_back()
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn zone_names_are_sorted() {
        assert!(NAMES.is_sorted());
    }
}
