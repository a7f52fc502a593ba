//! Writers for mailbox formats.

mod folder_tree;
mod mail_programs;
mod maildir;
mod mbox;

pub use folder_tree::{write_eml_tree, write_mbox_tree};
pub use mail_programs::{mailbox_zip, write_apple_mail, write_maildir, write_mh};
pub use maildir::Maildir;
pub use mbox::{MboxFlavour, append_mbox, write_mbox};
