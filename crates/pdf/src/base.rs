//! Forms below the drawing of pages.

use crate::sink::Id;

/// A form below the drawing of a page.
pub(crate) struct Base {
    /// The number of the page in its flow, from 0.
    pub page: usize,
    pub form: Id,
    /// The matrix from the units of the form to points.
    pub matrix: [f32; 6],
}
