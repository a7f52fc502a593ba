//! Converts a message to a document for a search engine.

use std::collections::BTreeSet;
use std::io;

use foundmail_mail::Person;
use serde::Serialize;

use crate::error::ExportError;
use crate::manifest::rfc3339;
use crate::message::ExportMessage;

/// Maximum size of a file, and therefore of a document, in bytes. Quickwit accepts requests of up to 10 MiB.
pub(super) const MAX_FILE_SIZE: usize = 8 << 20;
/// Space in a document that is reserved for the action and for all fields except texts, in bytes.
pub(super) const RESERVED_SIZE: usize = 1 << 20;

/// The name of the index in the actions.
const INDEX: &str = "mail";

/// The dates that both engines accept, in seconds since 1970. Quickwit stores nanoseconds in 64 bits.
const DATES: std::ops::Range<i64> = -9_214_560_000..9_214_646_400;

/// A message as a document for a search engine. An optional field is omitted if the message has no value for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(super) struct SearchDocument {
    /// Id of the message in the archive.
    pub id: u32,
    /// Id of the message's thread.
    pub thread: u32,
    /// `Message-ID` without angle brackets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Date in UTC (RFC 3339), in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Subject.
    pub subject: String,
    /// `From`.
    #[serde(flatten, serialize_with = "People::from")]
    pub from: People,
    /// `To`.
    #[serde(flatten, serialize_with = "People::to")]
    pub to: People,
    /// `Cc`.
    #[serde(flatten, serialize_with = "People::cc")]
    pub cc: People,
    /// `Bcc`.
    #[serde(flatten, serialize_with = "People::bcc")]
    pub bcc: People,
    /// Paths of the folders in which the message was found. `/` separates the levels.
    pub folder: Vec<String>,
    /// File names of the sources.
    pub source: Vec<String>,
    /// Kind of the item: `mail`, `appointment` and so on.
    pub kind: String,
    /// Size of the stored message, in bytes.
    pub size: u64,
    /// True if part of the message is missing.
    pub damaged: bool,
    /// The body as plain text.
    pub text: String,
    /// File names of the attachments.
    pub attachment: Vec<String>,
    /// File extensions of the attachments, each once.
    pub attachment_type: Vec<String>,
    /// Texts of the attachments.
    pub attachment_text: Vec<String>,
}

/// The people of one header field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct People {
    /// Names and addresses, for searches by words.
    pub shown: Vec<String>,
    /// Addresses in lower case.
    pub addresses: Vec<String>,
}

impl People {
    fn of(people: &[Person]) -> Self {
        let shown =
            people.iter().map(|person| format!("{} {}", person.name, person.address).trim().to_owned());
        let addresses = people.iter().map(|person| person.address.to_lowercase());
        Self { shown: shown.collect(), addresses: addresses.filter(|address| !address.is_empty()).collect() }
    }

    fn fields<S: serde::Serializer>(
        &self,
        out: S,
        shown: &'static str,
        address: &'static str,
    ) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = out.serialize_map(Some(2))?;
        map.serialize_entry(shown, &self.shown)?;
        map.serialize_entry(address, &self.addresses)?;
        map.end()
    }

    fn from<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "from", "from_address")
    }

    fn to<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "to", "to_address")
    }

    fn cc<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "cc", "cc_address")
    }

    fn bcc<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.fields(out, "bcc", "bcc_address")
    }
}

impl SearchDocument {
    /// Returns a message as a document, and one sentence for each part that is missing from the document.
    pub fn of(message: &ExportMessage<'_>) -> Result<(Self, Vec<String>), ExportError> {
        let (mut texts, mut left_out) = (Vec::new(), Vec::new());
        for (index, attachment) in message.attachments.iter().enumerate() {
            let text = message.content.attachment_text(index)?;
            if !text.loss.is_empty() {
                left_out.push(format!(
                    "The text of the attachment {} is missing: {}.",
                    attachment.name, text.loss
                ));
            }
            texts.extend(text.pieces);
        }
        let date = message.date.filter(|date| DATES.contains(date));
        if let (Some(date), None) = (message.date.and_then(rfc3339), date) {
            left_out.push(format!(
                "The date of the message, {date}, is outside the range that search engines accept."
            ));
        }
        let folders: BTreeSet<String> =
            message.occurrences.iter().map(|occurrence| occurrence.folder.join("/")).collect();
        let sources: BTreeSet<&str> =
            message.occurrences.iter().map(|occurrence| occurrence.source_name.as_str()).collect();
        let types: BTreeSet<String> =
            message.attachments.iter().filter_map(|attachment| attachment.extension.clone()).collect();
        let mut document = Self {
            id: message.id,
            thread: message.thread,
            message_id: message.message_id.clone(),
            date: date.and_then(rfc3339),
            subject: message.subject.clone(),
            from: People::of(&message.from),
            to: People::of(&message.to),
            cc: People::of(&message.cc),
            bcc: People::of(&message.bcc),
            folder: folders.into_iter().collect(),
            source: sources.into_iter().map(str::to_owned).collect(),
            kind: message.kind.clone(),
            size: message.size,
            damaged: message.damaged,
            text: message.text.clone(),
            attachment: message.attachments.iter().map(|attachment| attachment.name.clone()).collect(),
            attachment_type: types.into_iter().collect(),
            attachment_text: texts,
        };
        if document.cut() {
            left_out.push(
                "The text was shortened, because search engines limit the length of a text.".to_owned(),
            );
        }
        Ok((document, left_out))
    }

    /// Returns two lines for the bulk interface: the action and the document.
    pub fn lines(&self) -> io::Result<Vec<u8>> {
        let action = serde_json::json!({ "create": { "_index": INDEX, "_id": self.id.to_string() } });
        let mut lines = serde_json::to_vec(&action)?;
        lines.push(b'\n');
        serde_json::to_writer(&mut lines, self)?;
        lines.push(b'\n');
        Ok(lines)
    }

    /// Cuts texts so that they fit into a file. Texts of attachments are cut first. Returns true if a text was
    /// cut.
    fn cut(&mut self) -> bool {
        let mut room = MAX_FILE_SIZE.saturating_sub(RESERVED_SIZE);
        let mut is_cut = false;
        let texts = std::iter::once(&mut self.text).chain(&mut self.attachment_text);
        for text in texts {
            let end = end_of_fitting(text, room);
            is_cut |= end < text.len();
            text.truncate(end);
            room = room.saturating_sub(json_size(text));
        }
        self.attachment_text.retain(|text| !text.is_empty());
        is_cut
    }
}

/// Returns the size of a text as part of a JSON string (RFC 8259, section 7), in bytes.
fn json_size(text: &str) -> usize {
    text.bytes().map(json_size_of_byte).fold(0, usize::saturating_add)
}

fn json_size_of_byte(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0C => 2,
        0..0x20 => 6,
        _ => 1,
    }
}

/// Returns the length of the longest prefix of a text that needs at most `room` bytes of JSON.
fn end_of_fitting(text: &str, room: usize) -> usize {
    let mut sum = 0_usize;
    let end = text.bytes().position(|byte| {
        sum = sum.saturating_add(json_size_of_byte(byte));
        sum > room
    });
    text.floor_char_boundary(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{People, SearchDocument};
    use crate::documents::MAPPINGS;

    fn full() -> SearchDocument {
        let some = || vec!["x".to_owned()];
        let people = || People { shown: some(), addresses: some() };
        SearchDocument {
            id: 7,
            message_id: Some("a@b".to_owned()),
            date: Some("2016-03-14T10:42:00Z".to_owned()),
            from: people(),
            to: people(),
            cc: people(),
            bcc: people(),
            folder: some(),
            source: some(),
            attachment: some(),
            attachment_type: some(),
            attachment_text: some(),
            ..SearchDocument::default()
        }
    }

    fn fields(document: &Value) -> BTreeSet<String> {
        document.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_mappings_have_each_field_and_no_other() {
        let expected = fields(&serde_json::to_value(full()).unwrap());
        let opensearch: Value = serde_json::from_str(MAPPINGS[1].1).unwrap();
        assert_eq!(fields(&opensearch["mappings"]["properties"]), expected);
        let quickwit = MAPPINGS[0].1.lines().filter_map(|line| line.trim().strip_prefix("- { name: "));
        let quickwit: BTreeSet<String> =
            quickwit.filter_map(|rest| Some(rest.split_once(',')?.0.to_owned())).collect();
        assert_eq!(quickwit, expected);
    }
}
