//! The people who wrote and received messages.

use std::collections::{BTreeMap, HashMap, HashSet};

use foundmail_mail::Person;

use super::card::addresses;
use crate::content_lines::{Component, ContentLine, escape};

/// Maximum number of addresses that get a card. They need less than 200 MB of memory.
pub(super) const MAX_PEOPLE: usize = 500_000;
/// Maximum number of names that are counted for one address.
const MAX_NAMES: usize = 5;
/// Maximum number of characters of a name.
const MAX_NAME: usize = 200;
/// The category of the cards. Users can select and delete all of them by it.
const CATEGORY: &str = "Seen in mail";

/// The people of messages that have no contact.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The addresses of contacts, in lower case.
    known: HashSet<String>,
    /// By address in lower case.
    seen: HashMap<String, Seen>,
}

/// An address in messages.
#[derive(Debug, Default)]
struct Seen {
    /// Names, with the number of messages.
    names: Vec<(String, u32)>,
}

impl People {
    /// Notes the addresses of a contact, which get no second card.
    pub(super) fn know(&mut self, card: &Component) {
        self.known.extend(addresses(card));
    }

    /// Notes the people of a message. Returns false if there are too many people.
    pub(super) fn add<'p>(&mut self, people: impl Iterator<Item = &'p Person>) -> bool {
        let mut is_whole = true;
        for person in people {
            let address = person.address.trim().to_lowercase();
            if !is_person(&address) || self.known.contains(&address) {
                continue;
            }
            if self.seen.len() >= MAX_PEOPLE && !self.seen.contains_key(&address) {
                is_whole = false;
                continue;
            }
            self.seen.entry(address).or_default().count(&person.name);
        }
        is_whole
    }

    /// Returns one card for each person, sorted by name. Addresses with the same full name belong to one person.
    pub(super) fn cards(self) -> Vec<Component> {
        let mut people: BTreeMap<(String, String), (String, Vec<String>)> = BTreeMap::new();
        let named = self.seen.into_iter().map(|(address, seen)| (seen.best_name(), address));
        let mut named: Vec<((String, u32), String)> = named.collect();
        // The most frequent form of a name comes first, and becomes the name of the card.
        named.sort_unstable_by(|((_, a), first), ((_, b), second)| b.cmp(a).then_with(|| first.cmp(second)));
        for ((name, _), address) in named {
            let lower = name.to_lowercase();
            // One word, such as "Office", can be the name of many people.
            let is_full = lower.split_whitespace().nth(1).is_some();
            let key = if is_full { (lower, String::new()) } else { (lower, address.clone()) };
            people.entry(key).or_insert_with(|| (name, Vec::new())).1.push(address);
        }
        people.into_values().map(|(name, addresses)| card(&name, addresses)).collect()
    }
}

impl Seen {
    fn count(&mut self, name: &str) {
        let name = plain_name(name);
        if name.is_empty() {
            return;
        }
        if let Some((_, count)) = self.names.iter_mut().find(|(known, _)| *known == name) {
            *count = count.saturating_add(1);
        } else if self.names.len() < MAX_NAMES {
            self.names.push((name, 1));
        }
    }

    /// Returns the most frequent name, and of several the longest, with its count. Empty if there is none.
    fn best_name(self) -> (String, u32) {
        let best = self.names.into_iter().max_by_key(|(name, count)| (*count, name.len(), name.clone()));
        best.unwrap_or_default()
    }
}

/// Returns a name without quotes, in the order in which people say it. Returns an empty text for an address.
fn plain_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_NAME).collect();
    let plain = plain.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.contains('@') {
        return String::new();
    }
    match plain.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() && !given.contains(',') => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => plain,
    }
}

/// Returns true for an address that can belong to a person. Programs send from the others.
fn is_person(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let is_valid = !local.is_empty()
        && !domain.is_empty()
        && address.len() <= 254
        && !address
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';'));
    let letters: String = local.chars().filter(|c| !matches!(c, '-' | '_' | '.')).collect();
    let is_program = ["noreply", "donotreply"].iter().any(|word| letters.contains(word))
        || ["mailerdaemon", "postmaster", "bounce", "bounces"].contains(&letters.as_str());
    is_valid && !is_program
}

/// Returns the card of a person, with all addresses.
fn card(name: &str, mut addresses: Vec<String>) -> Component {
    addresses.sort_unstable();
    let shown = match (name, addresses.first()) {
        ("", Some(address)) => address,
        _ => name,
    };
    let mut lines = vec![ContentLine::new("FN", escape(shown))];
    // In western names, the last word is the family name.
    let parts = match name.rsplit_once(' ') {
        Some((given, family)) => format!("{};{};;;", escape(family), escape(given)),
        None => format!("{};;;;", escape(shown)),
    };
    lines.push(ContentLine::new("N", parts));
    let emails =
        addresses.iter().map(|address| ContentLine::new("EMAIL", escape(address)).with("TYPE", "INTERNET"));
    lines.extend(emails);
    lines.push(ContentLine::new("CATEGORIES", CATEGORY));
    Component { name: "VCARD".to_owned(), lines, ..Component::default() }
}

#[cfg(test)]
mod tests {
    use foundmail_mail::Person;

    use super::People;
    use crate::content_lines::Component;

    fn person(name: &str, address: &str) -> Person {
        Person { name: name.to_owned(), address: address.to_owned() }
    }

    #[test]
    fn each_person_gets_one_card_with_the_best_name() {
        let mut people = People::default();
        let contact = Component::parse(b"BEGIN:VCARD\nEMAIL:Known@x.example\nEND:VCARD").children.remove(0);
        people.know(&contact);
        let seen = [
            ("known", "known@x.example"),
            ("r", "Ruth@alder.example"),
            ("\"Alder, Ruth\"", "ruth@alder.example"),
            ("Ruth Alder", "ruth@alder.example"),
            ("ruth alder", "ruth@office.example"),
            ("Ruth Alder", "ruth@alder.example"),
            ("Office", "office@a.example"),
            ("Office", "office@b.example"),
            ("ann@x.example", "ann@x.example"),
            ("", "no-reply@shop.example"),
            ("Mail Delivery", "MAILER-DAEMON@x.example"),
            ("no address", ""),
            ("odd", "a b@x.example"),
            ("odd", "@x.example"),
        ];
        for (name, address) in seen {
            assert!(people.add([person(name, address)].iter()));
        }
        let cards: Vec<String> = people
            .cards()
            .iter()
            .map(|card| card.lines.iter().flat_map(|line| [line.value.as_str(), " "]).collect::<String>())
            .collect();
        assert_eq!(
            cards,
            [
                "ann@x.example ann@x.example;;;; ann@x.example Seen in mail ",
                "Office Office;;;; office@a.example Seen in mail ",
                "Office Office;;;; office@b.example Seen in mail ",
                "Ruth Alder Alder;Ruth;;; ruth@alder.example ruth@office.example Seen in mail ",
            ]
        );
    }
}
