//! The interface between the readers and the archive.

use std::ops::ControlFlow;

use foundmail_defect::Defect;
use foundmail_mail::{Framing, ItemKind};

use crate::other_file::OtherFile;
use crate::passage::RawMessage;

/// A folder, item, file or defect that a reader found.
#[derive(Debug)]
pub enum Finding {
    /// A folder. It is pushed before its items and subfolders.
    Folder(SourceFolder),
    /// An item.
    Item(SourceItem),
    /// A file without mail.
    Other {
        /// The path of the file in the source.
        path: String,
        /// The kind of file.
        other: OtherFile,
    },
    /// A defect of a folder or of the whole source.
    Defect {
        /// Key of the affected folder. `None` if the whole source is affected.
        folder: Option<String>,
        /// The defect.
        defect: Defect,
    },
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFolder {
    /// An identifier of the folder, unique in the source and the same at every import.
    pub key: String,
    /// Key of the parent folder. `None` for the source itself.
    pub parent: Option<String>,
    /// The name that the user sees.
    pub name: String,
}

/// An item of a source.
#[derive(Debug)]
pub struct SourceItem {
    /// Key of the folder that contains the item.
    pub folder: String,
    /// The position of the item, unique in the source and the same at every import.
    pub position: String,
    /// The item as an RFC 5322 message. `None` if the item could not be read.
    pub raw: Option<RawMessage>,
    /// The framing of the bytes in `raw`.
    pub framing: Framing,
    /// True if Foundmail composed the message, because the source contains no RFC 5322 message.
    pub composed: bool,
    /// The category of the item.
    pub kind: ItemKind,
    /// Defects of the item.
    pub defects: Vec<Defect>,
    /// A sentence that explains how the item was found. `None` if its folder listed it.
    pub recovered: Option<String>,
    /// The separator before the message in an MBOX.
    pub separator: Option<String>,
    /// Subject, sender and date, by which the user recognises the item if its bytes are lost.
    pub hint: ItemHint,
    /// The properties of a MAPI item that its bytes can't express, as `foundmail_mapi::write_properties` writes them.
    pub properties: Option<Vec<u8>>,
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
            properties: None,
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
    /// The subject of the item.
    pub subject: Option<String>,
    /// The name or address of the sender.
    pub from: Option<String>,
    /// The date of the item, in seconds since 1970.
    pub date: Option<i64>,
}

/// Receives the folders, items and defects that a reader finds.
///
/// A reader calls [`wants`](Self::wants) before it reads an item, and [`push`](Self::push) after that. It pushes
/// each folder before the items in it. Positions of items are the same at every import, so that an interrupted
/// import can continue.
pub trait Sink {
    /// Receives one finding.
    ///
    /// If the result is `Continue`, the reader continues with the next item. If it is `Break`, the reader pushes
    /// nothing more and returns `Ok`. Earlier findings stay valid.
    fn push(&mut self, finding: Finding) -> ControlFlow<()>;

    /// Returns true if the reader should read the item at this position.
    ///
    /// If the result is true, the reader reads the item and pushes it. If it is false, the reader skips the item,
    /// because an earlier import of the same source stored it.
    fn wants(&mut self, _position: &str) -> bool {
        true
    }

    /// Returns true if the reader should continue. A reader calls this method during long work without items, for
    /// example while it unpacks an archive file.
    ///
    /// If the result is false, the reader ends the reading of the whole source and pushes nothing more. It does
    /// not report a defect for the unfinished file.
    fn goes_on(&mut self) -> bool {
        true
    }

    /// Receives the number of bytes of the source that have been read. The number never decreases and never
    /// exceeds the size of the source.
    fn progress(&mut self, _bytes: u64) {}
}
