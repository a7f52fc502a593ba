//! Errors of writing a PDF.

use std::io;

/// The reason why a PDF could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// This computer has no fonts.
    #[error("this computer has no fonts, and a PDF needs at least one font")]
    NoFonts,
    /// The file could not be written.
    #[error("the PDF file could not be written: {0}")]
    Write(#[from] io::Error),
    /// A page could not be drawn.
    #[error("the pages of a message could not be drawn: {0}")]
    Draw(String),
    /// The drawn pages could not be read again.
    #[error("the drawn pages could not be read: {0}")]
    Pages(#[from] lopdf::Error),
    /// The file would have too many objects or pages.
    #[error("the PDF file is too large: {0}")]
    TooLarge(&'static str),
}
