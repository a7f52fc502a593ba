//! Items that are to be stored, and the results.

use foundmail_defect::Defect;
use foundmail_mail::{Fingerprint, Framing, ItemKind, Message};

use crate::catalogue::{Hint, Outcome, ShownFields};
use crate::ids::{FolderId, MessageId, ThreadId};
use crate::packs::Packed;

/// An item as a reader found it.
#[derive(Debug)]
pub struct NewItem {
    /// Its folder.
    pub folder: FolderId,
    /// Its position in the source, in the reader's notation. It is the same at every import.
    pub position: String,
    /// Its kind.
    pub kind: ItemKind,
    /// Its message, as far as it could be read. `None` if the item is lost.
    pub content: Option<ItemContent>,
    /// Its damage.
    pub defects: Vec<Defect>,
    /// A sentence about its recovery, if it was recovered.
    pub recovered: Option<String>,
    /// The separator line before it in an MBOX.
    pub separator: Option<String>,
    /// The facts that are known even if its content is lost.
    pub hint: Hint,
}

impl NewItem {
    /// Returns true if part of the item is missing.
    pub(super) fn is_damaged(&self) -> bool {
        self.content.is_none() || self.defects.iter().any(|defect| defect.effect.loses_data())
    }
}

/// The message of an item: its bytes, and the facts that the catalogue keeps of them.
#[derive(Debug)]
pub struct ItemContent {
    /// The bytes.
    pub packed: Packed,
    /// Framing of the bytes.
    pub framing: Framing,
    /// True if the bytes mean the same in every framing: they contain no `From ` line, quoted or not.
    pub ignores_framing: bool,
    /// True if Foundmail composed the bytes from another format than RFC 5322.
    pub composed: bool,
    /// The parsed message.
    pub message: Message,
    /// The fingerprint of the message.
    pub fingerprint: Fingerprint,
    pub(super) shown: ShownFields,
}

impl ItemContent {
    /// Collects the facts that the catalogue keeps of a message. This needs no archive.
    pub fn new(
        packed: Packed,
        framing: Framing,
        ignores_framing: bool,
        composed: bool,
        message: Message,
        fingerprint: Fingerprint,
    ) -> Self {
        let shown = ShownFields::of(&message, packed.size());
        Self { packed, framing, ignores_framing, composed, message, fingerprint, shown }
    }
}

/// The result of storing an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PutResult {
    /// Its outcome.
    pub outcome: Outcome,
    /// The message that it is, or of which it is a copy.
    pub message: Option<MessageId>,
    /// The message's thread, and the number of the change. The index must follow it. `None` if nothing has changed that a
    /// search can find.
    pub changed: Option<(ThreadId, u64)>,
    /// True if the archive had the item before this import, with the same damage or without any.
    pub was_here: bool,
}
