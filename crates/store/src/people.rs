//! What the catalogue keeps of a message for lists: people and attachments, as JSON in the message's row.

use std::collections::BTreeSet;

use foundmail_mail::{Message, Person};
use serde::{Deserialize, Serialize};

/// People and attachments of a message.
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

/// An attachment in a list.
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
    /// Digest of the bytes, as far as formats leave them alone.
    #[serde(default)]
    pub digest: [u8; 16],
    /// True for a picture inside the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

/// People that a list keeps of one field; the message itself has them all.
const MOST_PEOPLE: usize = 500;

impl Envelope {
    /// What is kept of a message.
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

    /// True if every attachment of `other` is, by its bytes, here too. Parts of the text in another form do not count.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let files = |envelope: &Self| -> Vec<[u8; 16]> {
            let files = envelope.attachments.iter().filter(|attachment| !attachment.inline);
            files.map(|attachment| attachment.digest).collect()
        };
        let mut ours = files(self);
        files(other).iter().all(|digest| {
            let at = ours.iter().position(|our| our == digest);
            at.map(|at| ours.swap_remove(at)).is_some()
        })
    }

    /// False if both name whom they went to and none of these is the same: somebody wrote each of them alike, with one id.
    pub(crate) fn may_be_to_the_same(&self, other: &Self) -> bool {
        let (ours, others) = (self.recipients(), other.recipients());
        ours.is_empty() || others.is_empty() || !ours.is_disjoint(&others)
    }

    /// How many it went to.
    pub(crate) fn people(&self) -> usize {
        [&self.to, &self.cc, &self.bcc].iter().map(|people| people.len()).sum()
    }

    /// Addresses to which it went, as far as they are any.
    pub(crate) fn recipients(&self) -> BTreeSet<String> {
        let all = self.to.iter().chain(&self.cc).chain(&self.bcc).map(|person| person.address.to_lowercase());
        all.filter(|address| address.contains('@')).collect()
    }
}
