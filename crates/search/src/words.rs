//! Text as the words that people search by.
//!
//! A word is a run of letters and digits, folded: case, accents and full-width forms do not matter, `ß` is `ss`.
//! Scripts that write without spaces are cut into overlapping pairs of characters, the last one also alone, so that
//! any piece of a sentence is found.

use unicode_normalization::UnicodeNormalization;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// First byte in the text.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
    /// The folded word.
    pub text: String,
}

/// Longest folded word in bytes; what is longer is data, not language.
const LONGEST: usize = 128;

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    let mut pairs: Vec<(usize, char)> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at.saturating_add(c.len_utf8());
        if is_unspaced(c) {
            close_run(text, &mut run, &mut words);
            pairs.push((at, c));
            continue;
        }
        close_pairs(&mut pairs, &mut words);
        if c.is_alphanumeric() || (is_mark(c) && run.is_some()) {
            run = Some((run.map_or(at, |(start, _)| start), end));
        } else if !(is_apostrophe(c) && run.is_some() && next_is_letter(text, end)) {
            close_run(text, &mut run, &mut words);
        }
    }
    close_pairs(&mut pairs, &mut words);
    close_run(text, &mut run, &mut words);
    words
}

fn close_run(text: &str, run: &mut Option<(usize, usize)>, words: &mut Vec<Word>) {
    let Some((start, end)) = run.take() else { return };
    let folded = fold(text.get(start..end).unwrap_or_default());
    if !folded.is_empty() {
        words.push(Word { start, end, text: folded });
    }
}

fn close_pairs(pairs: &mut Vec<(usize, char)>, words: &mut Vec<Word>) {
    for (position, &(start, first)) in pairs.iter().enumerate() {
        let next = pairs.get(position.saturating_add(1));
        let (last_at, last) = next.copied().unwrap_or((start, first));
        let text = if next.is_some() { [first, last].iter().collect() } else { String::from(first) };
        words.push(Word { start, end: last_at.saturating_add(last.len_utf8()), text: fold(&text) });
    }
    pairs.clear();
}

fn next_is_letter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
}

/// A text without what does not matter to a search: case, accents, width, apostrophes.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded: String = text.chars().filter(|&c| !is_apostrophe(c)).collect();
        folded.make_ascii_lowercase();
        folded.truncate(LONGEST);
        return folded;
    }
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
    // Decomposition takes Hangul syllables apart; they are searched whole.
    let mut folded: String = folded.nfc().filter(|&c| !is_mark(c)).collect();
    folded.truncate(folded.floor_char_boundary(LONGEST));
    folded
}

/// Combining accents of Latin, Greek and Cyrillic. Marks of other scripts are letters to their readers.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}')
}

/// Characters of scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(
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
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF66}'..='\u{FF9F}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_of_texts() {
        for (text, expected) in [
            ("The roof, again!", "the roof again"),
            ("Größe MÜLLER Café", "grosse muller cafe"),
            ("don't o’clock 'quoted'", "dont oclock quoted"),
            ("AB-1234/7", "ab 1234 7"),
            ("屋顶报告", "屋顶 顶报 报告 告"),
            ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
            ("e\u{301}te\u{301}", "ete"),
            ("서울 지붕", "서울 지붕"),
            ("a屋b", "a 屋 b"),
            ("ruth@example.org", "ruth example org"),
            ("", ""),
            ("--- ...", ""),
        ] {
            let got = words(text).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
            assert_eq!(got, expected, "{text:?}");
        }
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Größe 屋顶.";
        let found: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(found, ["Größe", "屋顶", "顶"]);
    }
}
