//! The sender and the recipients of an item. The address comes from the first of these that contains one: the SMTP
//! property, the address property, the entry id. Received header fields have priority over all of them, see
//! [`crate::compose::header`].

use crate::compose::people::address::Person;
use crate::compose::people::directory::Directory;
use crate::compose::structures::entry_id;
use crate::{Item, PropertySet, tags};

/// The property ids that describe one person.
struct PersonTags {
    smtp: u16,
    address_type: u16,
    address: u16,
    entry_ids: &'static [u16],
    names: &'static [u16],
    search_key: u16,
}

const SENDER: PersonTags = PersonTags {
    smtp: tags::SENDER_SMTP_ADDRESS,
    address_type: tags::SENDER_ADDRESS_TYPE,
    address: tags::SENDER_EMAIL_ADDRESS,
    entry_ids: &[tags::SENDER_ENTRY_ID],
    names: &[tags::SENDER_NAME],
    search_key: tags::SENDER_SEARCH_KEY,
};

const SENT_REPRESENTING: PersonTags = PersonTags {
    smtp: tags::SENT_REPRESENTING_SMTP_ADDRESS,
    address_type: tags::SENT_REPRESENTING_ADDRESS_TYPE,
    address: tags::SENT_REPRESENTING_EMAIL_ADDRESS,
    entry_ids: &[tags::SENT_REPRESENTING_ENTRY_ID],
    names: &[tags::SENT_REPRESENTING_NAME],
    search_key: tags::SENT_REPRESENTING_SEARCH_KEY,
};

const RECIPIENT: PersonTags = PersonTags {
    smtp: tags::SMTP_ADDRESS,
    address_type: tags::ADDRESS_TYPE,
    address: tags::EMAIL_ADDRESS,
    entry_ids: &[tags::ENTRY_ID, tags::RECIPIENT_ENTRY_ID],
    names: &[tags::DISPLAY_NAME, tags::RECIPIENT_DISPLAY_NAME],
    search_key: tags::SEARCH_KEY,
};

const RECEIVED_BY: PersonTags = PersonTags {
    smtp: tags::RECEIVED_BY_SMTP_ADDRESS,
    address_type: tags::RECEIVED_BY_ADDRESS_TYPE,
    address: tags::RECEIVED_BY_EMAIL_ADDRESS,
    entry_ids: &[tags::RECEIVED_BY_ENTRY_ID],
    names: &[tags::RECEIVED_BY_NAME],
    search_key: tags::RECEIVED_BY_SEARCH_KEY,
};

const RECEIVED_REPRESENTING: PersonTags = PersonTags {
    smtp: tags::RECEIVED_REPRESENTING_SMTP_ADDRESS,
    address_type: tags::RECEIVED_REPRESENTING_ADDRESS_TYPE,
    address: tags::RECEIVED_REPRESENTING_EMAIL_ADDRESS,
    entry_ids: &[tags::RECEIVED_REPRESENTING_ENTRY_ID],
    names: &[tags::RECEIVED_REPRESENTING_NAME],
    search_key: tags::RECEIVED_REPRESENTING_SEARCH_KEY,
};

/// `PidTagRecipientType`, [MS-OXCMSG] 2.2.3.1. Other values mark the sender or organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecipientRole {
    To,
    Cc,
    Bcc,
}

/// Returns the author of an item, and the sender if the sender is another person.
pub(crate) fn senders(item: &Item) -> (Option<Person>, Option<Person>) {
    let directory = Directory::of(item);
    let sender = person(&directory, &item.props, &SENDER);
    let Some(mut from) = person(&directory, &item.props, &SENT_REPRESENTING) else {
        return (sender, None);
    };
    let Some(sender) = sender else {
        return (Some(from), None);
    };
    // The same Exchange name means the same person, even if the addresses differ.
    let address = |id| item.props.text(id).filter(|address| !address.is_empty());
    let same = address(tags::SENDER_EMAIL_ADDRESS).is_some_and(|own| {
        address(tags::SENT_REPRESENTING_EMAIL_ADDRESS).is_some_and(|of| own.eq_ignore_ascii_case(&of))
    });
    if !same && !from.is_same_person(&sender) {
        return (Some(from), Some(sender));
    }
    if from.address.is_empty() {
        from.address = sender.address;
    }
    if from.name.is_empty() {
        from.name = sender.name;
    }
    (Some(from), None)
}

/// Returns the receiver of an item, and the person whom the receiver represents, if the two differ.
pub(crate) fn receivers(item: &Item) -> (Option<Person>, Option<Person>) {
    let directory = Directory::of(item);
    let by = person(&directory, &item.props, &RECEIVED_BY);
    let behalf = person(&directory, &item.props, &RECEIVED_REPRESENTING);
    let other = behalf.filter(|behalf| by.as_ref().is_some_and(|by| !by.is_same_person(behalf)));
    (by, other)
}

/// Returns the recipients with this role. If the item has no recipient table, the names come from the display
/// property.
pub(crate) fn recipients(item: &Item, role: RecipientRole) -> Vec<Person> {
    let directory = Directory::of(item);
    let people: Vec<Person> = item
        .recipients
        .iter()
        .filter(|recipient| role_of(item, recipient) == Some(role))
        .filter_map(|recipient| of_recipient(&directory, recipient))
        .collect();
    if !item.recipients.is_empty() || !people.is_empty() {
        return people;
    }
    let names = match role {
        RecipientRole::To => tags::DISPLAY_TO,
        RecipientRole::Cc => tags::DISPLAY_CC,
        RecipientRole::Bcc => tags::DISPLAY_BCC,
    };
    let names = item.props.text(names).unwrap_or_default();
    names.split(';').filter_map(|name| Person::new(name, &[])).collect()
}

/// Returns the person in a row of the recipient table.
pub(crate) fn of_recipient(directory: &Directory, recipient: &PropertySet) -> Option<Person> {
    person(directory, recipient, &RECIPIENT)
}

/// Returns the person in an entry id.
pub(crate) fn of_entry_id(bytes: &[u8], code_page: Option<u32>) -> Option<Person> {
    let entry = entry_id::parse(bytes, code_page)?;
    Person::new(&entry.name, &usable(&entry.address_type, entry.address))
}

/// Returns the recipients for replies, if the item specifies them.
pub(crate) fn reply_to(item: &Item) -> Vec<Person> {
    let Some(bytes) = item.props.structure(tags::REPLY_RECIPIENT_ENTRIES) else {
        return Vec::new();
    };
    entry_id::flat_list(&bytes)
        .into_iter()
        .filter_map(|entry| of_entry_id(entry, item.props.code_page()))
        .collect()
}

/// Returns the role of a recipient. In calendars, type 3 marks rooms and resources, which are not hidden recipients.
fn role_of(item: &Item, recipient: &PropertySet) -> Option<RecipientRole> {
    let calendar = ["ipm.appointment", "ipm.schedule"]
        .iter()
        .any(|class| item.message_class().to_ascii_lowercase().starts_with(class));
    match recipient.integer(tags::RECIPIENT_TYPE).unwrap_or(1) & 0x0F {
        0 => None,
        2 => Some(RecipientRole::Cc),
        3 if !calendar => Some(RecipientRole::Bcc),
        _ => Some(RecipientRole::To),
    }
}

fn person(directory: &Directory, props: &PropertySet, tags_of_person: &PersonTags) -> Option<Person> {
    let entry = tags_of_person
        .entry_ids
        .iter()
        .filter_map(|&id| props.structure(id))
        .find_map(|bytes| entry_id::parse(&bytes, props.code_page()))
        .unwrap_or_default();
    let name = props.first_text(tags_of_person.names).unwrap_or(entry.name);
    let mut addresses: Vec<String> = props.text(tags_of_person.smtp).into_iter().collect();
    let address_type = props.text(tags_of_person.address_type).unwrap_or_default();
    for (address_type, address) in [
        (address_type, props.text(tags_of_person.address).unwrap_or_default()),
        (entry.address_type, entry.address),
    ] {
        addresses.extend(directory.find(&address));
        addresses.extend(usable(&address_type, address));
    }
    addresses.extend(of_search_key(props, tags_of_person.search_key));
    Person::new(&name, &addresses)
}

/// Returns the address in a search key, [MS-OXOMSG] 2.2.1.46: the type, a colon and the address in capitals. In old
/// files, this may be the only address.
fn of_search_key(props: &PropertySet, id: u16) -> Option<String> {
    let key = props.structure(id)?;
    let address = key.strip_prefix(b"SMTP:")?;
    Some(crate::decode_code_page(address, props.code_page()).to_lowercase())
}

/// Returns the address unless it belongs to another mail system. An address of another system may contain `@`
/// without being an internet address.
fn usable(address_type: &str, address: String) -> Vec<String> {
    const OTHERS: [&str; 9] = ["FAX", "X400", "NOTES", "MS", "CCMAIL", "PROFS", "SNADS", "MHS", "MSPEER"];
    let other = OTHERS.iter().any(|other| address_type.eq_ignore_ascii_case(other));
    if other { Vec::new() } else { vec![address] }
}

#[cfg(test)]
mod tests {
    use super::senders;
    use crate::{Data, Item, Value, tags};

    #[track_caller]
    fn check(values: &[(u16, &str)], expected: &str) {
        let mut item = Item::default();
        for (id, text) in values {
            let value = match *id {
                tags::SENDER_SEARCH_KEY => Value::Binary(Data::Inline(text.as_bytes().to_vec())),
                _ => Value::Text((*text).to_owned()),
            };
            item.props.insert(*id, value);
        }
        assert_eq!(senders(&item).0.map(|person| person.display()).as_deref(), Some(expected));
    }

    #[test]
    fn senders_as_old_files_name_them() {
        use tags::{
            SENDER_ADDRESS_TYPE as KIND, SENDER_EMAIL_ADDRESS as ADDRESS, SENDER_NAME as NAME,
            SENDER_SEARCH_KEY as KEY, TRANSPORT_MESSAGE_HEADERS as HEADER,
        };
        check(&[(NAME, "Joe"), (KIND, "SMTP"), (ADDRESS, "joe@x.example")], "Joe <joe@x.example>");
        check(&[(NAME, "Joe"), (KIND, "EX"), (ADDRESS, "/o=X/cn=JOE")], "Joe");
        check(&[(KIND, "EX"), (ADDRESS, "/o=X/cn=JOE")], "JOE");
        check(&[(NAME, "Joe"), (KEY, "SMTP:JOE@X.EXAMPLE\0")], "Joe <joe@x.example>");
        check(&[(NAME, "Joe"), (KEY, "EX:/O=X/CN=JOE\0")], "Joe");
        check(&[(NAME, "Joe"), (KIND, "FAX"), (ADDRESS, "Joe@+49 30 1")], "Joe");
        check(&[(NAME, "Joe"), (KIND, "NOTES"), (ADDRESS, "CN=Joe/O=X@X")], "Joe");
        check(&[(NAME, "Joe"), (KIND, "MSPEER"), (ADDRESS, "POST/JOE")], "Joe");
        check(&[(NAME, "Joe [SMTP:joe@x.example]")], "Joe <joe@x.example>");
        check(
            &[
                (NAME, "Joe"),
                (KIND, "EX"),
                (ADDRESS, "/o=X/cn=JOE"),
                (HEADER, "From: \"Joe\" <joe@x.example>\r\n"),
            ],
            "Joe <joe@x.example>",
        );
    }
}
