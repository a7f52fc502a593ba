//! Tests whether decoded text is plausible. Every sequence of bytes is valid in a single-byte code page, so only
//! the characters reveal a wrong code page. Japanese decoded as Western gives sequences of accented letters and
//! symbols. German decoded as Cyrillic gives words with letters of two scripts.

/// Returns true if text was most likely decoded with a wrong code page. `latin` is true for a Western code page.
pub(super) fn is_nonsense(text: &str, latin: bool) -> bool {
    if latin { has_long_runs(text) } else { has_mixed_words(text) }
}

/// Returns true if the characters outside ASCII form long sequences. In Western text, they occur alone or in
/// pairs.
fn has_long_runs(text: &str) -> bool {
    const RUN: usize = 3;
    // With fewer characters, the result would not be reliable.
    const LEAST: usize = 4;
    let (mut all, mut in_runs) = (0_usize, 0_usize);
    for piece in text.split(|c: char| c.is_ascii()) {
        let count = piece.chars().count();
        all = all.saturating_add(count);
        // A repeated symbol is a drawn line, not text.
        let drawn = piece.chars().all(|c| piece.starts_with(c));
        if count >= RUN && !drawn {
            in_runs = in_runs.saturating_add(count);
        }
    }
    all >= LEAST && in_runs.saturating_add(misplaced(text)).saturating_mul(2) > all
}

/// Counts control characters, and opening punctuation within words. East Asian text that is decoded as Western
/// contains both.
fn misplaced(text: &str) -> usize {
    let (mut before, mut count) = (' ', 0_usize);
    for c in text.chars() {
        let begins = matches!(c, '‚' | '„' | '“' | '‘' | '‹' | '•' | 'ˆ' | '‰' | '˜' | 'ƒ');
        let inside = before.is_alphanumeric() || !before.is_ascii();
        if matches!(c, '\u{80}'..='\u{9F}') || begins && inside || c == 'ƒ' {
            count = count.saturating_add(1);
        }
        before = c;
    }
    count
}

/// Returns true if most words contain both Cyrillic and Latin letters. In Cyrillic text, such words are rare.
fn has_mixed_words(text: &str) -> bool {
    let (mut mixed, mut pure) = (0_usize, 0_usize);
    for word in text.split(|c: char| !c.is_alphabetic()) {
        if word.is_ascii() {
            continue;
        }
        let count = if word.contains(|c: char| c.is_ascii_alphabetic()) { &mut mixed } else { &mut pure };
        *count = count.saturating_add(1);
    }
    mixed > pure
}

#[cfg(test)]
mod tests {
    use super::is_nonsense;

    #[test]
    fn what_makes_sense() {
        for (text, latin, nonsense) in [
            ("Grüße aus Köln, naïve Æsir", true, false),
            ("«Ça» – “été” … œuvre", true, false),
            ("–––––––––– °", true, false),
            ("Ïðèâåò âñåì", true, true),
            ("ƒeƒXƒg\u{81}A“ú–{Œê", true, true),
            ("ÀîÃ÷", true, true),
            ("Å°", true, false),
            ("„Müller“ und ‚Söhne‘", true, false),
            ("a“b„c", true, false),
            ("Привет, Outlook", false, false),
            ("Grьяe aus Kцln", false, true),
        ] {
            assert_eq!(is_nonsense(text, latin), nonsense, "{text}");
        }
    }
}
