//! Internet addresses for Exchange names, from the properties of one item. Internal mail and mail in "Sent Items" often
//! contain only the Exchange name of the sender, but another property may contain the address.

use crate::compose::people::address::{clean_name, internet_address, is_x500};
use crate::compose::wire::header_field;
use crate::tags::named::{self, PSETID_COMMON};
use crate::{Item, PropertySet, tags};

/// Exchange names with their internet addresses.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    known: Vec<(String, String)>,
}

/// Pairs of properties: the Exchange name, and the internet address of the same person.
const PAIRS: [(u16, u16); 6] = [
    (tags::SENDER_EMAIL_ADDRESS, tags::SENDER_SMTP_ADDRESS),
    (tags::SENT_REPRESENTING_EMAIL_ADDRESS, tags::SENT_REPRESENTING_SMTP_ADDRESS),
    (tags::RECEIVED_BY_EMAIL_ADDRESS, tags::RECEIVED_BY_SMTP_ADDRESS),
    (tags::RECEIVED_REPRESENTING_EMAIL_ADDRESS, tags::RECEIVED_REPRESENTING_SMTP_ADDRESS),
    (tags::CREATOR_EMAIL_ADDRESS, tags::CREATOR_SMTP_ADDRESS),
    (tags::LAST_MODIFIER_EMAIL_ADDRESS, tags::LAST_MODIFIER_SMTP_ADDRESS),
];

impl Directory {
    /// Collects the names and addresses of an item and of its first recipients.
    pub(crate) fn of(item: &Item) -> Self {
        // If the sender is also a recipient, the sender is usually one of the first recipients.
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
        directory.headers(item);
        directory
    }

    /// Adds the account that sent a message, [MS-OXOMSG] 2.2.1.60 to 2.2.1.63. The value is a type, the Exchange name
    /// and the address, separated by U+0001. An older form stores the address in another property.
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

    /// Adds addresses from the received header: the address of the sender, and the addresses of recipients whose
    /// display name occurs only once in the header.
    fn headers(&mut self, item: &Item) {
        const RECIPIENTS: usize = 100;
        // Most items contain all internet addresses. Their headers are not parsed, which saves time.
        let is_asked = |props: &PropertySet, id| props.text(id).is_some_and(|name| is_x500(&name));
        let recipients = || item.recipients.iter().take(RECIPIENTS);
        if ![tags::SENT_REPRESENTING_EMAIL_ADDRESS, tags::SENDER_EMAIL_ADDRESS]
            .iter()
            .any(|id| is_asked(&item.props, *id))
            && !recipients().any(|recipient| is_asked(recipient, tags::EMAIL_ADDRESS))
        {
            return;
        }
        let Some(header) = item.props.text(tags::TRANSPORT_MESSAGE_HEADERS) else { return };
        let fields = header_field::fields(header_field::header_part(&header));
        let mailboxes = |wanted: &[&str]| -> Vec<(String, String)> {
            let wanted = |field: &&header_field::HeaderField| {
                wanted.iter().any(|name| field.name.eq_ignore_ascii_case(name))
            };
            fields.iter().filter(wanted).flat_map(|field| mailboxes(&field.unfolded())).collect()
        };
        if let [(_, address)] = mailboxes(&["From"]).as_slice() {
            self.add(item.props.text(tags::SENT_REPRESENTING_EMAIL_ADDRESS), Some(address.clone()));
            if item.props.get(tags::SENT_REPRESENTING_EMAIL_ADDRESS).is_none() {
                self.add(item.props.text(tags::SENDER_EMAIL_ADDRESS), Some(address.clone()));
            }
        }
        let named = mailboxes(&["To", "Cc"]);
        for recipient in recipients() {
            let name = clean_name(&recipient.text(tags::DISPLAY_NAME).unwrap_or_default());
            let mut same = named.iter().filter(|(shown, _)| !name.is_empty() && *shown == name);
            if let (Some((_, address)), None) = (same.next(), same.next()) {
                self.add(recipient.text(tags::EMAIL_ADDRESS), Some(address.clone()));
            }
        }
    }

    /// Returns the Exchange names, in lower case, with their addresses.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.known
    }

    fn add(&mut self, name: Option<String>, address: Option<String>) {
        let (Some(name), Some(address)) = (name, address) else { return };
        if let (true, Some(address)) = (is_x500(&name), internet_address(&address)) {
            self.known.push((name.to_ascii_lowercase(), address));
        }
    }

    /// Returns the internet address for an Exchange name.
    pub(crate) fn find(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        self.known.iter().find(|(known, _)| *known == name).map(|(_, address)| address.clone())
    }
}

/// Returns the names and addresses in a field, RFC 5322 3.4. Encoded words are not decoded.
fn mailboxes(value: &str) -> Vec<(String, String)> {
    const LIMIT: usize = 1_000;
    let mut quoted = false;
    value
        .split(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        })
        .take(LIMIT)
        .filter_map(|mailbox| {
            let address = internet_address(mailbox)?;
            let name = mailbox.rsplit_once('<').map_or("", |(name, _)| name);
            Some((clean_name(name), address))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Directory;
    use crate::tags::named::{self, PSETID_COMMON};
    use crate::{Item, NameId, PropertyName, PropertySet, Value, tags};

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
            item.props.insert_named(PropertyName { set: PSETID_COMMON, id: NameId::Lid(lid) }, text(value));
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

    #[test]
    fn headers_name_the_same_people() {
        let mut item = Item::default();
        item.props.insert(tags::SENT_REPRESENTING_EMAIL_ADDRESS, text("/o=x/cn=boss"));
        item.props.insert(
            tags::TRANSPORT_MESSAGE_HEADERS,
            text("From: Boss <boss@x.example>\r\nTo: \"Doe, Jane\" <jane@x.example>,\r\n John <j1@x.example>, John <j2@x.example>\r\n"),
        );
        for name in ["Doe, Jane", "John"] {
            let mut recipient = PropertySet::new();
            recipient.insert(tags::EMAIL_ADDRESS, text(&format!("/o=x/cn={name}")));
            recipient.insert(tags::DISPLAY_NAME, text(name));
            item.recipients.push(recipient);
        }
        let directory = Directory::of(&item);
        assert_eq!(directory.find("/o=x/cn=boss").as_deref(), Some("boss@x.example"));
        assert_eq!(directory.find("/o=x/cn=doe, jane").as_deref(), Some("jane@x.example"));
        // Two recipients have this name, so neither gets an address.
        assert_eq!(directory.find("/o=x/cn=john"), None);
    }
}
