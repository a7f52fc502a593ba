//! An item as a reader of mailboxes reports it, in one form for all readers.

use serde::Deserialize;

/// An item as a reader reports it. `None` means that the reader does not report the field; an empty text, a time of 0 or an
/// empty list means that it reports no value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The reader's name of the item: its node, or a path in the reader's output.
    pub id: String,
    /// The item's node, if the reader reports it. It pairs the items of two readers with certainty.
    pub nid: Option<u32>,
    /// The names of the item's folders, without the root folder.
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
    /// SHA-256 of the decompressed RTF body.
    pub rtf: Option<String>,
    /// Attachments, in the file's order.
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
    /// Size of its bytes.
    pub size: Option<u64>,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// True if it is an item.
    pub is_message: bool,
    /// The attached item.
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
