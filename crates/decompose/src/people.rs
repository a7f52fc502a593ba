//! People as properties: sender, recipients and entry ids, [MS-OXCDATA] 2.2.5.1 and [MS-OXOMSG] 2.2.1.

use foundmail_mail::Person;
use foundmail_mapi::{PropertySet, one_off_entry_id, tags};

use crate::properties::{bytes, integer, text};

/// The properties of a person in one role.
pub(crate) struct PersonTags {
    name: u16,
    address_type: u16,
    address: u16,
    smtp: u16,
    entry_id: u16,
    search_key: u16,
}

/// The person who sent the item.
pub(crate) const SENDER: PersonTags = PersonTags {
    name: tags::SENDER_NAME,
    address_type: tags::SENDER_ADDRESS_TYPE,
    address: tags::SENDER_EMAIL_ADDRESS,
    smtp: tags::SENDER_SMTP_ADDRESS,
    entry_id: tags::SENDER_ENTRY_ID,
    search_key: tags::SENDER_SEARCH_KEY,
};
/// The person in whose name the item was sent.
pub(crate) const REPRESENTED: PersonTags = PersonTags {
    name: tags::SENT_REPRESENTING_NAME,
    address_type: tags::SENT_REPRESENTING_ADDRESS_TYPE,
    address: tags::SENT_REPRESENTING_EMAIL_ADDRESS,
    smtp: tags::SENT_REPRESENTING_SMTP_ADDRESS,
    entry_id: tags::SENT_REPRESENTING_ENTRY_ID,
    search_key: tags::SENT_REPRESENTING_SEARCH_KEY,
};
const RECIPIENT: PersonTags = PersonTags {
    name: tags::DISPLAY_NAME,
    address_type: tags::ADDRESS_TYPE,
    address: tags::EMAIL_ADDRESS,
    smtp: tags::SMTP_ADDRESS,
    entry_id: tags::ENTRY_ID,
    search_key: tags::SEARCH_KEY,
};

/// Inserts the properties of a person.
pub(crate) fn insert(set: &mut PropertySet, ids: &PersonTags, person: &Person) {
    text(set, ids.name, person.shown());
    bytes(set, ids.entry_id, one_off(person));
    if person.address.is_empty() {
        return;
    }
    text(set, ids.address_type, "SMTP");
    text(set, ids.address, &person.address);
    text(set, ids.smtp, &person.address);
    bytes(set, ids.search_key, search_key(&person.address));
}

/// Returns a recipient of a `PidTagRecipientType`: 1 is To, 2 is Cc, 3 is Bcc.
pub(crate) fn recipient(person: &Person, role: i32) -> PropertySet {
    let mut set = PropertySet::new();
    integer(&mut set, tags::RECIPIENT_TYPE, role);
    insert(&mut set, &RECIPIENT, person);
    set
}

/// Returns the one-off entry id of a person.
fn one_off(person: &Person) -> Vec<u8> {
    one_off_entry_id(person.shown(), &person.address)
}

/// Returns the search key of an address, [MS-OXOMSG] 2.2.1.46.
fn search_key(address: &str) -> Vec<u8> {
    format!("SMTP:{}\0", address.to_uppercase()).into_bytes()
}

/// Returns a `FlatEntryList`, [MS-OXCDATA] 2.3.3: a count, a size, and entry ids with a size each, padded to four bytes.
pub(crate) fn entry_list(people: &[Person]) -> Vec<u8> {
    let word = |number: usize| u32::try_from(number).unwrap_or(0).to_le_bytes();
    let mut entries = Vec::new();
    for person in people {
        let entry = one_off(person);
        entries.extend(word(entry.len()));
        entries.extend(&entry);
        entries.resize(entries.len().next_multiple_of(4), 0);
    }
    [word(people.len()).to_vec(), word(entries.len()).to_vec(), entries].concat()
}
