//! The content sets of EA-PDF: pages of one kind.

use lopdf::{Dictionary, Object};

use crate::sink::text_string;

/// The kind of some pages in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentSet {
    /// The cover and the index.
    Front,
    /// The header fields of a message.
    Header,
    /// The HTML body of a message.
    Html,
    /// The text of a message.
    Text,
    /// The list of all attachments.
    AttachmentList,
}

/// A content set within some pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub set: ContentSet,
    /// The index of the first page.
    pub first: usize,
    /// The number of pages, at least 1.
    pub pages: usize,
}

impl ContentSet {
    /// Returns the title of the bookmark.
    pub fn title(self) -> &'static str {
        match self {
            Self::Front => "Cover and contents",
            Self::Header => "Header fields",
            Self::Html => "Formatted text",
            Self::Text => "Text",
            Self::AttachmentList => "List of attachments",
        }
    }

    /// Returns the metadata of the document part.
    pub fn metadata(self) -> Dictionary {
        let name = |name: &str| Object::Name(name.as_bytes().to_vec());
        let mut metadata = Dictionary::new();
        let kind = match self {
            Self::Front => "FrontMatter",
            Self::Header => "EmailHeaderRendering",
            Self::Html | Self::Text => "BodyRendering",
            Self::AttachmentList => "AttachmentList",
        };
        metadata.set("Mail_ContentSetType", name(kind));
        match self {
            Self::Html => metadata.set("Mail_Subtype", name("text/html")),
            Self::Text => metadata.set("Mail_Subtype", name("text/plain")),
            _ => {}
        }
        metadata.set("Mail_Desc", text_string(self.title()));
        metadata
    }
}
