//! Identifiers of cards.

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};

use super::card::addresses;
use crate::content_lines::{Component, ContentLine};

/// The identifiers of the cards of an export.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// Identifiers by e-mail address in lower case.
    by_address: HashMap<String, String>,
    given: HashSet<String>,
}

impl Identifiers {
    /// Gives a card an identifier if it has none. The identifier is the same in each export, so that an address book that
    /// synchronizes replaces the card instead of doubling it.
    pub(super) fn identify(&mut self, card: &mut Component) {
        let own = card.line("UID").map(|line| without_scheme(line.value.trim()).to_owned());
        let own = own.filter(|uid| !uid.is_empty());
        let uid = own.unwrap_or_else(|| {
            let of_address = addresses(card).map(|address| uuid_of(&format!("mailto:{address}")));
            let free = of_address.into_iter().find(|uid| !self.given.contains(uid));
            let uid = free.unwrap_or_else(|| uuid_of(&text_of(card)));
            card.lines.retain(|line| line.name != "UID");
            card.lines.insert(0, ContentLine::new("UID", uid.as_str()));
            uid
        });
        for address in addresses(card) {
            self.by_address.entry(address).or_insert_with(|| uid.clone());
        }
        self.given.insert(uid);
    }

    /// Returns the identifier of the first card with an address.
    pub(super) fn of_address(&self, address: &str) -> Option<&str> {
        self.by_address.get(&address.trim().to_lowercase()).map(String::as_str)
    }
}

/// Returns a UUID without the scheme of its URN.
pub(super) fn without_scheme(uid: &str) -> &str {
    let is_urn = uid.get(..9).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:uuid:"));
    if is_urn { uid.get(9..).unwrap_or_default() } else { uid }
}

/// Returns true for a UUID.
pub(super) fn is_uuid(uid: &str) -> bool {
    uid.len() == 36
        && uid.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn text_of(card: &Component) -> String {
    card.lines.iter().flat_map(|line| [line.head(), line.value.clone(), "\n".to_owned()]).collect()
}

/// Returns a UUID of version 8 (RFC 9562) for a text.
fn uuid_of(text: &str) -> String {
    let digest = Sha256::digest(text);
    let (first, _) = digest.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    let number = u128::from_be_bytes(*first);
    // The version and the variant are fixed bits.
    let number = number & !(0xF << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let group = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [group(0, 8), group(8, 12), group(12, 16), group(16, 20), group(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::{Identifiers, is_uuid, without_scheme};
    use crate::content_lines::Component;

    fn identified(identifiers: &mut Identifiers, lines: &str) -> String {
        let card = format!("BEGIN:VCARD\n{lines}\nEND:VCARD");
        let mut card = Component::parse(card.as_bytes()).children.remove(0);
        identifiers.identify(&mut card);
        card.line("UID").unwrap().value.clone()
    }

    #[test]
    fn identifiers_are_stable_and_unique() {
        let mut identifiers = Identifiers::default();
        assert_eq!(identified(&mut identifiers, "UID:own\nEMAIL:Own@x.example"), "own");
        let ann = identified(&mut identifiers, "FN:Ann\nEMAIL:ann@x.example");
        let same_address = identified(&mut identifiers, "FN:Bob\nEMAIL:ann@x.example");
        let no_address = identified(&mut identifiers, "FN:Bob");
        let uids = [&ann, &same_address, &no_address];
        assert!(uids.iter().all(|uid| is_uuid(uid)), "{uids:?}");
        assert!(ann != same_address && same_address != no_address);
        assert_eq!(identifiers.of_address(" ANN@x.example"), Some(ann.as_str()));
        assert_eq!(identifiers.of_address("own@x.example"), Some("own"));
        assert_eq!(identifiers.of_address("else@x.example"), None);
        assert_eq!(identified(&mut Identifiers::default(), "FN:Ann Lee\nEMAIL:ANN@x.example"), ann);
        assert_eq!(without_scheme("urn:uuid:a"), "a");
    }
}
