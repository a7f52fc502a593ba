//! The plain layout of a message: its header fields and its text.

use crate::flow::{Flow, HEADING, LABEL, TEXT};
use crate::fonts::Fonts;
use crate::message::PdfMessage;
use crate::sheet::Paper;

/// The width of the column of header names, in points.
const NAMES: f32 = 70.0;

/// Lays out a message on pages of its own.
pub(crate) fn lay_out(fonts: &mut Fonts, paper: Paper, message: &PdfMessage) -> Flow {
    let mut flow = Flow::new(paper);
    header(fonts, &mut flow, message);
    flow.text(fonts, &message.text, 0.0, TEXT);
    remarks(fonts, &mut flow, message);
    flow
}

/// Lays out the header fields and the remarks of a message whose text is on other pages.
pub(crate) fn lay_out_header(fonts: &mut Fonts, paper: Paper, message: &PdfMessage) -> Flow {
    let mut flow = Flow::new(paper);
    header(fonts, &mut flow, message);
    remarks(fonts, &mut flow, message);
    flow
}

/// Lays out the text of a message whose header fields are on other pages.
pub(crate) fn lay_out_body(fonts: &mut Fonts, paper: Paper, message: &PdfMessage) -> Flow {
    let mut flow = Flow::new(paper);
    flow.text(fonts, &message.subject, 0.0, LABEL);
    flow.space(6.0);
    match message.text.trim() {
        "" => flow.text(fonts, "This message has no text.", 0.0, LABEL),
        _ => flow.text(fonts, &message.text, 0.0, TEXT),
    }
    flow
}

fn header(fonts: &mut Fonts, flow: &mut Flow, message: &PdfMessage) {
    flow.text(fonts, &message.subject, 0.0, HEADING);
    flow.space(6.0);
    for (name, value) in &message.fields {
        flow.row(fonts, name, value, NAMES);
    }
    flow.space(6.0);
    flow.rule();
}

fn remarks(fonts: &mut Fonts, flow: &mut Flow, message: &PdfMessage) {
    if !message.remarks.is_empty() {
        flow.space(10.0);
        flow.rule();
        for remark in &message.remarks {
            flow.text(fonts, remark, 0.0, TEXT);
        }
    }
}

/// Lays out the whole text of a message whose other pages lack a part of it. `body` is the text of its HTML.
pub(crate) fn lay_out_text(fonts: &mut Fonts, paper: Paper, message: &PdfMessage, body: &str) -> Flow {
    let mut flow = Flow::new(paper);
    flow.text(fonts, "Text of this message", 0.0, HEADING);
    flow.space(2.0);
    flow.text(fonts, "The pages before show this message as it looked. Some of their characters cannot be copied or searched.", 0.0, LABEL);
    flow.space(6.0);
    flow.text(fonts, &message.subject, 0.0, TEXT);
    for (name, value) in &message.fields {
        flow.row(fonts, name, value, NAMES);
    }
    flow.space(6.0);
    flow.rule();
    flow.text(fonts, body, 0.0, TEXT);
    for remark in &message.remarks {
        flow.text(fonts, remark, 0.0, TEXT);
    }
    flow
}
