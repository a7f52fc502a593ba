//! The messages of a PDF.

use crate::appendix::Appendix;
use crate::ea::MailFacts;

/// A message as pages show it.
#[derive(Debug, Clone, Default)]
pub struct PdfMessage {
    /// The subject, or a phrase that says that there is none.
    pub subject: String,
    /// The title of its conversation; messages with equal titles in a row share a bookmark. None for a bookmark of its own.
    pub conversation: Option<String>,
    /// Names and values of the header block, such as `From`.
    pub fields: Vec<(String, String)>,
    /// The whole text.
    pub text: String,
    /// The body as cleaned HTML with its pictures inside: well formed, without scripts and outside references. None for a
    /// message of text.
    pub html: Option<String>,
    /// Remarks below the text, such as the list of attachments.
    pub remarks: Vec<String>,
    /// Attachments that are shown on the pages that follow.
    pub appendices: Vec<Appendix>,
    /// The date for the index.
    pub date: String,
    /// The sender for the index.
    pub from: String,
    /// The facts that an EA-PDF file lists.
    pub facts: MailFacts,
}

/// The pages of a message in the finished file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePages {
    /// The first page, from 1, counted without the front pages.
    pub first: usize,
    /// The last page.
    pub last: usize,
    /// The layout of the pages.
    pub layout: Layout,
    /// The number of characters that no font contains; a box is in their place.
    pub missing_glyphs: usize,
}

/// The layout of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Header fields and text.
    Plain,
    /// As the message looked.
    Web,
    /// As the message looked. Plain pages with its whole text follow, because a part of it could not be read on the others.
    WebAndText,
}
