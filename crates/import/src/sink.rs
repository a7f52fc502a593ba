//! Where readers push what they find.

use std::ops::ControlFlow;

use foundmail_defect::Defect;
use foundmail_mail::{Framing, ItemKind};

use crate::other::Other;
use crate::passage::Raw;

/// Something that a reader met.
#[derive(Debug)]
pub enum Found {
    /// A folder, before anything that lies in it.
    Folder(Folder),
    /// An item.
    Item(Item),
    /// A file that is no mail.
    Other {
        /// Its path in the source.
        path: String,
        /// What it is.
        other: Other,
    },
    /// Damage that belongs to no item.
    Defect {
        /// Key of the folder in which it was met, if it was one.
        folder: Option<String>,
        /// The damage.
        defect: Defect,
    },
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The reader's own name for it: the same at every reading, and no other folder's in the source.
    pub key: String,
    /// Key of the folder in which it lies.
    pub parent: Option<String>,
    /// Name shown to the owner.
    pub name: String,
}

/// An item of a source.
#[derive(Debug)]
pub struct Item {
    /// Key of its folder.
    pub folder: String,
    /// Where it lies: the same at every reading, and no other item's in the source.
    pub position: String,
    /// Its bytes as an RFC 5322 message. `None` if nothing of it could be read.
    pub raw: Option<Raw>,
    /// How the bytes were framed.
    pub framing: Framing,
    /// True if the bytes were composed from something else than an RFC 5322 message.
    pub composed: bool,
    /// What it is.
    pub kind: ItemKind,
    /// What is broken in it.
    pub defects: Vec<Defect>,
    /// How it was found, if not where it should be.
    pub recovered: Option<String>,
    /// The separator line before it in an MBOX.
    pub separator: Option<String>,
    /// What is known of it without its bytes.
    pub hint: Hint,
}

/// What is known of an item whose bytes may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hint {
    /// Its subject.
    pub subject: Option<String>,
    /// Who wrote it.
    pub from: Option<String>,
    /// When, in seconds since 1970.
    pub date: Option<i64>,
}

/// Takes what readers find. [`ControlFlow::Break`] ends the reading; what was pushed before stays.
pub trait Sink {
    /// Takes one thing.
    fn push(&mut self, found: Found) -> ControlFlow<()>;

    /// False if the item at this position is already taken care of, so that the reader need not read it.
    fn wants(&mut self, _position: &str) -> bool {
        true
    }

    /// False if nobody wants any more. Asked where nothing can be pushed for long: while an archive is unpacked.
    fn goes_on(&mut self) -> bool {
        true
    }

    /// So many bytes of the source lie behind the reader.
    fn progress(&mut self, _bytes: u64) {}
}
