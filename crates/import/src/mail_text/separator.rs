//! Recognises separators, the lines between two messages in an MBOX.

use super::field::{field_name, is_mail_field};

/// Returns true if `line` is a separator. `next` is the line after it, or `None` at the end of the file.
///
/// A separator begins with `From `. It also follows an empty line, ends in a date, or is the line `From -` that
/// Mozilla programs write. The next line must begin a message. If the separator has no date, the next line must be
/// a header field typical of mail, because a line of text can begin with `From ` too. The next line does not
/// matter if the separator follows an empty line and contains a day, month, time and year (RFC 4155).
pub(crate) fn is_separator(line: &[u8], after_empty_line: bool, next: Option<&[u8]>) -> bool {
    let dated = ends_in_date(line);
    let mozilla = line.trim_ascii_end() == b"From -";
    line.starts_with(b"From ")
        && (after_empty_line || dated || mozilla)
        && (begins_message(dated, next) || dated && after_empty_line && names_day_and_month(line))
}

fn begins_message(dated: bool, next: Option<&[u8]>) -> bool {
    let Some(next) = next else { return dated };
    let next = next.trim_ascii_end();
    match field_name(next) {
        Some(name) => dated || is_mail_field(name),
        // Some programs write a quoted separator before the header. Other messages have no header.
        None => dated && (next.is_empty() || next.starts_with(b">From ")),
    }
}

/// Names of days and months in the output of the C function `asctime`.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn names_day_and_month(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    words.windows(2).any(|pair| matches!(pair, [day, month] if DAYS.contains(day) && MONTHS.contains(month)))
}

/// Returns true if a line ends in the time and year of a date such as `Tue Mar  3 10:00:00 2015`. A time zone may
/// precede or follow the year.
fn ends_in_date(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line.trim_ascii_end()) else { return false };
    let mut words = line.split_ascii_whitespace().rev().take(3);
    let (Some(last), Some(before), Some(third)) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    (is_year(last) && (is_time(before) || (is_zone(before) && is_time(third))))
        || (is_zone(last) && is_year(before) && is_time(third))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_time(word: &str) -> bool {
    let parts = word.split(':').count();
    (2..=3).contains(&parts)
        && word
            .split(':')
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_zone(word: &str) -> bool {
    let digits = word.strip_prefix(['+', '-']);
    digits.is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        || (2..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::is_separator;

    #[test]
    fn separators_are_told_from_similar_lines() {
        for (line, after_empty_line, next, is) in [
            ("From a@x Tue Mar  3 10:00:00 2015", true, Some("Subject: x"), true),
            ("From a@x Tue Mar  3 10:00:00 2015", false, Some("Subject: x"), true),
            ("From 12@x Tue Mar  3 10:00:00 +0000 2015\r\n", true, Some("X-A: b\r\n"), true),
            ("From - Tue Mar  3 10:00 2015", true, Some(""), true),
            ("From - Tue Mar  3 10:00:00 2015 GMT", true, None, true),
            ("From MAILER-DAEMON  ", true, Some("Subject: x"), true),
            ("From MAILER-DAEMON  ", false, Some("Subject: x"), false),
            ("From the start this is body", true, Some(">From quoted"), false),
            ("From the start this is body", true, Some("and goes on"), false),
            ("From fake Tue Mar  3 10:00:03 2015 in-body", false, Some("Subject: x"), false),
            ("From - ", false, Some("From: a@x"), true),
            ("From -", false, Some("and so on"), false),
            ("From Russia with love", true, Some("Year: 1963"), false),
            ("From here", true, None, false),
            ("From a@x Tue Mar  3 10:00:00 2015", true, Some("\u{feff}Subject: x"), true),
            ("From a@x Tue Mar  3 10:00:00 2015", true, Some("no field"), true),
            ("From a@x Tue Mar  3 10:00:00 2015", false, Some("no field"), false),
            ("From ten 10:00 2015", true, Some("no field"), false),
            ("from a@x Tue Mar  3 10:00:00 2015", true, Some("Subject: x"), false),
            (">From a@x Tue Mar  3 10:00:00 2015", true, Some("Subject: x"), false),
        ] {
            assert_eq!(
                is_separator(line.as_bytes(), after_empty_line, next.map(str::as_bytes)),
                is,
                "{line} / {next:?}"
            );
        }
    }
}
