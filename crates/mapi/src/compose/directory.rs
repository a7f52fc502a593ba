//! Internet addresses of people who are known by their Exchange name only. Mail that was sent inside an organization,
//! and mail in «Sent Items», often names its sender no other way; but some place of the item says whose name that is.

use super::address::{internet_address, is_x500};
use crate::tags::named::{self, PSETID_COMMON};
use crate::{Item, PropertySet, tags};

/// Which Exchange name has which internet address, by what an item says.
#[derive(Debug, Default)]
pub(super) struct Directory {
    known: Vec<(String, String)>,
}

/// Properties of which one has the Exchange name and one the internet address.
const PAIRS: [(u16, u16); 4] = [
    (tags::SENDER_EMAIL_ADDRESS, tags::SENDER_SMTP_ADDRESS),
    (tags::SENT_REPRESENTING_EMAIL_ADDRESS, tags::SENT_REPRESENTING_SMTP_ADDRESS),
    (tags::CREATOR_EMAIL_ADDRESS, tags::CREATOR_SMTP_ADDRESS),
    (tags::LAST_MODIFIER_EMAIL_ADDRESS, tags::LAST_MODIFIER_SMTP_ADDRESS),
];

impl Directory {
    /// What an item says of itself and of its first recipients.
    pub(super) fn of(item: &Item) -> Self {
        // Enough for a sender who is among them.
        const RECIPIENTS: usize = 100;
        let mut directory = Self::default();
        let props = &item.props;
        for (name, address) in PAIRS {
            directory.add(props.text(name), props.text(address));
        }
        directory.accounts(props);
        for recipient in item.recipients.iter().take(RECIPIENTS) {
            directory.add(recipient.text(tags::EMAIL_ADDRESS), recipient.text(tags::SMTP_ADDRESS));
        }
        directory
    }

    /// The account that a message was sent by, [MS-OXOMSG] 2.2.1.60 to 2.2.1.63: a mark of the kind, the Exchange name
    /// and the address, U+0001 between them; in an older form the address stands alone.
    fn accounts(&mut self, props: &PropertySet) {
        for account in [tags::PRIMARY_SEND_ACCOUNT, tags::NEXT_SEND_ACCOUNT] {
            let text = props.text(account).unwrap_or_default();
            let mut parts = text.split('\u{1}').skip(1).map(str::to_owned);
            self.add(parts.next(), parts.next());
        }
        let stamp = props.lid_text(PSETID_COMMON, named::INTERNET_ACCOUNT_STAMP).unwrap_or_default();
        let name = stamp.split('\u{1}').nth(1).map(str::to_owned);
        self.add(name, props.lid_text(PSETID_COMMON, named::INTERNET_ACCOUNT_NAME));
    }

    fn add(&mut self, name: Option<String>, address: Option<String>) {
        let (Some(name), Some(address)) = (name, address) else { return };
        if let (true, Some(address)) = (is_x500(&name), internet_address(&address)) {
            self.known.push((name.to_ascii_lowercase(), address));
        }
    }

    /// The address of a person.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        self.known.iter().find(|(known, _)| *known == name).map(|(_, address)| address.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::Directory;
    use crate::tags::named::{self, PSETID_COMMON};
    use crate::{Item, Name, NameId, PropertySet, Value, tags};

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    #[test]
    fn places_that_name_both() {
        let mut item = Item::default();
        item.props.insert(tags::CREATOR_EMAIL_ADDRESS, text("/O=X/CN=CREATOR"));
        item.props.insert(tags::CREATOR_SMTP_ADDRESS, text("creator@x.example"));
        item.props
            .insert(tags::PRIMARY_SEND_ACCOUNT, text("00000002\u{1}/o=x/cn=sender\u{1}sender@x.example"));
        for (lid, value) in [
            (named::INTERNET_ACCOUNT_STAMP, "00000002\u{1}/o=x/cn=account"),
            (named::INTERNET_ACCOUNT_NAME, "account@x.example"),
        ] {
            item.props.insert_named(Name { set: PSETID_COMMON, id: NameId::Lid(lid) }, text(value));
        }
        let mut recipient = PropertySet::new();
        recipient.insert(tags::EMAIL_ADDRESS, text("/o=x/cn=to"));
        recipient.insert(tags::SMTP_ADDRESS, text("to@x.example"));
        item.recipients.push(recipient);
        let directory = Directory::of(&item);
        for name in ["creator", "sender", "account", "to"] {
            assert_eq!(directory.find(&format!("/o=x/CN={name}")), Some(format!("{name}@x.example")));
        }
        assert_eq!(directory.find("/o=x/cn=nobody"), None);
    }
}
