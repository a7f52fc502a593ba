//! Finds attachments that Apple Mail stores outside the message. For example, part 2 of the message
//! `Messages/12345.partial.emlx` is in the file `Attachments/12345/2/file.pdf`.

use std::io::Read as _;

use crate::file_tree::{FileTree, NodeKind, NodeLocation, TreeNode};
use crate::part_files::{PartFile, PartFiles};
use crate::unpack::ExtractionLimits;

/// The largest number of bytes of one attachment that are read.
const LARGEST: u64 = 1 << 30;

/// The separately stored attachments of one message.
pub(super) struct AppleAttachments<'a> {
    pub(super) files: &'a mut dyn FileTree,
    /// The folder `Attachments`, which contains one folder for each message.
    pub(super) all: &'a NodeLocation,
    /// The number of the message, which is the name of its folder.
    pub(super) message: &'a str,
    pub(super) limits: &'a mut ExtractionLimits,
}

impl PartFiles for AppleAttachments<'_> {
    fn part(&mut self, number: &str) -> Option<PartFile> {
        // Links are not followed, because they may lead out of the source.
        let is_folder = |node: &TreeNode| node.kind == NodeKind::Folder;
        let message = self.files.child(self.all, self.message).filter(is_folder)?;
        let part = self.files.child(&message.at, number).filter(is_folder)?;
        let listing = self.files.list(&part.at).ok()?;
        let file = listing.files().find(|file| !crate::other_file::is_system_file(&file.name, &[]))?;
        let fetched = self.files.fetch(&file.at, self.limits, &mut |_, _| true).ok()?;
        let mut bytes = Vec::new();
        let read = fetched.content.open().and_then(|from| from.take(LARGEST).read_to_end(&mut bytes));
        let flaw = fetched.flaw.map(|flaw| flaw.what).or_else(|| read.err().map(|error| error.to_string()));
        Some(PartFile { bytes, flaw })
    }
}

/// Returns the number of a message by its file name: `12345` for `12345.partial.emlx`.
pub(super) fn number_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
