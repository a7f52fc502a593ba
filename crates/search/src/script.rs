//! Finds word boundaries where a text has no spaces.

/// Returns the end offsets of the parts of a name. A new part begins at a capital letter after a small letter, at
/// a digit after a letter, and at a letter after a digit.
pub(crate) fn part_ends(slice: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in slice.char_indices() {
        let is_new = before.is_some_and(|before| {
            (before.is_lowercase() && c.is_uppercase())
                || (before.is_alphabetic() && c.is_numeric())
                || (before.is_numeric() && c.is_alphabetic())
        });
        if is_new {
            ends.push(at);
        }
        before = Some(c);
    }
    ends.push(slice.len());
    ends
}

/// Returns true for characters of scripts without spaces between words: Chinese, Japanese, Thai, Lao, Khmer and
/// Burmese. Also returns true for Korean, in which particles are joined to words.
pub(crate) fn is_unspaced(c: char) -> bool {
    c >= '\u{0E01}'
        && matches!(
            c,
            '\u{0E01}'..='\u{0E5B}'
                | '\u{0E81}'..='\u{0EDF}'
                | '\u{1000}'..='\u{109F}'
                | '\u{1780}'..='\u{17FF}'
                | '\u{3005}'..='\u{3007}'
                | '\u{3040}'..='\u{30FF}'
                | '\u{31F0}'..='\u{31FF}'
                | '\u{3400}'..='\u{4DBF}'
                | '\u{4E00}'..='\u{9FFF}'
                | '\u{AC00}'..='\u{D7A3}'
                | '\u{F900}'..='\u{FAFF}'
                | '\u{FF66}'..='\u{FF9F}'
                | '\u{20000}'..='\u{3FFFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::part_ends;

    #[test]
    fn names_have_parts() {
        for (name, expected) in [
            ("RoofReport2016", "Roof Report 2016"),
            ("IMG2233a", "IMG 2233 a"),
            ("roof", "roof"),
            ("ÜbergabeProtokoll", "Übergabe Protokoll"),
        ] {
            let mut from = 0;
            let parts = part_ends(name).into_iter().map(|to| &name[std::mem::replace(&mut from, to)..to]);
            assert_eq!(parts.collect::<Vec<_>>().join(" "), expected);
        }
    }
}
