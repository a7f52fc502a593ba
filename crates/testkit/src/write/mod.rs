//! Writers for the shapes that mail lies about in.

mod mbox;
mod tree;

pub use mbox::{MboxFlavour, write_mbox};
pub use tree::{write_eml_tree, write_mbox_tree};
