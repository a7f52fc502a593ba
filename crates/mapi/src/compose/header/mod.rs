//! The header of a message: the received fields in their original order, then fields from properties, [MS-OXCMAIL]
//! 2.2.

mod state;

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::{Header as _, HeaderType};

use crate::compose::item_properties::{date, message_ids, subject};
use crate::compose::people::address::Person;
use crate::compose::people::participants::{self, RecipientRole};
use crate::compose::wire::header_field::{self, HeaderField, one_line};
use crate::compose::wire::output::Output;
use crate::tags::named;
use crate::{Item, NameId, PropertySet, tags};

/// Builds the header of a message.
#[derive(Default)]
pub(crate) struct Header {
    out: Vec<u8>,
    /// Names of the fields so far, in lower case.
    names: BTreeSet<String>,
}

impl Header {
    /// Composes the header of an item.
    pub(crate) fn of(item: &Item) -> Self {
        let mut header = Self::default();
        let transport = item.props.text(tags::TRANSPORT_MESSAGE_HEADERS).unwrap_or_default();
        for field in header_field::fields(header_field::header_part(&transport)) {
            header.add_received(&field);
        }
        header.people(item);
        header.message(item);
        header.thread(&item.props);
        header.state(item);
        if transport.is_empty() {
            header.internet_headers(&item.props);
        }
        header
    }

    pub(crate) fn write(self, out: &mut Output<'_>) {
        out.put(&self.out);
    }

    fn people(&mut self, item: &Item) {
        let (from, sender) = participants::senders(item);
        // The received `From` is more reliable than the properties of the sender.
        let came = self.has("From");
        self.addresses("From", &Vec::from_iter(from));
        if !came {
            self.addresses("Sender", &Vec::from_iter(sender));
            self.addresses("Reply-To", &participants::reply_to(item));
        }
        self.addresses("To", &participants::recipients(item, RecipientRole::To));
        self.addresses("Cc", &participants::recipients(item, RecipientRole::Cc));
        self.addresses("Bcc", &participants::recipients(item, RecipientRole::Bcc));
    }

    fn message(&mut self, item: &Item) {
        let props = &item.props;
        self.text("Subject", &subject(item));
        self.date("Date", date(props));
        self.ids("Message-ID", props.text(tags::INTERNET_MESSAGE_ID), 1);
        self.ids("In-Reply-To", props.text(tags::IN_REPLY_TO_ID), usize::MAX);
        self.ids("References", props.text(tags::INTERNET_REFERENCES), usize::MAX);
    }

    fn thread(&mut self, props: &PropertySet) {
        // A valid index has 22 bytes, and 5 more for each reply, [MS-OXOMSG] 2.2.1.3.
        const LIMIT: usize = 4 << 10;
        if let Some(topic) = props.text(tags::CONVERSATION_TOPIC) {
            self.text("Thread-Topic", &topic);
        }
        if let Some(index) = props.structure(tags::CONVERSATION_INDEX).filter(|index| index.len() <= LIMIT) {
            let index = STANDARD.encode(index);
            self.add("Thread-Index", &HeaderType::Raw(Raw::new(index)));
        }
    }

    /// Adds the header fields in `PS_INTERNET_HEADERS` of an item that was never sent, [MS-OXCMSG] 2.2.1.46.
    fn internet_headers(&mut self, props: &PropertySet) {
        for (name, value) in props.iter_named().filter(|(name, _)| name.set == named::PS_INTERNET_HEADERS) {
            let (NameId::Text(field), Some(text)) = (&name.id, props.text_of(value)) else {
                continue;
            };
            let fits = !field.is_empty()
                && !field.starts_with('-')
                && field.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':')
                && !header_field::describes_body(field);
            if fits {
                self.text(field, &text);
            }
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(&name.to_ascii_lowercase())
    }

    /// Adds a received field. Received fields may occur several times.
    fn add_received(&mut self, field: &HeaderField) {
        self.names.insert(field.name.to_ascii_lowercase());
        if field.is_clean() {
            self.begin(&field.name);
            self.out.extend_from_slice(field.lines.join("\r\n").as_bytes());
            self.out.extend_from_slice(b"\r\n");
        } else if field.is_structured() {
            self.put(&field.name, &HeaderType::Raw(Raw::new(field.unfolded())));
        } else {
            self.put(&field.name, &HeaderType::Text(Text::new(field.unfolded())));
        }
    }

    /// Adds a field unless the header already has a field with this name.
    fn add(&mut self, name: &str, value: &HeaderType<'_>) {
        if self.names.insert(name.to_ascii_lowercase()) {
            self.put(name, value);
        }
    }

    pub(crate) fn date(&mut self, name: &str, seconds: Option<i64>) {
        if let Some(seconds) = seconds {
            self.add(name, &HeaderType::Date(Date::new(seconds)));
        }
    }

    pub(crate) fn text(&mut self, name: &str, text: &str) {
        let text = one_line(text);
        if !text.trim().is_empty() {
            self.add(name, &HeaderType::Text(Text::new(text.trim())));
        }
    }

    pub(crate) fn addresses(&mut self, name: &str, people: &[Person]) {
        if !people.is_empty() {
            let people = people.iter().map(Person::mailbox).collect();
            self.add(name, &HeaderType::Address(Address::new_list(people)));
        }
    }

    fn ids(&mut self, name: &str, text: Option<String>, limit: usize) {
        let ids = message_ids(&text.unwrap_or_default());
        if !ids.is_empty() {
            let ids = ids.into_iter().take(limit);
            self.add(name, &HeaderType::MessageId(MessageId::new_list(ids)));
        }
    }

    fn begin(&mut self, name: &str) {
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b": ");
    }

    fn put(&mut self, name: &str, value: &HeaderType<'_>) {
        self.begin(name);
        value.write_header(&mut self.out, name.len().saturating_add(2));
    }
}
