//! Writers for the shapes that mail lies about in.

mod files;
mod maildir;
mod mbox;
mod tree;

pub use files::{write_apple_mail, write_maildir, write_mh, zip_of};
pub use maildir::Maildir;
pub use mbox::{MboxFlavour, append_mbox, write_mbox};
pub use tree::{write_eml_tree, write_mbox_tree};
