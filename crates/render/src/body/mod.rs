//! Writes the tree of a body as well-formed HTML that a browser can lay out within a second.
//!
//! Time and memory of a browser are not proportional to the size of a document. The limits of these modules were measured
//! with `WebKitGTK` 2.50. A body that exceeds them is written once more without the styles that change the width of lines
//! ([`Detail::Text`]). If it still exceeds them, it is shown as plain text.

mod attributes;
mod elements;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod writer;

pub(crate) use text::Text;
pub(crate) use writer::write;
