//! The words of a text, which all formats of a message share.

use crate::html::text_of_html;

/// Returns true if two HTML bodies have the same words. Their formatting may differ.
pub(super) fn same_words(html: &str, other: &str) -> bool {
    html == other || words_of(&text_of_html(html)) == words_of(&text_of_html(other))
}

/// Returns the words of a text, each followed by a space.
pub(super) fn words_of(text: &str) -> Vec<u8> {
    let mut words = Vec::with_capacity(text.len().saturating_add(1));
    let mut in_word = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            words.extend(u8::try_from(c));
        } else if !c.is_ascii() && c.is_alphanumeric() {
            words.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            if in_word {
                words.push(b' ');
            }
            in_word = false;
            continue;
        }
        in_word = true;
    }
    if in_word {
        words.push(b' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        for (text, words) in [
            ("", ""),
            ("  -- ", ""),
            ("Hello,  World!", "Hello World "),
            ("a-1\r\n> Größe: 屋顶", "a 1 Größe 屋顶 "),
        ] {
            let plain: String = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .flat_map(|word| [word, " "])
                .collect();
            assert_eq!(words, plain);
            assert_eq!(words_of(text), words.as_bytes(), "{text:?}");
        }
    }
}
