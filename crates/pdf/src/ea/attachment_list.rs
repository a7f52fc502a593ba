//! The pages that list all attachments.

use super::Mailed;
use crate::flow::{Cell, Flow, HEADING, LABEL, TEXT};
use crate::fonts::Fonts;
use crate::link::{Area, Link, Target};
use crate::sheet::{MARGIN, Paper};

/// An attachment in the list.
#[derive(Debug, Clone)]
pub(crate) struct AttachmentLine {
    name: String,
    size: u64,
    subject: String,
    /// The number of the first page of its message.
    page: usize,
}

/// Returns the lines of the attachments of a message.
pub(crate) fn lines<'m>(
    mailed: &'m Mailed,
    subject: &'m str,
    page: usize,
) -> impl Iterator<Item = AttachmentLine> + 'm {
    mailed.attachments.iter().map(move |file| AttachmentLine {
        name: file.unique_name.clone(),
        size: file.size,
        subject: subject.to_owned(),
        page,
    })
}

/// Lays out the list.
pub(crate) fn lay_out(fonts: &mut Fonts, paper: Paper, attachments: &[AttachmentLine]) -> (Flow, Vec<Link>) {
    let mut flow = Flow::new(paper);
    flow.text(fonts, "Attachments", 0.0, HEADING);
    flow.space(10.0);
    if attachments.is_empty() {
        flow.text(fonts, "The messages have no attachments.", 0.0, TEXT);
    }
    let width = paper.text_width();
    let mut links = Vec::new();
    for line in attachments {
        let (size, page) = (format!("{} bytes", line.size), line.page.to_string());
        let cell = |text, x, width, look| Cell { text, x, width, right: false, look };
        flow.cells(
            fonts,
            &[
                cell(line.name.as_str(), 0.0, 200.0, TEXT),
                Cell { text: &size, x: 206.0, width: 84.0, right: true, look: LABEL },
                cell(line.subject.as_str(), 300.0, width - 300.0 - 44.0, LABEL),
                Cell { text: &page, x: width - 40.0, width: 40.0, right: true, look: TEXT },
            ],
        );
        let bottom = flow.y();
        links.push(Link {
            page: flow.page(),
            area: Area { left: MARGIN, top: bottom - 14.0, right: MARGIN + width, bottom },
            target: Target::Page(line.page),
        });
    }
    (flow, links)
}
