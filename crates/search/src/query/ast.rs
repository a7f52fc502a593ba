//! The syntax tree of a query.

use super::scope::Scope;

/// A condition that messages match or do not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// All messages.
    All,
    /// All of these conditions.
    And(Vec<Query>),
    /// At least one of these conditions.
    Or(Vec<Query>),
    /// Not this condition.
    Not(Box<Query>),
    /// These words, consecutive and in this order.
    Words {
        /// The fields in which they are searched.
        scope: Scope,
        /// The words as typed.
        text: String,
        /// True if the last word is a prefix.
        prefix: bool,
    },
    /// A range of dates, in seconds since 1970.
    Date {
        /// The first second. `None` for no limit.
        from: Option<i64>,
        /// The second after the last one. `None` for no limit.
        to: Option<i64>,
    },
    /// A range of sizes, in bytes. Both limits are included.
    Size {
        /// The smallest size.
        min: Option<u64>,
        /// The largest size.
        max: Option<u64>,
    },
    /// A tag of the index: `has:attachment`, `kind:mail`, `type:pdf`, `is:damaged`.
    Tag(String),
    /// A set of messages that the archive knows and the index does not contain.
    Set(Set),
    /// The message with this id.
    Id(u32),
}

impl Query {
    /// Returns the sets in this query, with repetitions.
    pub fn sets(&self) -> Vec<&Set> {
        match self {
            Self::And(queries) | Self::Or(queries) => queries.iter().flat_map(Self::sets).collect(),
            Self::Not(not) => not.sets(),
            Self::Set(set) => vec![set],
            _ => Vec::new(),
        }
    }
}

/// A set of messages that the archive resolves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Set {
    /// Messages in a folder whose name contains this text, and in the subfolders of such a folder.
    Folder(String),
    /// Messages in a source whose name contains this text.
    Source(String),
    /// Messages that the owner sent.
    Sent,
    /// Messages that the owner received.
    Received,
    /// Messages that were found without their directory.
    Recovered,
    /// Messages with a star of the owner.
    Starred,
    /// Messages with the owner's tag of this name.
    Tagged(String),
    /// Messages of a thread.
    Thread(u32),
}
