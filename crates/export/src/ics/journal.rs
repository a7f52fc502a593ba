//! Notes of mailboxes that store them as text, as journal entries.

use foundmail_mapi::hex;
use sha2::{Digest as _, Sha256};

use crate::content_lines::{Component, ContentLine, escape};
use crate::message::ExportMessage;

/// Returns a note as a journal entry (RFC 5545, section 3.6.3).
pub(super) fn note(message: &ExportMessage<'_>) -> Component {
    let mut lines = vec![ContentLine::new("UID", uid(message)), ContentLine::new("DTSTAMP", stamp(message))];
    if message.date.is_some() {
        lines.push(ContentLine::new("CREATED", stamp(message)));
    }
    for (name, text) in [("SUMMARY", message.subject.trim()), ("DESCRIPTION", message.text.trim_end())] {
        if !text.is_empty() {
            lines.push(ContentLine::new(name, escape(text)));
        }
    }
    Component { name: "VJOURNAL".to_owned(), lines, ..Component::default() }
}

/// Returns an identifier for an entry that has none. It is the same in each export of the message.
pub(super) fn uid(message: &ExportMessage<'_>) -> String {
    if let Some(id) = message.message_id.as_deref().filter(|id| !id.is_empty()) {
        return escape(id);
    }
    let mut hasher = Sha256::new();
    hasher.update(format!("{:?}\n{}\n{}", message.date, message.subject, message.text));
    let digest = hex(&hasher.finalize());
    format!("{}@foundmail", digest.get(..32).unwrap_or(&digest))
}

/// Returns the time for `DTSTAMP`, which each entry must have: the date of the message.
pub(super) fn stamp(message: &ExportMessage<'_>) -> String {
    let date = message.date.and_then(|date| chrono::DateTime::from_timestamp(date, 0));
    date.unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}
