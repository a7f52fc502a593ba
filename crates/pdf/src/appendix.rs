//! Attachments that are shown as pages.

use crate::base::Base;
use crate::flow::{Flow, LABEL};
use crate::fonts::Fonts;
use crate::sheet::{MARGIN, Paper};
use crate::sink::Id;

/// An attachment whose pages are in the file already.
#[derive(Debug, Clone)]
pub struct Appendix {
    pub(crate) name: String,
    pub(crate) pages: Vec<Shown>,
    /// False if the pages may break the rules of PDF/A-3u.
    pub(crate) is_archival: bool,
}

/// A page of an attachment: a form, which is drawn from the lower left corner.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub form: Id,
    /// The width and height in points.
    pub size: (f32, f32),
    /// The width and height of the form in its own units.
    pub units: (f32, f32),
}

impl Appendix {
    /// Adds the pages to a flow, each below its name.
    pub(crate) fn lay_out(&self, fonts: &mut Fonts, paper: Paper, flow: &mut Flow, bases: &mut Vec<Base>) {
        for (number, shown) in self.pages.iter().enumerate() {
            flow.new_page();
            let name = match self.pages.len() {
                1 => self.name.clone(),
                all => format!("{}, page {} of {all}", self.name, number.saturating_add(1)),
            };
            flow.text(fonts, &name, 0.0, LABEL);
            let top = paper.height() - flow.y() - 8.0;
            let ((width, height), (across, up)) = (shown.size, shown.units);
            let scale = (paper.text_width() / width).min((top - MARGIN) / height).min(1.0);
            let x = (paper.width() - width * scale) / 2.0;
            let matrix = [width * scale / across, 0.0, 0.0, height * scale / up, x, top - height * scale];
            bases.push(Base { page: flow.page(), form: shown.form, matrix });
        }
    }
}
