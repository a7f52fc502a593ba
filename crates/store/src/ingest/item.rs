//! Items to store, and the results of storing them.

use foundmail_defect::Defect;
use foundmail_mail::{Fingerprint, Framing, ItemKind, Message};

use crate::catalogue::{Hint, Outcome, ShownFields};
use crate::ids::{FolderId, MessageId, ThreadId};
use crate::packs::Packed;

/// An item as a reader found it.
#[derive(Debug)]
pub struct NewItem {
    /// Folder of the item.
    pub folder: FolderId,
    /// Position in the source, in the reader's notation. It is the same at every import.
    pub position: String,
    /// Kind of the item.
    pub kind: ItemKind,
    /// The readable part of the item's message. `None` if the item is lost.
    pub content: Option<ItemContent>,
    /// Damage of the item.
    pub defects: Vec<Defect>,
    /// A sentence that says how the item was recovered, if it was.
    pub recovered: Option<String>,
    /// The separator line before the item in an MBOX.
    pub separator: Option<String>,
    /// The facts that are known even if the item's content is lost.
    pub hint: Hint,
}

impl NewItem {
    /// Returns true if part of the item is missing.
    pub(super) fn is_damaged(&self) -> bool {
        self.content.is_none() || self.defects.iter().any(|defect| defect.effect.loses_data())
    }
}

/// The message of an item: its bytes, and facts about it for the catalogue.
#[derive(Debug)]
pub struct ItemContent {
    /// The bytes.
    pub packed: Packed,
    /// Framing of the bytes.
    pub framing: Framing,
    /// True if the bytes mean the same in every framing, because they contain no `From ` line, quoted or unquoted.
    pub ignores_framing: bool,
    /// True if Foundmail composed the bytes from another format than RFC 5322.
    pub composed: bool,
    /// The parsed message.
    pub message: Message,
    /// The fingerprint of the message.
    pub fingerprint: Fingerprint,
    /// The properties of a MAPI item that the bytes can't express, packed by a [`PropertyPacker`](crate::PropertyPacker).
    pub properties: Option<Vec<u8>>,
    pub(super) shown: ShownFields,
}

impl ItemContent {
    /// Collects the facts about a message for the catalogue. This does not use the archive.
    pub fn new(
        packed: Packed,
        framing: Framing,
        ignores_framing: bool,
        composed: bool,
        message: Message,
        fingerprint: Fingerprint,
    ) -> Self {
        let shown = ShownFields::of(&message, packed.size());
        Self { packed, framing, ignores_framing, composed, message, fingerprint, properties: None, shown }
    }
}

/// The result of storing an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PutResult {
    /// Outcome of the item.
    pub outcome: Outcome,
    /// The stored message of the item. For a copy, the message that was stored before.
    pub message: Option<MessageId>,
    /// The message's thread, and the sequence number of the change. The index must be updated. `None` if nothing
    /// has changed that a search can find.
    pub changed: Option<(ThreadId, u64)>,
    /// True if the archive had the item before this import, either undamaged or with the same damage.
    pub was_here: bool,
}
