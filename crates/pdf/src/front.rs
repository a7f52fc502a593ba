//! The cover and the index of the document.

use crate::ea::content_set::ContentSet;
use crate::flow::{Cell, Flow, HEADING, LABEL, TEXT};
use crate::fonts::{Fonts, Ink};
use crate::link::{Area, Link, Target};
use crate::paragraph::Look;
use crate::sheet::{MARGIN, Paper};

/// The width of the label column on the cover, in points.
const LABELS: f32 = 110.0;

/// A line of the index.
#[derive(Debug, Clone)]
pub(crate) struct IndexLine {
    pub date: String,
    pub from: String,
    pub subject: String,
    /// The number of the first page, from 1.
    pub page: usize,
    /// The content sets with the numbers of their first pages, in an EA-PDF file.
    pub sets: Vec<(ContentSet, usize)>,
}

/// Lays out the cover and the index.
pub(crate) fn lay_out(
    fonts: &mut Fonts,
    paper: Paper,
    title: &str,
    cover: &[(String, String)],
    index: &[IndexLine],
) -> (Flow, Vec<Link>) {
    let mut flow = Flow::new(paper);
    flow.space(80.0);
    flow.text(fonts, title, 0.0, Look { size: 22.0, bold: true, ink: Ink::Text });
    flow.space(24.0);
    for (label, value) in cover {
        flow.row(fonts, label, value, LABELS);
        flow.space(4.0);
    }
    flow.new_page();
    flow.text(fonts, "Contents", 0.0, HEADING);
    flow.space(10.0);
    let width = paper.text_width();
    let mut links = Vec::new();
    for (number, line) in index.iter().enumerate() {
        let number = number.saturating_add(1).to_string();
        let page = line.page.to_string();
        let cell = |text, x, width, look| Cell { text, x, width, right: false, look };
        flow.cells(
            fonts,
            &[
                Cell { text: &number, x: 0.0, width: 30.0, right: true, look: LABEL },
                cell(line.date.as_str(), 38.0, 64.0, LABEL),
                cell(line.from.as_str(), 104.0, 110.0, LABEL),
                cell(line.subject.as_str(), 220.0, width - 220.0 - 44.0, TEXT),
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
