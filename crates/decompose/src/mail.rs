//! The envelope of an item: people, subject, dates and ids.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foundmail_mail::Message;
use foundmail_mapi::{FileTime, Item, PropertySet, Value, tags};

use crate::header::Header;
use crate::people::{self, REPRESENTED, SENDER};
use crate::properties::{bytes, text};

/// `PidTagReplyRecipientNames`
const REPLY_RECIPIENT_NAMES: u16 = 0x0050;
/// Maximum length of a subject in characters: that of Outlook.
const MAX_SUBJECT: usize = 255;
/// 4501-01-01, [MS-OXOTASK] 2.2.2.2.5.
pub(crate) const NO_TIME: FileTime = FileTime(0x0CB3_4557_A3DD_4000);
/// Maximum length of a conversation index in bytes.
const MAX_INDEX: usize = 4 << 10;

/// Inserts the envelope. `digest` identifies the message.
pub(crate) fn insert(item: &mut Item, message: &Message, header: &Header, digest: &[u8]) {
    subject(item, &message.subject);
    let set = &mut item.props;
    dates(set, message.date);
    // 16 bytes, the same at every export.
    bytes(set, tags::SEARCH_KEY, digest.iter().copied().take(16).collect());
    let from = message.from.first().or(message.sender.as_ref());
    if let Some(from) = from {
        people::insert(set, &REPRESENTED, from);
        people::insert(set, &SENDER, message.sender.as_ref().unwrap_or(from));
    }
    let reply_to = header.people("reply-to");
    if !reply_to.is_empty() {
        let names: Vec<&str> = reply_to.iter().map(foundmail_mail::Person::shown).collect();
        text(set, REPLY_RECIPIENT_NAMES, &names.join("; "));
        bytes(set, tags::REPLY_RECIPIENT_ENTRIES, people::entry_list(&reply_to));
    }
    let ids = |ids: &[String]| ids.iter().map(|id| format!("<{id}>")).collect::<Vec<_>>().join(" ");
    text(set, tags::INTERNET_MESSAGE_ID, &ids(message.message_id.as_slice()));
    text(set, tags::IN_REPLY_TO_ID, &ids(&message.in_reply_to));
    text(set, tags::INTERNET_REFERENCES, &ids(&message.references));
    let index = header.get("thread-index").and_then(|index| STANDARD.decode(index.replace(' ', "")).ok());
    if let Some(index) = index.filter(|index| (22..=MAX_INDEX).contains(&index.len())) {
        bytes(set, tags::CONVERSATION_INDEX, index);
    }
    for (people, role) in [(&message.to, 1), (&message.cc, 2), (&message.bcc, 3)] {
        item.recipients.extend(people.iter().map(|person| people::recipient(person, role)));
    }
}

/// Inserts the dates. Each item needs a time of creation and of change. Those of a message without a date are the time that
/// means "none" in MAPI: with the present time, it would become a new message.
fn dates(set: &mut PropertySet, date: Option<i64>) {
    let date = date.and_then(FileTime::from_unix_seconds);
    for id in [tags::CREATION_TIME, tags::LAST_MODIFICATION_TIME] {
        set.insert(id, Value::Time(date.unwrap_or(NO_TIME)));
    }
    if let Some(date) = date {
        for id in [tags::CLIENT_SUBMIT_TIME, tags::MESSAGE_DELIVERY_TIME] {
            set.insert(id, Value::Time(date));
        }
    }
}

/// Inserts a subject, its prefix and the topic of its conversation.
pub(crate) fn subject(item: &mut Item, subject: &str) {
    let subject: String = subject.chars().take(MAX_SUBJECT).collect();
    let (prefix, topic) = subject.split_at(prefix_length(&subject));
    text(&mut item.props, tags::SUBJECT, &subject);
    text(&mut item.props, tags::SUBJECT_PREFIX, prefix);
    text(&mut item.props, tags::CONVERSATION_TOPIC, topic);
}

/// Returns the length in bytes of a prefix such as `RE: `: up to three letters, a colon and a space, [MS-OXCMSG] 3.2.4.4.
fn prefix_length(subject: &str) -> usize {
    let Some((before, _)) = subject.split_once(": ") else { return 0 };
    let is_prefix = (1..=3).contains(&before.chars().count()) && before.chars().all(char::is_alphabetic);
    if is_prefix { before.len().saturating_add(2) } else { 0 }
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{Item, tags};

    use super::subject;

    #[test]
    fn subjects_have_a_prefix_and_a_topic() {
        let long = "x".repeat(300);
        for (whole, prefix, topic) in [
            ("Re: roof", Some("Re: "), Some("roof")),
            ("Note: roof", None, Some("Note: roof")),
            ("A1: x", None, Some("A1: x")),
            ("\u{56de}\u{590d}: x", Some("\u{56de}\u{590d}: "), Some("x")),
            ("", None, None),
            (long.as_str(), None, Some(&long[..255])),
        ] {
            let mut item = Item::default();
            subject(&mut item, whole);
            assert_eq!(item.props.text(tags::SUBJECT_PREFIX).as_deref(), prefix, "{whole}");
            assert_eq!(item.props.text(tags::CONVERSATION_TOPIC).as_deref(), topic, "{whole}");
        }
    }
}
