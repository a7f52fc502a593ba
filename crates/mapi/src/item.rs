//! Items of a mailbox with their recipients and attachments.

use foundmail_defect::Defect;

use crate::{Data, PropertySet, tags};

/// A message, appointment, contact, task, note or any other item.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// The properties of the item itself.
    pub props: PropertySet,
    /// The properties of each recipient (`PidTagRecipientType`, `PidTagDisplayName`, `PidTagEmailAddress` …).
    pub recipients: Vec<PropertySet>,
    /// The attachments in their original order.
    pub attachments: Vec<Attachment>,
    /// Damage to the item.
    pub defects: Vec<Defect>,
}

/// An attachment.
#[derive(Debug, Clone, Default)]
pub struct Attachment {
    /// The properties of the attachment (`PidTagAttachLongFilename`, `PidTagAttachMimeTag` …).
    pub props: PropertySet,
    /// The content of the attachment.
    pub content: AttachmentContent,
}

/// The content of an attachment, by `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9.
#[derive(Debug, Clone, Default)]
pub enum AttachmentContent {
    /// No content, or no readable content.
    #[default]
    None,
    /// `afByValue`: a file.
    Value(Data),
    /// `afEmbeddedMessage`: an item.
    Embedded(Box<Item>),
    /// `afOle`: an OLE object.
    Ole(Data),
    /// `afByReference…`: the path of a file outside the mailbox.
    Reference(String),
}

impl Item {
    /// Returns `PidTagMessageClass`, or `IPM.Note` if it is missing.
    pub fn message_class(&self) -> String {
        self.props
            .text(tags::MESSAGE_CLASS)
            .filter(|class| !class.is_empty())
            .unwrap_or_else(|| "IPM.Note".to_owned())
    }
}
