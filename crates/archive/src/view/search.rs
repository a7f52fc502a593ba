//! The views of facets, completions and help for searches without results.

use serde::Serialize;
use ts_rs::TS;

use super::YearCount;

/// The facets of a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Facets {
    /// Senders, most messages first.
    pub people: Vec<Facet>,
    /// Folders, most messages first.
    pub folders: Vec<Facet>,
    /// Sources, most messages first.
    pub sources: Vec<Facet>,
    /// Years, oldest first. Years without messages are included.
    pub years: Vec<YearCount>,
    /// Months with messages, oldest first.
    pub months: Vec<Facet>,
    /// File extensions of attachments, most messages first.
    pub types: Vec<Facet>,
    /// Attachments, pictures, invitations and links.
    pub has: Vec<Facet>,
    /// Kinds of items.
    pub kinds: Vec<Facet>,
    /// Tags of the owner, sorted by name.
    pub tags: Vec<Facet>,
    /// Number of messages with a star.
    pub starred: u32,
    /// Duration in seconds.
    pub seconds: f64,
}

/// A value with the number of messages that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Facet {
    /// The condition that limits a search to this value, such as `from:ruth@example.org`.
    pub query: String,
    /// The text on the screen.
    pub label: String,
    /// Number of messages.
    pub count: u32,
}

/// Help for a search without results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct NothingFound {
    /// Queries with another spelling that have results, best first.
    pub suggestions: Vec<Suggested>,
    /// The conditions of the query. Empty if the query has only one condition.
    pub parts: Vec<PartCount>,
}

/// A suggested query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Suggested {
    /// The query.
    pub query: String,
    /// Number of messages that match the query.
    pub count: u32,
}

/// A condition of a query without results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PartCount {
    /// The condition as typed, or as Foundmail understood it if the condition was not typed separately.
    pub part: String,
    /// The query without this condition.
    pub query: String,
    /// True if the last word of `query` is still being typed.
    pub typing: bool,
    /// Number of messages that match this condition alone.
    pub alone: u32,
    /// Number of messages that match all other conditions.
    pub without: u32,
}

/// Completions of the word that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Completions {
    /// Offset in the query of the word that is being typed, in UTF-16 units.
    pub start: u32,
    /// Offset of the end of the text that a completion replaces, in UTF-16 units.
    pub end: u32,
    /// The completions.
    pub items: Vec<Completion>,
}

/// A completion of a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Completion {
    /// The text for the query.
    pub text: String,
    /// The text on the screen.
    pub label: String,
    /// The kind of the completion.
    pub kind: CompletionKind,
    /// Offset of the replaced text, in UTF-16 units. The completion of a person or a month can replace several words.
    pub start: u32,
    /// Number of messages, if known.
    pub count: Option<u32>,
}

/// The kind of a completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum CompletionKind {
    /// An operator, such as `from:`.
    Operator,
    /// A person.
    Person,
    /// A folder.
    Folder,
    /// A source.
    Source,
    /// A year.
    Year,
    /// A month of a year.
    Month,
    /// A type of file.
    Type,
    /// A tag of the owner.
    Tag,
    /// One of the fixed values of an operator.
    Value,
}
