//! The words and the people that all generated messages share.

use super::vocabulary::Vocabulary;
use crate::{NamedAddress, Rng};

const PEOPLE: usize = 300;
const GIVEN: [&str; 20] = [
    "Ada", "Ben", "Clara", "David", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jürgen", "Kofi", "Lena",
    "Marek", "Noor", "Olga", "Pablo", "Renée", "Søren", "Tomás", "Zoë",
];

/// The words and the people that all messages of one seed share.
pub(super) struct Corpus {
    /// The words of texts, subjects and names.
    pub words: Vocabulary,
    /// The correspondents. The first is the owner of the mailbox.
    pub people: Vec<NamedAddress>,
}

impl Corpus {
    /// Returns the corpus for `seed`, with `made_up_words` words in addition to the frequent words.
    pub fn new(seed: u64, made_up_words: usize) -> Self {
        let words = Vocabulary::new(made_up_words);
        let mut rng = Rng::for_item(seed, 0x7065_6f70_6c65);
        let people = (0..PEOPLE).map(|number| person(number, &words, &mut rng)).collect();
        Self { words, people }
    }
}

fn person(number: usize, words: &Vocabulary, rng: &mut Rng) -> NamedAddress {
    let given = GIVEN[number % GIVEN.len()];
    let family = words.made_up(number * 7);
    let local: String = given.chars().filter(char::is_ascii).flat_map(char::to_lowercase).collect();
    let domain = if number == 0 { "office".to_owned() } else { words.made_up(rng.below(60)).to_owned() };
    NamedAddress::new(format!("{given} {}", capital(family)), format!("{local}.{family}@{domain}.example"))
}

/// Returns `text` with its first letter in upper case.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
