//! Compares the text of printed pages with the text of the message.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The distance within which the next word is expected, in bytes.
const NEAR: usize = 2_000;

/// The most searches through the whole text of a message. Beyond it, a message counts as incomplete.
const SEARCHES: usize = 2_000;

/// Returns true if the pages contain each word of the wanted text. White space and line ends do not count, because a word may
/// be broken anywhere.
pub(crate) fn is_complete(wanted: &str, shown: &str) -> bool {
    let pages = Pages::of(shown);
    let mut near: usize = 0;
    let mut searches: usize = 0;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in wanted.split_whitespace() {
        let word = normal(word);
        if word.is_empty() {
            continue;
        }
        let at = find_near(&pages.text, near, &word);
        let count = counts.entry(word.clone()).or_default();
        *count = count.saturating_add(1);
        if let Some(at) = at {
            near = at.saturating_add(word.len());
            continue;
        }
        searches = searches.saturating_add(1);
        if searches > SEARCHES || !pages.contain(&word, *count) {
            return false;
        }
    }
    true
}

fn find_near(text: &str, from: usize, word: &str) -> Option<usize> {
    let end = text.floor_char_boundary(from.saturating_add(NEAR).min(text.len()));
    text.get(from..end)?.find(word).map(|at| at.saturating_add(from))
}

struct Pages {
    text: String,
    /// The text without the points and marks above and below letters, which extraction puts in another order.
    letters: String,
    /// True if a part of the text is written from right to left. The extracted text then has punctuation at
    /// other positions, also beside words written from left to right.
    has_visual_order: bool,
}

impl Pages {
    fn of(shown: &str) -> Self {
        let text = normal(shown);
        let letters = text.chars().filter(|character| !is_combining_mark(*character)).collect();
        let has_visual_order = text.chars().any(is_right_to_left);
        Self { text, letters, has_visual_order }
    }

    /// Returns true if the text contains a word so often.
    fn contain(&self, word: &str, count: usize) -> bool {
        if self.text.matches(word).count() >= count {
            return true;
        }
        if !self.has_visual_order {
            return false;
        }
        // Pages contain such words in visual order. Their punctuation may be at the other end.
        word.split(|character: char| !character.is_alphanumeric() && !is_combining_mark(character)).all(
            |part| {
                let letters: String =
                    part.chars().filter(|character| !is_combining_mark(*character)).collect();
                let reversed: String = letters.chars().rev().collect();
                self.letters.contains(&letters) || self.letters.contains(&reversed)
            },
        )
    }
}

/// Returns a text in the form that is compared: without white space, invisible characters, and differences of form.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for character in text.chars() {
        if is_right_to_left(character) {
            // A ligature stands for letters in reading order, but the pages are in visual order.
            let letters: Vec<char> = std::iter::once(character).nfkc().collect();
            normal.extend(letters.into_iter().rev());
        } else {
            normal.push(character);
        }
    }
    normal
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|character| !character.is_whitespace() && !is_invisible(*character))
        // The radicals of fonts and the characters that stand in texts.
        .map(|character| if matches!(character, '\u{6237}' | '\u{6238}') { '\u{6236}' } else { character })
        .collect()
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn these_pages_contain_the_text() {
        for (wanted, shown) in [
            ("The roof leaks.", "Theroofleaks."),
            ("a word broken", "aword bro ken"),
            ("other order", "order other"),
            ("office \u{65E5}\u{6237}", "o\u{FB03}ce\u{2F47}\u{2F3E}"),
            ("soft\u{AD}hyphen", "softhyphen"),
            ("UPPER", "upper"),
            ("\u{5E9}\u{5DC}\u{5D5}\u{5DD}!", "!\u{5DD}\u{5D5}\u{5DC}\u{5E9}"),
            ("\u{633}\u{644}\u{627}\u{645}", "\u{FEE1}\u{FEFC}\u{FEB3}"),
            // The full stop of a line from right to left is at the left of a time.
            ("\u{5E9}\u{5DC}\u{5D5}\u{5DD} 9:30.", ".9:30 \u{5DD}\u{5D5}\u{5DC}\u{5E9}"),
            ("", ""),
        ] {
            assert!(is_complete(wanted, shown), "{wanted} in {shown}");
        }
        for (wanted, shown) in [
            ("word word", "word"),
            ("अनुच्छेद", "अनु\u{FFFD}ेद"),
            ("\u{1F468}\u{200D}\u{1F469}", "\u{1F468}"),
            ("\u{5E9}\u{5DC}\u{5D5}\u{5DD} 9:30", "9:31 \u{5DD}\u{5D5}\u{5DC}\u{5E9}"),
            ("missing", ""),
        ] {
            assert!(!is_complete(wanted, shown), "{wanted} in {shown}");
        }
    }

    #[test]
    fn the_time_of_a_long_text_is_bounded() {
        let wanted = "a b ".repeat(100_000);
        assert!(is_complete(&wanted, &"ab".repeat(100_000)));
        assert!(!is_complete(&wanted, &"x".repeat(200_000)));
    }
}
