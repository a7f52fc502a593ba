//! The envelope of a message: the people and attachments that lists show. The catalogue stores it as JSON.

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
    /// Index of the attachment in the message, from 0.
    pub index: u32,
    /// File name.
    pub name: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// Digest of the attachment's bytes. It is the same in all formats of the message.
    #[serde(default)]
    pub digest: [u8; 16],
    /// True for a picture that is shown inside the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

/// The maximum number of people of one header field in the envelope. The bytes of the message contain all of them.
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

    /// Returns the fingerprint of a stored message, made from its envelope. `key` is the identity of the message.
    pub(crate) fn fingerprint(&self, key: Digest, is_whole: bool) -> Fingerprint {
        let files = self.attachments.iter().filter(|file| !file.inline).map(|file| file.digest).collect();
        let recipients = self.to.iter().chain(&self.cc).chain(&self.bcc).collect();
        Fingerprint::stored(StoredFacts { key, files, recipients, is_whole })
    }

    /// Returns the number of recipients.
    pub(crate) fn recipient_count(&self) -> usize {
        [&self.to, &self.cc, &self.bcc].iter().map(|people| people.len()).sum()
    }

    /// Returns the envelope as JSON for the catalogue.
    pub(crate) fn json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(StoreError::unexpected)
    }
}

/// Reads an envelope from the JSON of a row. Returns `None` if the JSON is damaged. The caller must not use an
/// empty envelope instead: without recipients and attachments, the message could count as the same as another
/// message.
pub(crate) fn stored_envelope(json: &str) -> Option<Envelope> {
    serde_json::from_str(json).ok()
}
