//! The interface between the readers and the archive.

use std::ops::ControlFlow;

use foundmail_defect::Defect;
use foundmail_mail::{Framing, ItemKind};

use crate::other_file::OtherFile;
use crate::passage::RawMessage;

/// Something that a reader found.
#[derive(Debug)]
pub enum Finding {
    /// A folder. It comes before everything in it.
    Folder(SourceFolder),
    /// An item.
    Item(SourceItem),
    /// A file without mail.
    Other {
        /// Its path in the source.
        path: String,
        /// The kind of file.
        other: OtherFile,
    },
    /// Damage that belongs to no single item.
    Defect {
        /// Key of the folder in which the damage is. `None` for damage of the whole source.
        folder: Option<String>,
        /// The damage.
        defect: Defect,
    },
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFolder {
    /// The reader's identifier of the folder: unique in the source, and the same at every import.
    pub key: String,
    /// Key of the folder that contains it. `None` for the source itself.
    pub parent: Option<String>,
    /// Name shown to the owner.
    pub name: String,
}

/// An item of a source.
#[derive(Debug)]
pub struct SourceItem {
    /// Key of its folder.
    pub folder: String,
    /// Its position in the source: unique in the source, and the same at every import.
    pub position: String,
    /// Its bytes as an RFC 5322 message. `None` if it could not be read.
    pub raw: Option<RawMessage>,
    /// The framing of the bytes.
    pub framing: Framing,
    /// True if the source contains no RFC 5322 message, and the bytes were composed from something else.
    pub composed: bool,
    /// The category of the item.
    pub kind: ItemKind,
    /// Damage of the item.
    pub defects: Vec<Defect>,
    /// How the item was found, as a sentence, if its directory did not list it.
    pub recovered: Option<String>,
    /// The separator line before it in an MBOX.
    pub separator: Option<String>,
    /// Subject, sender and date, which describe the item if its bytes are lost.
    pub hint: ItemHint,
}

impl SourceItem {
    /// Returns a message with these bytes.
    pub(crate) fn message(folder: String, position: String, raw: impl Into<RawMessage>) -> Self {
        Self {
            folder,
            position,
            raw: Some(raw.into()),
            framing: Framing::Plain,
            composed: false,
            kind: ItemKind::Mail,
            defects: Vec::new(),
            recovered: None,
            separator: None,
            hint: ItemHint::default(),
        }
    }

    /// Returns a message that could not be read.
    pub(crate) fn lost(folder: String, position: String, defect: Defect) -> Self {
        Self { raw: None, defects: vec![defect], ..Self::message(folder, position, Vec::new()) }
    }
}

/// Subject, sender and date of an item whose bytes may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemHint {
    /// Its subject.
    pub subject: Option<String>,
    /// Name or address of its sender.
    pub from: Option<String>,
    /// Its date, in seconds since 1970.
    pub date: Option<i64>,
}

/// Receives the folders, items and defects that a reader finds.
///
/// A reader calls [`wants`](Self::wants) before it reads an item, and [`push`](Self::push) after. Each folder comes before its
/// items. The order of items is the same at every import, so that an interrupted import can continue.
pub trait Sink {
    /// Receives one finding.
    ///
    /// `Continue` makes the reader continue with the next item. `Break` ends the reading of the whole source: the reader pushes
    /// nothing more and returns `Ok`. Everything pushed before stays.
    fn push(&mut self, finding: Finding) -> ControlFlow<()>;

    /// Decides whether the reader reads the item at a position.
    ///
    /// `true` makes the reader read the item and push it. `false` makes the reader skip the item without a push, because an earlier
    /// import of the same source has stored it. Then the reader continues with the next item.
    fn wants(&mut self, _position: &str) -> bool {
        true
    }

    /// Decides whether the reader continues while it has nothing to push, for example while it unpacks an archive of files.
    ///
    /// `true` makes it continue. `false` ends the reading of the whole source, as `Break` does: the reader pushes nothing more, also
    /// no defect for the file that it did not finish.
    fn goes_on(&mut self) -> bool {
        true
    }

    /// Receives the number of bytes of the source that have been read. It never decreases, and is at most the size of the source.
    fn progress(&mut self, _bytes: u64) {}
}
