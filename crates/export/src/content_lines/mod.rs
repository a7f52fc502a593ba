//! Content lines of iCalendar (RFC 5545, section 3.1) and vCard (RFC 6350, section 3.3): reading, and writing with folding.
//!
//! The stored lines come from other programs. They are read as far as possible, and written so that strict readers accept
//! them: one damaged line in a calendar makes some programs refuse the whole file.

mod component;
mod escapes;
mod folded;
mod line;
mod source_lines;

pub(crate) use component::Component;
pub(crate) use escapes::{escape, parts, unescape};
pub(crate) use folded::FoldedLine;
pub(crate) use line::ContentLine;

/// The value of `PRODID`: the program that wrote a file.
pub(crate) const PRODUCT_ID: &str = "-//Foundmail//Export//EN";
