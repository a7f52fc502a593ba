//! Everybody who wrote or was written to. The index has each of them as one term, so its list of terms is a list of
//! people.

use std::collections::HashMap;

use foundmail_mail::Person;
use tantivy::Searcher;

use crate::error::SearchError;
use crate::fields::Fields;
use crate::fold::fold;

/// In which field a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    From,
    To,
    Cc,
    Bcc,
}

impl Role {
    fn letter(self) -> char {
        match self {
            Self::From => 'f',
            Self::To => 't',
            Self::Cc => 'c',
            Self::Bcc => 'b',
        }
    }
}

/// Between address and name; neither holds it.
const BETWEEN: char = '\u{1}';
/// Longest name and longest address that are kept, in bytes.
const LONGEST: usize = 200;

/// A person in a role: `f:`, the address in lower case, U+0001, the name as written.
pub(crate) fn term(role: Role, person: &Person) -> String {
    let cut = |text: &str| {
        let end = text.floor_char_boundary(LONGEST);
        text.get(..end).unwrap_or_default().replace(BETWEEN, " ")
    };
    format!("{}:{}{BETWEEN}{}", role.letter(), cut(&person.address.to_lowercase()), cut(&person.name))
}

/// What all terms of a person with this address begin with. `whole` is false for an address that may go on.
pub(crate) fn beginning(role: Role, address: &str, whole: bool) -> String {
    let mut start = format!("{}:{}", role.letter(), address.to_lowercase());
    if whole {
        start.push(BETWEEN);
    }
    start
}

/// Somebody, with how often they are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// The name that stands most often beside the address.
    pub name: String,
    /// The address in lower case.
    pub address: String,
    /// In how many messages, each role counted.
    pub count: u64,
    /// Name and address in folded words.
    words: String,
}

/// Everybody, most often named first.
#[derive(Debug, Default)]
pub struct People {
    people: Vec<KnownPerson>,
    /// Positions by address.
    addresses: HashMap<String, usize>,
}

impl People {
    pub(crate) fn load(searcher: &Searcher, fields: &Fields) -> Result<Self, SearchError> {
        let mut names: HashMap<String, HashMap<String, u64>> = HashMap::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(fields.person)?;
            let mut terms = index.terms().stream().map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                let Some((address, name)) = term.get(2..).and_then(|rest| rest.split_once(BETWEEN)) else {
                    continue;
                };
                let count = u64::from(terms.value().doc_freq);
                // Whoever has no address is known by name.
                let key = if address.is_empty() { name } else { address };
                let known = names.entry(key.to_owned()).or_default().entry(name.to_owned()).or_default();
                *known = known.saturating_add(count);
            }
        }
        let mut people: Vec<KnownPerson> =
            names.into_iter().map(|(key, names)| known(&key, &names)).collect();
        people.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.address.cmp(&b.address)));
        let addresses = people.iter().enumerate().map(|(at, person)| (person.address.clone(), at)).collect();
        Ok(Self { people, addresses })
    }

    /// Those of whom a word of name or address begins with each word of `typed`, most often named first.
    pub fn beginning_with(&self, typed: &str, most: usize) -> Vec<&KnownPerson> {
        let wanted: Vec<String> =
            typed.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
        let fits = |person: &&KnownPerson| wanted.iter().all(|word| person.has_word_with(word));
        self.people.iter().filter(fits).take(most).collect()
    }

    /// The name of an address.
    pub fn name_of(&self, address: &str) -> Option<&str> {
        let person = self.addresses.get(address).and_then(|&at| self.people.get(at));
        person.map(|person| person.name.as_str())
    }
}

impl KnownPerson {
    fn has_word_with(&self, start: &str) -> bool {
        self.words.match_indices(start).any(|(at, _)| {
            let before = self.words.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric())
        })
    }
}

fn known(key: &str, names: &HashMap<String, u64>) -> KnownPerson {
    let best = names.iter().filter(|(name, _)| !name.is_empty());
    let best = best.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map(|(name, _)| name.clone());
    let name = best.unwrap_or_default();
    let address = if key == name { String::new() } else { key.to_owned() };
    let words = format!("{} {}", fold(&name), fold(&address));
    KnownPerson { name, address, count: names.values().sum(), words }
}
