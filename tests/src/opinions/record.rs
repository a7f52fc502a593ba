//! The values of an item, in one form for all readers.

use serde::Deserialize;

/// An item as a reader reports it. `None` means that the reader never reports the field. An empty text, a time of
/// 0 or an empty list means that the item has no value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The id of the item in this reader: its node, or a path in the reader's output.
    pub id: String,
    /// The node of the item, if the reader reports it. Two readers' items with the same node are the same item.
    pub nid: Option<u32>,
    /// The names of the folders that contain the item, from the outermost one, without the root folder.
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
    /// The surname, given name and first address of a contact.
    pub person: Option<[String; 3]>,
    /// Recipients, in any order.
    pub recipients: Option<Vec<Recipient>>,
    /// The plain body.
    pub text: Option<String>,
    /// The formatted body, decoded to text.
    pub html: Option<String>,
    /// The bytes of the formatted body, one character for each byte.
    pub html_bytes: Option<String>,
    /// SHA-256 of the decompressed RTF body.
    pub rtf: Option<String>,
    /// Attachments, in the order of the file.
    pub attachments: Option<Vec<Attached>>,
    /// True if the reader recovered the item from free space.
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
    /// The address, unchanged.
    pub address: String,
}

/// An attachment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Attached {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub size: Option<u64>,
    /// SHA-256 of the bytes.
    pub sha256: Option<String>,
    /// True if the attachment is an item.
    pub is_message: bool,
    /// The attached item.
    pub message: Option<Box<Record>>,
}

/// Returns the SHA-256 digest in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    format!("{:x}", Sha256::digest(bytes))
}

/// Returns bytes as text, one character for each byte.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
