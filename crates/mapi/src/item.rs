//! An item of a mailbox with what hangs on it.

use foundmail_defect::Defect;

use crate::{Data, PropertySet, tags};

/// A message, appointment, contact, task, note or any other item.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// The item's own properties.
    pub props: PropertySet,
    /// One set a recipient (`PidTagRecipientType`, `PidTagDisplayName`, `PidTagEmailAddress` …).
    pub recipients: Vec<PropertySet>,
    /// Attachments in the order of the file.
    pub attachments: Vec<Attachment>,
    /// What could not be read of it.
    pub defects: Vec<Defect>,
}

/// An attachment: its properties and what it holds.
#[derive(Debug, Clone, Default)]
pub struct Attachment {
    /// The attachment's properties (`PidTagAttachLongFilename`, `PidTagAttachMimeTag` …).
    pub props: PropertySet,
    /// What it holds.
    pub content: AttachmentContent,
}

/// What an attachment holds, by `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9.
#[derive(Debug, Clone, Default)]
pub enum AttachmentContent {
    /// Nothing, or nothing that could be read.
    #[default]
    None,
    /// `afByValue`: a file.
    Value(Data),
    /// `afEmbeddedMessage`: another item.
    Embedded(Box<Item>),
    /// `afOle`: an OLE object.
    Ole(Data),
    /// `afByReference…`: the path of a file that lay elsewhere.
    Reference(String),
}

impl Item {
    /// `PidTagMessageClass`, `IPM.Note` where it is missing.
    pub fn message_class(&self) -> String {
        self.props
            .text(tags::MESSAGE_CLASS)
            .filter(|class| !class.is_empty())
            .unwrap_or_else(|| "IPM.Note".to_owned())
    }
}
