//! Formats numbers of workbooks similar to Excel: recognises dates, and rounds to 15 digits.

/// Formats a number with 15 digits, the precision of Excel.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.abs() < 1e15 && value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// Formats a date such as `2024-05-17` or `2024-05-17 18:00`. `value` is the number of days since the end of 1899,
/// or since 1904 if `since_1904` is true (ECMA-376 part 1, 18.17.4.1).
pub(crate) fn date(value: f64, since_1904: bool) -> Option<String> {
    const DAY: i64 = 86_400;
    const UNIX_DAY_OF_1899_12_30: i64 = -25_569;
    let value = if since_1904 { value + 1462.0 } else { value };
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "checked to be small")]
    let seconds = (value * 86_400.0).round() as i64;
    let (days, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let clock = format!("{:02}:{:02}", time.div_euclid(3600), time.rem_euclid(3600).div_euclid(60));
    if days == 0 {
        return Some(clock);
    }
    // Excel counts a February 29, 1900, which did not exist, so earlier numbers are one too small.
    let days = if days < 60 { days.saturating_add(1) } else { days };
    let (year, month, day) = civil(days.saturating_add(UNIX_DAY_OF_1899_12_30));
    Some(if time == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {clock}")
    })
}

/// Returns the text of a page header or footer without its format codes (ECMA-376 part 1, 18.3.1.46). For
/// `&C&"Arial"&12Costs`, the text is `Costs` after a space.
pub(crate) fn head_text(coded: &str) -> String {
    let mut out = String::new();
    let mut rest = coded;
    while let Some((before, code)) = rest.split_once('&') {
        out.push_str(before);
        rest = if let Some(font) = code.strip_prefix('"') {
            font.split_once('"').map_or("", |(_, behind)| behind)
        } else if code.starts_with(|c: char| c.is_ascii_digit()) {
            code.trim_start_matches(|c: char| c.is_ascii_digit())
        } else {
            let mut letters = code.chars();
            match letters.next() {
                Some('&') => out.push('&'),
                Some('K') => letters = code.get(7..).unwrap_or_default().chars(),
                // Other codes are the alignment (left, centre, right) and placeholders such as the page number.
                Some(_) => out.push(' '),
                None => {}
            }
            letters.as_str()
        };
    }
    out.push_str(rest);
    out
}

/// Returns the year, month and day for a number of days since 1970. The calculation uses the 400-year cycles of
/// the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    let from_march_0 = days.saturating_add(719_468);
    let (era, of_era) = (from_march_0.div_euclid(146_097), from_march_0.rem_euclid(146_097));
    let leap_days = |n: i64| of_era.div_euclid(n);
    let year_of_era = of_era
        .saturating_sub(leap_days(1_460))
        .saturating_add(leap_days(36_524))
        .saturating_sub(leap_days(146_096))
        .div_euclid(365);
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era.div_euclid(4))
        .saturating_sub(year_of_era.div_euclid(100));
    let of_year = of_era.saturating_sub(before);
    let shifted = of_year.saturating_mul(5).saturating_add(2).div_euclid(153);
    let day =
        of_year.saturating_sub(shifted.saturating_mul(153).saturating_add(2).div_euclid(5)).saturating_add(1);
    let month = if shifted < 10 { shifted.saturating_add(3) } else { shifted.saturating_sub(9) };
    let year = era.saturating_mul(400).saturating_add(year_of_era).saturating_add(i64::from(month <= 2));
    (year, month, day)
}

/// Returns true if a number format shows a date or time (ECMA-376 part 1, 18.8.30 and 18.8.31). `code` is `None`
/// for a predefined format.
pub(crate) fn is_date_format(id: usize, code: Option<&str>) -> bool {
    let Some(code) = code else { return matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58) };
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => bracketed = true,
            ']' => bracketed = false,
            // Brackets contain a colour such as `[Red]` or a duration such as `[h]`, not a date.
            _ if bracketed => {}
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{date, head_text, is_date_format, number};

    #[test]
    fn format_codes_of_page_headers_are_removed() {
        for (coded, text) in [
            ("&C&\"Times New Roman,Regular\"&12&A", " "),
            ("&LCosts && more&RPage &P of &N", " Costs & more Page   of  "),
            ("&K00FF00green", "green"),
            ("plain &", "plain "),
        ] {
            assert_eq!(head_text(coded).trim_end(), text.trim_end(), "{coded}");
        }
    }

    #[test]
    fn numbers_and_dates_are_formatted_as_people_see_them() {
        for (value, text) in [
            (3.0, "3"),
            (0.1 + 0.2, "0.3"),
            (-1234.5, "-1234.5"),
            (f64::NAN, ""),
            (1e20, "100000000000000000000"),
        ] {
            assert_eq!(number(value), text);
        }
        for (value, text) in [
            (45_429.0, Some("2024-05-17")),
            (45_429.75, Some("2024-05-17 18:00")),
            (1.0, Some("1900-01-01")),
            (61.0, Some("1900-03-01")),
            (0.5, Some("12:00")),
            (-1.0, None),
            (f64::NAN, None),
            (1e9, None),
        ] {
            assert_eq!(date(value, false).as_deref(), text, "{value}");
        }
        assert_eq!(date(43_967.0, true).as_deref(), Some("2024-05-17"));
    }

    #[test]
    fn date_formats_are_recognised() {
        for (id, code, expected) in [
            (14, None, true),
            (4, None, false),
            (164, Some("yyyy\\-mm\\-dd"), true),
            (164, Some("#,##0.00 \"days\""), false),
            (164, Some("[Red]0.0;d"), false),
            (164, Some("General"), false),
        ] {
            assert_eq!(is_date_format(id, code), expected, "{code:?}");
        }
    }
}
