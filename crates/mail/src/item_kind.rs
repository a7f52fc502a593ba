//! The kinds of items.

use serde::{Deserialize, Serialize};

/// The category of an item in a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A message, meeting request or report.
    #[default]
    Mail,
    /// An appointment or meeting in a calendar.
    Appointment,
    /// A person or a distribution list.
    Contact,
    /// A task.
    Task,
    /// A note.
    Note,
    /// Any other item.
    Other,
}

impl ItemKind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [Self; 6] =
        [Self::Mail, Self::Appointment, Self::Contact, Self::Task, Self::Note, Self::Other];

    /// Returns the kind as one word, which is the same in the catalogue, in reports and in queries.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Appointment => "appointment",
            Self::Contact => "contact",
            Self::Task => "task",
            Self::Note => "note",
            Self::Other => "other",
        }
    }

    /// Returns the kind for a word, or `Other` if the word is unknown.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(Self::Other)
    }
}
