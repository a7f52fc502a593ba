//! Damage as data.
//!
//! A mailbox that is read for the last time is often damaged. What is broken never ends the reading of the rest: it
//! becomes a [`Defect`], which says where it lies, what is wrong and what it costs the owner. Defects are collected by
//! the readers, stored by the archive and shown in every report.

mod shortfall;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use shortfall::{Reason, Shortfall};

/// One place in a source that could not be read as it should.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Defect {
    /// Byte offset in the source file, where one is known.
    pub offset: Option<u64>,
    /// The structure that is broken, in the words of its standard: `block`, `heap page map`, `boundary`.
    pub structure: String,
    /// What is wrong with it, for those who help the owner.
    pub what: String,
    /// What it costs the owner, in plain words.
    pub effect: Effect,
    /// Set where whole messages may be missing without being counted, and says why.
    pub shortfall: Option<Shortfall>,
}

/// What a [`Defect`] costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Something is odd, but nothing of the item is missing.
    Nothing,
    /// Part of the item's header fields (people, dates, subject) is missing.
    HeaderIncomplete,
    /// The text of the item is missing, or its end is.
    BodyIncomplete,
    /// An attachment is missing, or its end is.
    AttachmentIncomplete,
    /// The whole item could not be read.
    ItemLost,
    /// A folder, or part of its contents, could not be listed.
    FolderIncomplete,
    /// The rest of the file could not be read.
    RestUnreadable,
}

impl Effect {
    /// True if an item with this defect is not whole.
    pub fn costs(self) -> bool {
        self != Self::Nothing
    }

    /// The effect as one plain sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing is missing.",
            Self::HeaderIncomplete => "Some of the people, dates or the subject could not be read.",
            Self::BodyIncomplete => "The text, or the end of it, could not be read.",
            Self::AttachmentIncomplete => "An attachment, or the end of one, could not be read.",
            Self::ItemLost => "The whole item could not be read.",
            Self::FolderIncomplete => "Part of a folder could not be listed.",
            Self::RestUnreadable => "The file, or the rest of it, could not be read.",
        }
    }
}

impl Defect {
    /// A defect with no known offset.
    pub fn new(structure: impl Into<String>, what: impl Into<String>, effect: Effect) -> Self {
        Self { offset: None, structure: structure.into(), what: what.into(), effect, shortfall: None }
    }

    /// The same defect, with the reason why whole messages may be missing.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Self {
        self.shortfall = Some(Shortfall::of(reason));
        self
    }

    /// Returns the reason why messages may be missing, for a defect that belongs to no single item. `None` if every
    /// message is there or counted as damaged.
    ///
    /// A reader that lists only part of a folder or a file, and names no reason, still leaves messages uncounted.
    pub fn source_shortfall(&self) -> Option<Shortfall> {
        let implied = || match self.effect {
            Effect::RestUnreadable | Effect::ItemLost => {
                Some(Shortfall::of(Reason::Unreadable { why: self.what.clone() }))
            }
            Effect::FolderIncomplete => Some(Shortfall::of(Reason::FolderUnlisted)),
            _ => None,
        };
        self.shortfall.clone().or_else(implied)
    }

    /// The same defect, with the byte offset at which it lies.
    #[must_use]
    pub fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.structure, self.what)?;
        if let Some(offset) = self.offset {
            write!(f, " (at byte {offset})")?;
        }
        Ok(())
    }
}
