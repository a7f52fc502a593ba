//! The plain layout of a message: its header fields and its text.

use crate::flow::{Flow, HEADING, TEXT};
use crate::fonts::Fonts;

/// The width of the column of header names, in points.
const NAMES: f32 = 70.0;

/// The contents of a message that the pages show.
#[derive(Debug, Clone, Default)]
pub struct PdfMessage<'m> {
    /// The subject, or a phrase that replaces a missing subject.
    pub subject: &'m str,
    /// The title of the conversation. Consecutive messages with the same title share a bookmark. `None` if the
    /// message gets a separate bookmark.
    pub conversation: Option<&'m str>,
    /// Names and values of the header fields, such as `From`.
    pub fields: Vec<(&'m str, String)>,
    /// The whole text.
    pub text: &'m str,
    /// Remarks below the text, such as a list of attachments.
    pub remarks: Vec<String>,
    /// The date, as the index shows it.
    pub date: &'m str,
    /// The sender, as the index shows it.
    pub from: &'m str,
}

/// Lays out a message on new pages at the end of `flow`. Returns the number of its first page in the flow.
pub(crate) fn lay_out(fonts: &mut Fonts, flow: &mut Flow, message: &PdfMessage<'_>) -> usize {
    if !flow.is_empty() {
        flow.new_page();
    }
    let first = flow.page();
    flow.text(fonts, message.subject, 0.0, HEADING);
    flow.space(6.0);
    for (name, value) in &message.fields {
        flow.row(fonts, name, value, NAMES);
    }
    flow.space(6.0);
    flow.rule();
    flow.text(fonts, message.text, 0.0, TEXT);
    if !message.remarks.is_empty() {
        flow.space(10.0);
        flow.rule();
        for remark in &message.remarks {
            flow.text(fonts, remark, 0.0, TEXT);
        }
    }
    first
}
