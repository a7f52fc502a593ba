//! Words that nearly every message contains. Two consecutive frequent words are also indexed as one term. Without
//! these pairs, a search for a phrase of frequent words would check nearly every message.

use std::sync::LazyLock;

/// Returns the bytes of a frequent word as a number, or 0 for any other word.
pub(crate) fn frequent(word: &str) -> u32 {
    let packed = pack(word.as_bytes());
    if packed != 0 && FREQUENT.binary_search(&packed).is_ok() { packed } else { 0 }
}

/// Appends the frequent word with a number from [`frequent`] to `out`.
pub(crate) fn push(word: u32, out: &mut String) {
    out.extend(word.to_be_bytes().into_iter().filter(|&byte| byte != 0).map(char::from));
}

/// The first character of the term of a pair. No word contains it, so a search for a prefix never finds a pair.
pub(crate) const PAIR: char = '\u{1}';

/// Returns the term of a pair.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{PAIR}{first} {second}")
}

fn pack(word: &[u8]) -> u32 {
    match *word {
        [a] => u32::from_be_bytes([0, 0, 0, a]),
        [a, b] => u32::from_be_bytes([0, 0, a, b]),
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        _ => 0,
    }
}

/// The frequent words of English, German, French, Spanish and Dutch.
const WORDS: [&str; 45] = [
    "a", "i", "y", "of", "to", "in", "is", "on", "it", "as", "at", "be", "by", "or", "we", "the", "and",
    "for", "you", "der", "die", "das", "und", "den", "dem", "ist", "mit", "von", "zu", "im", "de", "la",
    "le", "et", "en", "un", "les", "des", "el", "los", "que", "van", "het", "een", "ein",
];

/// The numbers of the frequent words, sorted.
static FREQUENT: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut packed: Vec<u32> = WORDS.iter().map(|word| pack(word.as_bytes())).collect();
    packed.sort_unstable();
    packed
});

#[cfg(test)]
mod tests {
    use super::{frequent, push};

    #[test]
    fn words_survive_their_number() {
        for word in ["of", "the", "und", "a"] {
            let mut out = String::new();
            push(frequent(word), &mut out);
            assert_eq!(out, word);
        }
        assert_eq!(frequent("roof"), 0);
        assert_eq!(frequent("cat"), 0);
        assert_eq!(frequent(""), 0);
    }
}
