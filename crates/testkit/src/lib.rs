//! Made-up mail, the same every time: a small firm's mailbox to look around in ([`sample`]), any amount of mail for
//! measuring ([`generate`]), writers for the formats that mail lies about in, and damage on demand ([`Fault`]).
//!
//! Nothing here reads a clock or the machine's randomness: the same seed gives the same bytes on every system. All names
//! are made up and all addresses lie under `.example`.
//!
//! ```
//! let mailbox = foundmail_testkit::sample(1);
//! assert_eq!(mailbox, foundmail_testkit::sample(1));
//! assert!(mailbox.messages.len() > 300);
//! ```

pub mod compose;
pub mod files;

mod bulk;
mod fault;
mod firm;
mod mailbox;
mod pst;
mod rng;
mod write;

pub use bulk::{AttachmentKind, BulkOptions, Generator, Style, generate, rare_words};
pub use compose::{Charset, Draft, Part, Person};
pub use fault::{Fault, damage};
pub use firm::sample;
pub use mailbox::{Mailbox, Message};
pub use pst::{OfficeItem, fill_pst, item_of, office_items, pst_options, write_pst};
pub use rng::Rng;
pub use write::{
    Maildir, MboxFlavour, append_mbox, write_apple_mail, write_eml_tree, write_maildir, write_mbox,
    write_mbox_tree, write_mh, zip_of,
};
