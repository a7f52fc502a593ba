//! What lies beside a message of Apple Mail: `Attachments/12345/2/file.pdf` for part 2 of `Messages/12345.partial.emlx`.

use std::io::Read as _;

use super::files::{At, Files, Kind, Node};
use crate::emlx::{Attached, Beside};
use crate::packed::Budget;

/// Bytes of one attachment that are read.
const LARGEST: u64 = 1 << 30;

/// The folder with a message's attachments.
pub(super) struct Attachments<'a> {
    pub(super) files: &'a mut dyn Files,
    /// The folder with one folder a message.
    pub(super) all: &'a At,
    /// The message's number.
    pub(super) message: &'a str,
    pub(super) budget: &'a mut Budget,
}

impl Beside for Attachments<'_> {
    fn of_part(&mut self, number: &str) -> Option<Attached> {
        // Links are not followed here either.
        let is_folder = |node: &Node| node.kind == Kind::Folder;
        let message = self.files.child(self.all, self.message).filter(is_folder)?;
        let part = self.files.child(&message.at, number).filter(is_folder)?;
        let listing = self.files.list(&part.at).ok()?;
        let file = listing.files().find(|file| !crate::other::is_litter(&file.name, &[]))?;
        let fetched = self.files.fetch(&file.at, self.budget, &mut |_, _| true).ok()?;
        let mut bytes = Vec::new();
        let read = fetched.content.open().and_then(|from| from.take(LARGEST).read_to_end(&mut bytes));
        let flaw = fetched.flaw.map(|flaw| flaw.what).or_else(|| read.err().map(|error| error.to_string()));
        Some(Attached { bytes, flaw })
    }
}

/// The number of the message of a file: `12345` of `12345.partial.emlx`.
pub(super) fn number_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
