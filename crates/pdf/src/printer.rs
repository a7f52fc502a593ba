//! The interface of programs that print HTML as PDF pages.

use std::path::Path;

use crate::sheet::{MARGIN, Paper};

/// Prints HTML documents as PDF files, one after the other. The window implements this trait with its web view.
pub trait PagePrinter {
    /// Prints a document to the new file `out`, with an empty margin at each side of a page.
    ///
    /// The document contains everything that it shows. The printer must not run scripts and must not load anything else. It
    /// need not write links. After an error the caller prints smaller parts, and at last lays out the text itself.
    fn print(&mut self, html: &str, page: PageSize, out: &Path) -> Result<(), PrintError>;
}

/// The size of a page, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSize {
    /// The width of the paper.
    pub width: f32,
    /// The height of the paper.
    pub height: f32,
    /// The margin at each side.
    pub margin: f32,
}

/// The reason why a document was not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the web view could not print: {0}")]
pub struct PrintError(pub String);

impl From<Paper> for PageSize {
    fn from(paper: Paper) -> Self {
        Self { width: paper.width(), height: paper.height(), margin: MARGIN }
    }
}
