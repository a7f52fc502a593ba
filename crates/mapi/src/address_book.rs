//! Internet addresses for the Exchange names of a mailbox. Many items contain only an Exchange name, but another item
//! may contain the address: a received message, a message with a complete recipient table, or a contact.

use std::collections::HashMap;

use crate::compose::people::address::{internet_address, is_x500};
use crate::compose::people::directory::Directory;
use crate::tags::named::{self, PSETID_ADDRESS};
use crate::{AttachmentContent, Item, PropertySet, Value, tags};

/// Exchange names with their internet addresses, collected from the items of one mailbox. The book keeps the first
/// address of each name. Later items cannot change an address, so an item can be [filled](Self::fill) as soon as
/// all its names are known.
#[derive(Debug, Clone, Default)]
pub struct AddressBook {
    /// Exchange names in lower case, with the first address learned.
    known: HashMap<String, String>,
}

/// Maximum number of names. No organization has more.
const LIMIT: usize = 500_000;
/// Maximum number of bytes of a name or address.
const LONGEST: usize = 1_024;
/// Maximum depth of attached messages that are read.
const DEPTH: u32 = 8;

/// Pairs of properties: the Exchange name, and the internet address of the same person.
const PLACES: [(u16, u16); 4] = [
    (tags::SENDER_EMAIL_ADDRESS, tags::SENDER_SMTP_ADDRESS),
    (tags::SENT_REPRESENTING_EMAIL_ADDRESS, tags::SENT_REPRESENTING_SMTP_ADDRESS),
    (tags::RECEIVED_BY_EMAIL_ADDRESS, tags::RECEIVED_BY_SMTP_ADDRESS),
    (tags::RECEIVED_REPRESENTING_EMAIL_ADDRESS, tags::RECEIVED_REPRESENTING_SMTP_ADDRESS),
];

impl AddressBook {
    /// Creates an empty address book.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of names.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Returns true if there are no names.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Adds the names and addresses in an item and its attached messages.
    pub fn learn(&mut self, item: &Item) {
        self.learn_at(item, 0);
    }

    fn learn_at(&mut self, item: &Item, depth: u32) {
        for (name, address) in Directory::of(item).into_pairs() {
            self.add(name, address);
        }
        for (name, address) in contact(&item.props) {
            self.add(name, address);
        }
        for attachment in item.attachments.iter().filter(|_| depth < DEPTH) {
            if let AttachmentContent::Embedded(inner) = &attachment.content {
                self.learn_at(inner, depth.saturating_add(1));
            }
        }
    }

    fn add(&mut self, name: String, address: String) {
        if name.len() <= LONGEST && address.len() <= LONGEST && self.known.len() < LIMIT {
            self.known.entry(name).or_insert(address);
        }
    }

    /// Returns the internet address for an Exchange name.
    pub fn find(&self, name: &str) -> Option<&str> {
        if !is_x500(name) {
            return None;
        }
        self.known.get(&name.to_ascii_lowercase()).map(String::as_str)
    }

    /// Adds missing internet addresses to an item and its attached messages. Returns `false` if the book lacks one
    /// of the addresses. The book may still learn that address from another item.
    pub fn fill(&self, item: &mut Item) -> bool {
        self.fill_at(item, 0)
    }

    fn fill_at(&self, item: &mut Item, depth: u32) -> bool {
        // Most items contain all internet addresses. Their other properties are not read, which saves time.
        let asks = |props: &PropertySet, (name, address)| asked(props, name, address).is_some();
        let asks_sender = PLACES.iter().any(|place| asks(&item.props, *place));
        let in_table = (tags::EMAIL_ADDRESS, tags::SMTP_ADDRESS);
        let mut all = true;
        if asks_sender || item.recipients.iter().any(|recipient| asks(recipient, in_table)) {
            let own = Directory::of(item);
            for place in PLACES {
                all &= self.put(&own, &mut item.props, place);
            }
            for recipient in &mut item.recipients {
                all &= self.put(&own, recipient, in_table);
            }
        }
        for attachment in item.attachments.iter_mut().filter(|_| depth < DEPTH) {
            if let AttachmentContent::Embedded(inner) = &mut attachment.content {
                all &= self.fill_at(inner, depth.saturating_add(1));
            }
        }
        all
    }

    fn put(&self, own: &Directory, props: &mut PropertySet, (name, address): (u16, u16)) -> bool {
        let Some(name) = asked(props, name, address).filter(|name| own.find(name).is_none()) else {
            return true;
        };
        let Some(found) = self.find(&name) else { return false };
        props.insert(address, Value::Text(found.to_owned()));
        true
    }
}

/// Returns the Exchange name of a person whose address is missing.
fn asked(props: &PropertySet, name: u16, address: u16) -> Option<String> {
    let name = props.text(name).filter(|name| is_x500(name))?;
    let has = props.text(address).is_some_and(|text| !text.trim().is_empty());
    Some(name).filter(|_| !has)
}

/// Returns the Exchange names of a contact with their addresses. The address is the original display name of the
/// same entry.
fn contact(props: &PropertySet) -> Vec<(String, String)> {
    let pair = |behind: u32| {
        let text = |lid: u32| props.lid_text(PSETID_ADDRESS, lid.checked_add(behind)?);
        let name = text(named::EMAIL1_EMAIL_ADDRESS).filter(|name| is_x500(name))?;
        let address = internet_address(&text(named::EMAIL1_ORIGINAL_DISPLAY_NAME)?)?;
        Some((name.to_ascii_lowercase(), address))
    };
    [0, 0x10, 0x20].into_iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::AddressBook;
    use crate::tags::named::{self, PSETID_ADDRESS};
    use crate::{
        Attachment, AttachmentContent, Item, NameId, PropertyName, PropertySet, Value, compose, tags,
    };

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    fn recipient(name: &str, address: Option<&str>) -> PropertySet {
        let mut props = PropertySet::new();
        props.insert(tags::DISPLAY_NAME, text("Jane"));
        props.insert(tags::EMAIL_ADDRESS, text(name));
        if let Some(address) = address {
            props.insert(tags::SMTP_ADDRESS, text(address));
        }
        props
    }

    fn book() -> AddressBook {
        let mut told = Item::default();
        told.recipients.push(recipient("/o=X/cn=jane", Some("jane@x.example")));
        let mut outer = Item::default();
        outer.attachments.push(Attachment {
            content: AttachmentContent::Embedded(Box::new(told)),
            ..Attachment::default()
        });
        let mut contact = Item::default();
        for (lid, value) in [
            (named::EMAIL1_EMAIL_ADDRESS, "/o=X/cn=boss"),
            (named::EMAIL1_ORIGINAL_DISPLAY_NAME, "boss@x.example"),
        ] {
            contact
                .props
                .insert_named(PropertyName { set: PSETID_ADDRESS, id: NameId::Lid(lid) }, text(value));
        }
        let mut book = AddressBook::new();
        book.learn(&outer);
        book.learn(&contact);
        book
    }

    #[test]
    fn what_one_item_says_helps_the_others() {
        let book = book();
        assert_eq!(book.len(), 2);
        for (sender, to, expected) in [
            ("/O=x/CN=Boss", "/O=x/CN=Jane", "From: <boss@x.example>|To: \"Jane\" <jane@x.example>"),
            ("/O=x/CN=Other", "/O=x/CN=Jane", "From: \"Other\" <>|To: \"Jane\" <jane@x.example>"),
        ] {
            let mut item = Item::default();
            item.props.insert(tags::SENDER_EMAIL_ADDRESS, text(sender));
            item.recipients.push(recipient(to, None));
            assert_eq!(book.fill(&mut item), sender != "/O=x/CN=Other");
            let raw = String::from_utf8(compose(&item).raw).unwrap();
            let people: Vec<&str> = raw.lines().filter(|line| line.contains('<')).collect();
            assert_eq!(people.join("|"), expected);
        }
    }

    #[test]
    fn an_item_knows_better_than_the_book() {
        let mut item = Item::default();
        item.recipients.push(recipient("/o=x/cn=jane", Some("other@x.example")));
        item.props.insert(tags::SENDER_EMAIL_ADDRESS, text("/o=x/cn=jane"));
        assert!(book().fill(&mut item));
        assert_eq!(item.recipients[0].text(tags::SMTP_ADDRESS).as_deref(), Some("other@x.example"));
        assert!(item.props.get(tags::SENDER_SMTP_ADDRESS).is_none());
    }
}
