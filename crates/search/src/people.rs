//! Senders and recipients. The index has one term for each, so its list of terms is a list of people.

use std::collections::HashMap;

use foundmail_mail::Person;
use tantivy::Searcher;

use crate::error::SearchError;
use crate::fields::Fields;
use crate::fold::fold;

/// The header field that names a person.
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

/// The character between address and name. Neither of them contains it.
const SEPARATOR: char = '\u{1}';
/// The longest name and the longest address in a term, in bytes.
const MAX_TEXT_BYTES: usize = 200;

/// Returns the term of a person in a role: the letter of the role and a colon (`f:`), the address in lower case,
/// U+0001, and the name as written.
pub(crate) fn term(role: Role, person: &Person) -> String {
    let cut = |text: &str| {
        let end = text.floor_char_boundary(MAX_TEXT_BYTES);
        text.get(..end).unwrap_or_default().replace(SEPARATOR, " ")
    };
    format!("{}:{}{SEPARATOR}{}", role.letter(), cut(&person.address.to_lowercase()), cut(&person.name))
}

/// Returns the beginning of all terms with this address. Set `whole` to false if more of the address may follow.
pub(crate) fn beginning(role: Role, address: &str, whole: bool) -> String {
    let mut start = format!("{}:{}", role.letter(), address.to_lowercase());
    if whole {
        start.push(SEPARATOR);
    }
    start
}

/// A person and the number of messages that name this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// The most frequent name for the address.
    pub name: String,
    /// The address in lower case.
    pub address: String,
    /// The number of messages. A message counts once for each role in which it names the person.
    pub count: u64,
    /// The folded words of name and address.
    words: String,
}

/// All people of an archive, the most frequent first.
#[derive(Debug, Default)]
pub struct People {
    people: Vec<KnownPerson>,
    /// Positions in `people` by address.
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
                let Some((address, name)) = term.get(2..).and_then(|rest| rest.split_once(SEPARATOR)) else {
                    continue;
                };
                let count = u64::from(terms.value().doc_freq);
                // A person without an address is identified by name.
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

    /// Returns at most `most` people, the most frequent first. Each word of `typed` must be the beginning of a
    /// word in the name or address.
    pub fn beginning_with(&self, typed: &str, most: usize) -> Vec<&KnownPerson> {
        let wanted: Vec<String> =
            typed.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
        let fits = |person: &&KnownPerson| wanted.iter().all(|word| person.has_word_with(word));
        self.people.iter().filter(fits).take(most).collect()
    }

    /// Returns the most frequent name for an address.
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
