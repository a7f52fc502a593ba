//! What a reader of mailboxes says of an item, in one shape for all readers.

use serde::Deserialize;

/// An item as a reader sees it. `None` means that the reader does not say; an empty text, a time of 0 or an empty list
/// that it says there is none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Record {
    /// How the reader itself names the item: its node, or a path in what the reader wrote.
    pub id: String,
    /// The item's node, for readers that tell it. It pairs the items of two readers without doubt.
    pub nid: Option<u32>,
    /// Names of the folders around the item, the root folder's left out.
    pub folder: Option<Vec<String>>,
    /// `PidTagMessageClass`
    pub class: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// `PidTagSenderName`, or the name in `From`.
    pub sender_name: Option<String>,
    /// `PidTagSenderEmailAddress`, or the address in `From`.
    pub sender_address: Option<String>,
    /// `PidTagClientSubmitTime`, or `Date`: seconds since 1970.
    pub submitted: Option<i64>,
    /// `PidTagMessageDeliveryTime`: seconds since 1970.
    pub delivered: Option<i64>,
    /// `PidLidAppointmentStartWhole`: seconds since 1970.
    pub start: Option<i64>,
    /// A contact's surname, given name and first address.
    pub person: Option<[String; 3]>,
    /// Recipients, in any order.
    pub recipients: Option<Vec<Recipient>>,
    /// The plain body.
    pub text: Option<String>,
    /// The formatted body, decoded.
    pub html: Option<String>,
    /// The formatted body's bytes, one char each.
    pub html_bytes: Option<String>,
    /// SHA-256 of the RTF body, out of its compression.
    pub rtf: Option<String>,
    /// Attachments, in the file's order.
    pub attachments: Option<Vec<Attached>>,
    /// True if the reader brought the item back from space that is free.
    pub recovered: bool,
}

/// A recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(default)]
pub struct Recipient {
    /// `to`, `cc`, `bcc`, `from`, `other`.
    pub kind: String,
    /// Display name.
    pub name: String,
    /// Address as it stands.
    pub address: String,
}

/// An attachment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Attached {
    /// File name.
    pub name: String,
    /// Size of its bytes.
    pub size: Option<u64>,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// True if it holds an item.
    pub is_message: bool,
    /// The item that it holds.
    pub message: Option<Box<Record>>,
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    format!("{:x}", Sha256::digest(bytes))
}

/// Bytes as text, one char each.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
