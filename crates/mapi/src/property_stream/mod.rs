//! The property stream: the MAPI properties of an item beside the message that was composed of it.
//!
//! RFC 5322, iCalendar and vCard can't express most MAPI properties. The stream keeps all of them, except bodies and the
//! data of attachments, which the message contains, and except values that only describe the position of the item in its
//! file. It names the parts of the message that contain the attachments. Thus the message and the stream together give the
//! item back.
//!
//! # Format
//!
//! All numbers are little-endian. A *count* is a varint: 7 bits in each byte, the lowest first, with bit 7 set in all but the
//! last byte. A *text* is a count of bytes and UTF-8; *bytes* are a count and as many bytes.
//!
//! ```text
//! stream      = version item                    version: the byte 1
//! item        = set rtf-part recipients attachments
//! rtf-part    = part                            the part with the RTF body
//! recipients  = count set*
//! attachments = count (set content)*
//! content     = 0                               none
//!             | 1 part                          a file
//!             | 2 part item                     an embedded item
//!             | 3 part                          an OLE object
//!             | 4 text                          a path outside the mailbox
//! part        = count                           0: not in the message; else the number of the part, from 1
//! set         = count (name value)*
//! name        = id                              a count, not 0
//!             | 0 property-set number-or-text
//! property-set = one byte, an index into SETS, or 0xFF and 16 bytes
//! number-or-text = 0 count | 1 text
//! value       = kind, then bytes by its kind (see `ValueKind`)
//! ```
//!
//! Parts are counted in the order of the message, without multipart parts and without the parts of attached messages.

mod read;
mod value_kind;
mod write;

use std::collections::BTreeMap;

use crate::Item;
use crate::tags::named;

pub use read::read_properties;
pub use write::write_properties;

/// The only version of the format.
const VERSION: u8 = 1;
/// Maximum depth of embedded items.
const MAX_DEPTH: usize = 32;
/// Maximum length of one value in bytes. A longer one is left out; the stream keeps its length.
const MAX_VALUE: u64 = 1 << 20;
/// Maximum length of a stream in bytes. Further values are left out, except short ones.
const MAX_STREAM: usize = 16 << 20;
/// Length in bytes of values that are never left out.
const SHORT: u64 = 256;

/// The property sets with a number of their own. Their order never changes.
const SETS: [[u8; 16]; 12] = [
    named::PS_MAPI,
    named::PS_PUBLIC_STRINGS,
    named::PS_INTERNET_HEADERS,
    named::PSETID_APPOINTMENT,
    named::PSETID_TASK,
    named::PSETID_ADDRESS,
    named::PSETID_COMMON,
    named::PSETID_LOG,
    named::PSETID_NOTE,
    named::PSETID_SHARING,
    named::PSETID_POST_RSS,
    named::PSETID_MEETING,
];
/// The number of a property set that is written out.
const OTHER_SET: u8 = 0xFF;

/// The numbers of the parts of a message that contain attachments, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartNumbers {
    /// The part with the RTF body.
    pub(crate) rtf: Option<u32>,
    /// The part of each attachment, by its index.
    pub(crate) attachments: BTreeMap<usize, u32>,
    /// The parts of embedded items, by the index of the attachment.
    pub(crate) embedded: BTreeMap<usize, PartNumbers>,
}

/// The content of a property stream.
#[derive(Debug, Default)]
pub struct StoredProperties {
    /// The properties. The attachments have no content yet.
    pub item: Item,
    /// The part of the message with the RTF body.
    pub rtf_part: Option<u32>,
    /// The contents of the attachments, in their order.
    pub contents: Vec<StoredContent>,
    /// The ids of the bodies that the item had, with their lengths in bytes. The message contains them.
    pub bodies: Vec<(u16, u64)>,
    /// Ids of properties whose values were too long, with their lengths.
    pub left_out: Vec<(u16, u64)>,
}

/// The place at which the content of an attachment is.
#[derive(Debug)]
pub enum StoredContent {
    /// The attachment has no content.
    None,
    /// A file in a part of the message.
    File(Option<u32>),
    /// An item. Its message is in a part of the message.
    Embedded(Option<u32>, Box<StoredProperties>),
    /// An OLE object in a part of the message.
    Ole(Option<u32>),
    /// A file outside the mailbox.
    Reference(String),
}

#[cfg(test)]
mod tests;
