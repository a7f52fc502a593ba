//! The envelope of a message: people and attachments, which lists show. The catalogue keeps it as JSON.

use foundmail_mail::{Digest, Fingerprint, Message, Person, StoredFacts};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// The people and attachments of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Envelope {
    /// `From`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Person>,
    /// `To`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Person>,
    /// `Cc`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Person>,
    /// `Bcc`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<Person>,
    /// Attachments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentRow>,
}

/// An attachment of a message, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AttachmentRow {
    /// Position among the message's attachments.
    pub index: u32,
    /// File name.
    pub name: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// Digest of its bytes, the same in all formats.
    #[serde(default)]
    pub digest: [u8; 16],
    /// True for a picture inside the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

/// People of one header field that the envelope keeps. The message itself has all of them.
const MOST_PEOPLE: usize = 500;

impl Envelope {
    /// Makes the envelope of a message.
    pub fn of(message: &Message) -> Self {
        let people = |people: &[Person]| people.iter().take(MOST_PEOPLE).cloned().collect();
        let attachments = message.attachments.iter().map(|attachment| AttachmentRow {
            index: attachment.index,
            name: attachment.name.clone(),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
            digest: attachment.digest,
            inline: attachment.inline,
        });
        Self {
            from: people(&message.from),
            to: people(&message.to),
            cc: people(&message.cc),
            bcc: people(&message.bcc),
            attachments: attachments.collect(),
        }
    }

    /// Makes the fingerprint of a message in the catalogue.
    pub(crate) fn fingerprint(&self, key: Digest, is_whole: bool) -> Fingerprint {
        let files = self.attachments.iter().filter(|file| !file.inline).map(|file| file.digest).collect();
        let recipients = self.to.iter().chain(&self.cc).chain(&self.bcc).collect();
        Fingerprint::stored(StoredFacts { key, files, recipients, is_whole })
    }

    /// Returns the number of recipients.
    pub(crate) fn recipient_count(&self) -> usize {
        [&self.to, &self.cc, &self.bcc].iter().map(|people| people.len()).sum()
    }

    /// Returns the JSON in the catalogue.
    pub(crate) fn json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(StoreError::unexpected)
    }
}

/// Reads the envelope in a row. Returns `None` if the row is damaged. An empty envelope in its place would be wrong: a message
/// without recipients and attachments can pass for another one.
pub(crate) fn stored_envelope(json: &str) -> Option<Envelope> {
    serde_json::from_str(json).ok()
}
