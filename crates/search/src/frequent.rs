//! Words that nearly every letter holds. Two of them in a row are also indexed as one, since a phrase of such words would
//! otherwise have to be looked for in nearly every letter.

/// A frequent word in one number, to be compared at once; 0 for any other word.
pub(crate) fn frequent(word: &str) -> u32 {
    let packed = pack(word.as_bytes());
    if packed != 0 && FREQUENT.binary_search(&packed).is_ok() { packed } else { 0 }
}

/// The word that [`frequent`] gave, behind what `out` holds.
pub(crate) fn push(word: u32, out: &mut String) {
    out.extend(word.to_be_bytes().into_iter().filter(|&byte| byte != 0).map(char::from));
}

/// How one of these pairs is written in the index.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

const fn pack(word: &[u8]) -> u32 {
    match *word {
        [a] => a as u32,
        [a, b] => (a as u32) << 8 | b as u32,
        [a, b, c] => (a as u32) << 16 | (b as u32) << 8 | c as u32,
        _ => 0,
    }
}

/// By number. English, German, French, Spanish, Dutch.
static FREQUENT: [u32; 45] = sorted([
    "a", "i", "y", "of", "to", "in", "is", "on", "it", "as", "at", "be", "by", "or", "we", "the", "and",
    "for", "you", "der", "die", "das", "und", "den", "dem", "ist", "mit", "von", "zu", "im", "de", "la",
    "le", "et", "en", "un", "les", "des", "el", "los", "que", "van", "het", "een", "ein",
]);

const fn sorted(words: [&str; 45]) -> [u32; 45] {
    let mut packed = [0; 45];
    let mut at = 0;
    while at < words.len() {
        // Insertion sort: iterators are not for constants yet.
        let word = pack(words[at].as_bytes());
        let mut to = at;
        while to > 0 && packed[to - 1] > word {
            packed[to] = packed[to - 1];
            to -= 1;
        }
        packed[to] = word;
        at += 1;
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::{FREQUENT, frequent, push};

    #[test]
    fn words_survive_their_number() {
        assert!(FREQUENT.is_sorted());
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
