//! What an item is.

use serde::{Deserialize, Serialize};

/// What an item of a mailbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A letter, a meeting request, a report.
    #[default]
    Mail,
    /// An appointment or a meeting in the calendar.
    Appointment,
    /// A person or a distribution list.
    Contact,
    /// Something to do.
    Task,
    /// A note.
    Note,
    /// Anything else.
    Other,
}

impl Kind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::Mail, Self::Appointment, Self::Contact, Self::Task, Self::Note, Self::Other];

    /// The kind as one word, the same in the catalogue, in reports and in searches.
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

    /// The kind of a word; `Other` for one that is no kind's.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(Self::Other)
    }
}
