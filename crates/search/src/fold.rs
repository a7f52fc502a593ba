//! Normalises words for comparison.

use unicode_normalization::UnicodeNormalization;

/// The longest folded word, in bytes. Longer runs of letters are encoded data, not words.
const MAX_FOLDED_BYTES: usize = 128;

/// Returns a text without case, accents, full-width forms and apostrophes, so that different spellings become
/// equal. The result has at most 128 bytes.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Replaces the content of `out` by the folded text.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.extend(text.chars().filter(|&c| !is_apostrophe(c)));
        out.make_ascii_lowercase();
    } else if !fold_common(text, out) {
        out.clear();
        fold_by_decomposition(text, out);
    }
    out.truncate(out.floor_char_boundary(MAX_FOLDED_BYTES));
}

/// Folds Western European letters, unaccented Cyrillic letters, Chinese and Korean: the scripts of most mail.
/// Returns false if the text contains any other character.
fn fold_common(text: &str, out: &mut String) -> bool {
    for c in text.chars() {
        match c {
            '\'' | '\u{2019}' | '\u{02BC}' => {}
            '\0'..='\x7F' => out.push(c.to_ascii_lowercase()),
            'À'..='ÿ' => match latin(c) {
                Some(folded) => out.push_str(folded),
                None => return false,
            },
            'а'..='я' => out.push(if c == 'й' { 'и' } else { c }),
            '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => out.push(c),
            _ => return false,
        }
    }
    true
}

fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'à'..='å' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' => "c",
        'È'..='Ë' | 'è'..='ë' => "e",
        'Ì'..='Ï' | 'ì'..='ï' => "i",
        'Ð' | 'ð' => "d",
        'Ñ' | 'ñ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' => "o",
        'Ù'..='Ü' | 'ù'..='ü' => "u",
        'Ý' | 'ý' | 'ÿ' => "y",
        'Þ' | 'þ' => "th",
        'ß' => "ss",
        _ => return None,
    })
}

fn fold_by_decomposition(text: &str, out: &mut String) {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|&c| !is_mark(c) && !is_apostrophe(c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    // NFKD decomposition splits Hangul syllables into letters; composition joins them again.
    out.extend(folded.nfc().filter(|&c| !is_mark(c)));
}

/// Replaces the content of `out` by the folded text with umlauts spelt out, such as `mueller` for `Müller`.
/// Returns false if the text has no umlaut.
pub(crate) fn spell_out(text: &str, out: &mut String) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut any = false;
    let mut spelt = String::with_capacity(text.len().saturating_add(4));
    for c in text.nfc() {
        let two = match c {
            'ä' | 'Ä' => "ae",
            'ö' | 'Ö' | 'ø' | 'Ø' => "oe",
            'ü' | 'Ü' => "ue",
            'å' | 'Å' => "aa",
            c => {
                spelt.push(c);
                continue;
            }
        };
        any = true;
        spelt.push_str(two);
    }
    if any {
        fold_into(&spelt, out);
    }
    any
}

/// Returns true for combining accents of Latin, Greek and Cyrillic. Marks of other scripts are part of their letters.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}')
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_by_decomposition, spell_out};

    #[test]
    fn quick_and_thorough_folding_agree() {
        let mut texts: Vec<String> =
            (0x80..0x2100_u32).filter_map(char::from_u32).map(String::from).collect();
        texts.extend(["Größe", "ÉCOLE", "Żółć", "Москвой", "한국어", "İstanbul"].map(str::to_owned));
        for text in texts.into_iter().filter(|text| text.chars().all(char::is_alphanumeric)) {
            let mut thorough = String::new();
            fold_by_decomposition(&text, &mut thorough);
            assert_eq!(fold(&text), thorough, "{text:?} {:?}", text.chars().next().map(u32::from));
        }
    }

    #[test]
    fn umlauts_are_spelt_out() {
        for (text, expected) in
            [("Müller", "mueller"), ("Søren", "soeren"), ("u\u{308}ber", "ueber"), ("Größe", "groesse")]
        {
            let mut out = String::new();
            assert!(spell_out(text, &mut out), "{text}");
            assert_eq!(out, expected, "{text}");
        }
        assert!(!spell_out("Café", &mut String::new()));
    }
}
