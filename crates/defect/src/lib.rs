//! Describes damage to mail as data.
//!
//! Damage to one structure never prevents the rest from being read. For each damaged structure, a reader collects
//! a [`Defect`]: the position, the damage, and its [`Effect`] for the owner. The archive stores defects, and every
//! report shows them. A [`Shortfall`] is a reason why an unknown number of messages of a source may be missing.
//!
//! The crate depends on no other crate of this project.
//!
//! ```
//! use foundmail_defect::{Defect, Effect, Reason};
//!
//! let defect = Defect::new("block", "The checksum of a block is wrong.", Effect::BodyIncomplete).at(512);
//! assert_eq!(defect.to_string(), "block: The checksum of a block is wrong. (at byte 512)");
//! assert!(defect.effect.loses_data());
//! assert_eq!(defect.source_shortfall(), None);
//!
//! let folder = Defect::new("table", "The list of messages is damaged.", Effect::FolderIncomplete);
//! assert_eq!(folder.source_shortfall().map(|shortfall| shortfall.reason), Some(Reason::FolderUnlisted));
//! ```

mod shortfall;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use shortfall::{Reason, Shortfall};

/// One instance of damage in a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Defect {
    /// Byte offset in the source file, if it is known.
    pub offset: Option<u64>,
    /// The damaged structure, by its name in the standard, such as `block`, `heap page map` or `boundary`.
    pub structure: String,
    /// The damage, as a sentence for the user or for technical support.
    pub what: String,
    /// The consequence for the owner.
    pub effect: Effect,
    /// The reason why an unknown number of messages may be missing, if there is one.
    pub shortfall: Option<Shortfall>,
}

/// The consequence of a [`Defect`] for the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// A structure is unusual, but no part of the item is missing.
    Nothing,
    /// Some header fields of the item (people, dates, subject) are missing.
    HeaderIncomplete,
    /// The text of the item, or its end, is missing.
    BodyIncomplete,
    /// An attachment, or its end, is missing.
    AttachmentIncomplete,
    /// The whole item could not be read.
    ItemLost,
    /// A folder, or part of its contents, could not be listed.
    FolderIncomplete,
    /// The rest of the file could not be read.
    RestUnreadable,
}

impl Effect {
    /// Returns true if a part of the item or source is missing.
    pub fn loses_data(self) -> bool {
        self != Self::Nothing
    }

    /// Returns the effect as one plain sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing is missing.",
            Self::HeaderIncomplete => "A name, a date or the subject could not be read.",
            Self::BodyIncomplete => "The text, or its end, could not be read.",
            Self::AttachmentIncomplete => "An attachment, or its end, could not be read.",
            Self::ItemLost => "The whole item could not be read.",
            Self::FolderIncomplete => "Part of a folder could not be listed.",
            Self::RestUnreadable => "The file, or the rest of it, could not be read.",
        }
    }
}

impl Defect {
    /// Returns a defect without an offset.
    pub fn new(structure: impl Into<String>, what: impl Into<String>, effect: Effect) -> Self {
        Self { offset: None, structure: structure.into(), what: what.into(), effect, shortfall: None }
    }

    /// Adds the reason why an unknown number of messages may be missing.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Self {
        self.shortfall = Some(Shortfall::of(reason));
        self
    }

    /// Returns the reason why an unknown number of messages may be missing, for a defect of a whole source.
    /// Returns `None` if every message is stored or counted as damaged.
    ///
    /// If the reader gave no reason, but could not list a part of a folder or file, the reason follows from the
    /// effect.
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

    /// Adds the byte offset of the damage.
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
