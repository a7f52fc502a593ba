//! The plain layout of a message: its header fields and its text.

use crate::flow::{Flow, HEADING, TEXT};
use crate::fonts::Fonts;

/// The width of the column of header names, in points.
const NAMES: f32 = 70.0;

/// A message as pages show it.
#[derive(Debug, Clone, Default)]
pub struct PdfMessage<'m> {
    /// The subject, or a phrase that says that there is none.
    pub subject: &'m str,
    /// The title of its conversation; messages with equal titles in a row share a bookmark. None for a bookmark of its own.
    pub conversation: Option<&'m str>,
    /// Names and values of the header block, such as `From`.
    pub fields: Vec<(&'m str, String)>,
    /// The whole text.
    pub text: &'m str,
    /// Remarks below the text, such as the list of attachments.
    pub remarks: Vec<String>,
    /// The date for the index.
    pub date: &'m str,
    /// The sender for the index.
    pub from: &'m str,
}

/// Lays out a message at the end of `flow`, from a new page on. Returns its first page in the flow.
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
