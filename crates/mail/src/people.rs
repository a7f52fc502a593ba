//! Reads the people in address fields (RFC 5322, section 3.4).

use mail_parser::Address;
use serde::{Deserialize, Serialize};

/// A person or organisation in an address field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Person {
    /// Display name, or empty.
    pub name: String,
    /// Address as written, or empty.
    pub address: String,
}

/// Maximum number of people that are kept from one header field.
const MAX_PEOPLE: usize = 10_000;

impl Person {
    /// Returns the name, or the address if there is no name.
    pub fn shown(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }

    /// Returns the address in lower case, which identifies a person. If there is no address, returns the name in
    /// lower case.
    pub fn key(&self) -> String {
        if self.address.is_empty() { self.name.to_lowercase() } else { self.address.to_lowercase() }
    }
}

/// Returns the people of an address field, including members of groups, and the number of people after the limit.
pub(crate) fn people_of(address: &Address<'_>) -> (Vec<Person>, usize) {
    let mut all = address
        .iter()
        .map(|addr| Person {
            name: addr.name.as_deref().map(clean_name).unwrap_or_default(),
            address: addr.address.as_deref().unwrap_or_default().trim().to_owned(),
        })
        .filter(|person| !person.name.is_empty() || !person.address.is_empty());
    let people = all.by_ref().take(MAX_PEOPLE).collect();
    (people, all.count())
}

/// Returns a display name on one line, without the quotes that some programs add.
fn clean_name(name: &str) -> String {
    let one_line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = one_line.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(&one_line);
    bare.to_owned()
}
