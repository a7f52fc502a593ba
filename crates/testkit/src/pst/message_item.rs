//! Converts a message to an item with properties, as Outlook stores it.

use chrono::Duration;
use foundmail_mapi::tags::{self, named};
use foundmail_mapi::{Attachment, AttachmentContent, Item, PropertySet, Value};
use mail_parser::{Address, MessageParser, MessagePart, MimeHeaders, PartType};

use super::rtf::rtf_of;
use super::set;
use crate::MailboxMessage;

/// Returns the item for a message. `number` determines properties that a message cannot express: whether it was read, its
/// categories, its follow-up flag and a BCC recipient.
pub fn item_from_message(message: &MailboxMessage, number: u64) -> Item {
    let sent = message.folder.first().is_some_and(|folder| folder == "Sent");
    let mut item = parsed(&message.raw, number);
    let arrived = message.date + Duration::seconds(7);
    set_times(&mut item.props, message.date.timestamp(), arrived.timestamp());
    item.props.insert(tags::CREATION_TIME, set::time(arrived.timestamp()));
    item.props.insert(tags::LAST_MODIFICATION_TIME, set::time(arrived.timestamp()));
    let read = sent || !number.is_multiple_of(4);
    set::number(&mut item.props, tags::MESSAGE_FLAGS, i32::from(read));
    if number % 6 == 1 {
        let categories = if number % 12 == 1 { vec!["Roof"] } else { vec!["Private", "Später lesen"] };
        let categories = categories.into_iter().map(str::to_owned).collect();
        set::named(&mut item.props, named::PS_PUBLIC_STRINGS, named::KEYWORDS, Value::TextList(categories));
    }
    if sent && number.is_multiple_of(5) {
        item.recipients.push(recipient(3, "Own Archive", "archive@weller-bakery.example"));
    }
    if number % 9 == 4 {
        set::number(&mut item.props, tags::FLAG_STATUS, 2);
        set::lid(&mut item.props, named::PSETID_COMMON, named::FLAG_REQUEST, Value::Text("Follow up".into()));
    }
    item
}

/// Sets the times at which a message was sent and delivered, in seconds since 1970.
fn set_times(props: &mut PropertySet, sent: i64, arrived: i64) {
    props.insert(tags::CLIENT_SUBMIT_TIME, set::time(sent));
    props.insert(tags::MESSAGE_DELIVERY_TIME, set::time(arrived));
}

fn parsed(raw: &[u8], number: u64) -> Item {
    let mut item = Item::default();
    let props = &mut item.props;
    set::text(props, tags::MESSAGE_CLASS, "IPM.Note");
    set::number(props, tags::IMPORTANCE, 1);
    let Some(message) = MessageParser::default().parse(raw) else {
        set::text(props, tags::BODY, String::from_utf8_lossy(raw));
        return item;
    };
    if let Some(subject) = message.subject() {
        set::text(props, tags::SUBJECT, subject);
        set::text(props, tags::CONVERSATION_TOPIC, message.thread_name().unwrap_or(subject));
    }
    if let Some(date) = message.date() {
        set_times(props, date.to_timestamp(), date.to_timestamp());
    }
    if let Some(id) = message.message_id() {
        set::text(props, tags::INTERNET_MESSAGE_ID, format!("<{id}>"));
    }
    if let Some(id) = message.in_reply_to().as_text() {
        set::text(props, tags::IN_REPLY_TO_ID, format!("<{id}>"));
    }
    let header = raw.windows(4).position(|window| window == b"\r\n\r\n").map_or(raw, |end| &raw[..end + 2]);
    set::text(props, tags::TRANSPORT_MESSAGE_HEADERS, String::from_utf8_lossy(header));
    for (name, address) in people(message.from()) {
        sender(props, &name, &address);
    }
    bodies(props, &message, number);
    for (kind, list) in [(1, message.to()), (2, message.cc()), (3, message.bcc())] {
        item.recipients
            .extend(people(list).into_iter().map(|(name, address)| recipient(kind, &name, &address)));
    }
    item.attachments = message.attachments().map(|part| attachment(part, number)).collect();
    item
}

/// Sets the bodies. Every item has a plain text; some also have HTML or RTF.
fn bodies(props: &mut PropertySet, message: &mail_parser::Message<'_>, number: u64) {
    let text = message.body_text(0).unwrap_or_default();
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    match message.body_html(0) {
        Some(html) if message.html_bodies().any(MessagePart::is_text_html) && number % 3 != 2 => {
            set::number(props, tags::INTERNET_CODEPAGE, 65_001);
            set::binary(props, tags::HTML, html.as_bytes().to_vec());
        }
        _ if number % 7 == 2 => set::binary(props, tags::RTF_COMPRESSED, rtf_of(&text)),
        _ => {}
    }
    set::text(props, tags::BODY, text);
}

fn people(list: Option<&Address<'_>>) -> Vec<(String, String)> {
    let all = list.into_iter().flat_map(|list| list.iter());
    all.filter_map(|person| {
        let address = person.address()?.to_owned();
        Some((person.name().unwrap_or(&address).to_owned(), address))
    })
    .collect()
}

fn sender(props: &mut PropertySet, name: &str, address: &str) {
    for (id, value) in [
        (tags::SENDER_NAME, name),
        (tags::SENDER_ADDRESS_TYPE, "SMTP"),
        (tags::SENDER_EMAIL_ADDRESS, address),
        (tags::SENDER_SMTP_ADDRESS, address),
        (tags::SENT_REPRESENTING_NAME, name),
        (tags::SENT_REPRESENTING_ADDRESS_TYPE, "SMTP"),
        (tags::SENT_REPRESENTING_EMAIL_ADDRESS, address),
    ] {
        set::text(props, id, value);
    }
}

fn recipient(kind: i32, name: &str, address: &str) -> PropertySet {
    let mut props = PropertySet::new();
    set::number(&mut props, tags::RECIPIENT_TYPE, kind);
    for (id, value) in [
        (tags::DISPLAY_NAME, name),
        (tags::ADDRESS_TYPE, "SMTP"),
        (tags::EMAIL_ADDRESS, address),
        (tags::SMTP_ADDRESS, address),
    ] {
        set::text(&mut props, id, value);
    }
    props
}

fn attachment(part: &MessagePart<'_>, number: u64) -> Attachment {
    let mut attachment = Attachment::default();
    let props = &mut attachment.props;
    if let PartType::Message(inner) = &part.body {
        set::text(props, tags::DISPLAY_NAME, inner.subject().unwrap_or("Message"));
        let item = parsed(inner.raw_message(), number);
        attachment.content = AttachmentContent::Embedded(Box::new(item));
        return attachment;
    }
    if let Some(name) = part.attachment_name() {
        set::text(props, tags::ATTACH_LONG_FILENAME, name);
        set::text(props, tags::DISPLAY_NAME, name);
        if let Some((_, extension)) = name.rsplit_once('.') {
            set::text(props, tags::ATTACH_EXTENSION, format!(".{extension}"));
        }
    }
    if let Some(kind) = part.content_type() {
        let subtype = kind.subtype().unwrap_or("octet-stream");
        set::text(props, tags::ATTACH_MIME_TAG, format!("{}/{subtype}", kind.ctype()));
    }
    if let Some(id) = part.content_id() {
        set::text(props, tags::ATTACH_CONTENT_ID, id);
    }
    attachment.content = AttachmentContent::Value(part.contents().to_vec().into());
    attachment
}
