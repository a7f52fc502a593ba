//! People in header fields, RFC 5322 section 3.4.

use mail_parser::Address;
use serde::{Deserialize, Serialize};

/// A mailbox in a header field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Person {
    /// Display name, empty if there is none.
    pub name: String,
    /// Address as written, empty if there is none.
    pub address: String,
}

/// More people than anybody wrote to, and few enough to keep.
const MOST_PEOPLE: usize = 10_000;

impl Person {
    /// The name, or the address where there is no name.
    pub fn shown(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }

    /// The address in lower case, by which people are told apart; the name where there is no address.
    pub fn key(&self) -> String {
        if self.address.is_empty() { self.name.to_lowercase() } else { self.address.to_lowercase() }
    }
}

/// The people of an address field, groups opened.
pub(crate) fn people_of(address: &Address<'_>) -> Vec<Person> {
    address
        .iter()
        .map(|addr| Person {
            name: addr.name.as_deref().map(clean_name).unwrap_or_default(),
            address: addr.address.as_deref().unwrap_or_default().trim().to_owned(),
        })
        .filter(|person| !person.name.is_empty() || !person.address.is_empty())
        .take(MOST_PEOPLE)
        .collect()
}

/// A display name on one line, without the quotes that some programs put around it.
fn clean_name(name: &str) -> String {
    let one_line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = one_line.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(&one_line);
    bare.to_owned()
}
