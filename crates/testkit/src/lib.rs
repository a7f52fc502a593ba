//! Generates mail for tests, benchmarks and the sample mailbox of the program, with the same bytes in every run.
//!
//! - [`sample`] returns the mailbox of a small firm, with about 320 messages.
//! - [`generate`] returns an iterator over any number of messages, described by [`BulkOptions`].
//! - [`Draft`] describes a single message and writes it as RFC 5322 and MIME.
//! - [`write_mbox`], [`write_pst`] and similar functions write messages in the formats that Foundmail imports.
//! - [`files`] writes small PDF, Office, picture and text files, which are used as attachments.
//! - [`Fault`] and [`damage`] damage bytes in the same ways as defective disks and interrupted copies.
//!
//! All random choices come from [`Rng`], so the same seed gives the same bytes on every system. The crate uses
//! neither the clock nor the random numbers of the system. All names are invented, and all addresses are below
//! `.example`. The crate does not depend on the archive. It uses `foundmail-pst` and `foundmail-mapi` to write PST
//! and OST files.
//!
//! ```
//! use foundmail_testkit::{BulkOptions, MboxFlavour, damage, generate, write_mbox};
//!
//! # fn main() -> std::io::Result<()> {
//! let options = BulkOptions { messages: 20, ..BulkOptions::default() };
//! let mut mbox = Vec::new();
//! write_mbox(generate(options.clone()), MboxFlavour::Mboxrd, &mut mbox)?;
//! assert!(mbox.starts_with(b"From "));
//!
//! let mut again = Vec::new();
//! write_mbox(generate(options), MboxFlavour::Mboxrd, &mut again)?;
//! assert_eq!(mbox, again);
//! assert_eq!(damage(7, &mbox), damage(7, &again));
//!
//! let mailbox = foundmail_testkit::sample(1);
//! assert!(mailbox.messages.len() > 300);
//! # Ok(())
//! # }
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

pub use bulk::{AttachmentKind, BulkOptions, BulkStyle, MessageGenerator, generate, rare_words};
pub use compose::{AttachedFile, Charset, Draft, NamedAddress};
pub use fault::{Fault, damage};
pub use firm::sample;
pub use mailbox::{Mailbox, MailboxMessage};
pub use pst::{
    OfficeItem, item_from_message, office_items, pst_options, series_items, write_items, write_pst,
    write_pst_to,
};
pub use rng::Rng;
pub use write::{
    Maildir, MboxFlavour, append_mbox, mailbox_zip, write_apple_mail, write_eml_tree, write_maildir,
    write_mbox, write_mbox_tree, write_mh,
};
