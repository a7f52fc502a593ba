//! Help with searching.

use serde::Serialize;
use ts_rs::TS;

use super::YearCount;

/// How the messages of a list spread.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Facets {
    /// Who wrote them, most first.
    pub people: Vec<Facet>,
    /// Where they lie, most first.
    pub folders: Vec<Facet>,
    /// Which file or folder they came from, most first.
    pub sources: Vec<Facet>,
    /// By year, oldest first, without gaps.
    pub years: Vec<YearCount>,
    /// By month, oldest first, only those with messages.
    pub months: Vec<Facet>,
    /// Endings of attached files, most first.
    pub types: Vec<Facet>,
    /// Attachments, pictures, invitations, links.
    pub has: Vec<Facet>,
    /// Mail, appointments, contacts and so on.
    pub kinds: Vec<Facet>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// One value, and how many messages have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Facet {
    /// The condition that narrows a search to it: `from:ruth@example.org`.
    pub query: String,
    /// How it is shown.
    pub label: String,
    /// Messages.
    pub count: u32,
}

/// Help where nothing was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct NothingFound {
    /// Queries with another spelling that find something, best first.
    pub suggestions: Vec<Suggested>,
    /// The query's parts, where it has several.
    pub parts: Vec<PartCount>,
}

/// Another query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Suggested {
    /// The query.
    pub query: String,
    /// Messages that match it.
    pub count: u32,
}

/// One condition of a query that found nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PartCount {
    /// The condition as typed, or as understood if it was not typed as one.
    pub part: String,
    /// The query without this condition.
    pub query: String,
    /// True if the last word of that query is still being typed.
    pub typing: bool,
    /// Messages that match it alone.
    pub alone: u32,
    /// Messages that match all the others.
    pub without: u32,
}

/// What may be meant by a word that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Completions {
    /// First UTF-16 unit of what a completion takes the place of.
    pub start: u32,
    /// The unit behind it.
    pub end: u32,
    /// The completions.
    pub items: Vec<Completion>,
}

/// What may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Completion {
    /// What is put into the query.
    pub text: String,
    /// How it is shown.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// Messages, where they are known.
    pub count: Option<u32>,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum CompletionKind {
    /// `from:` and so on.
    Operator,
    /// Somebody.
    Person,
    /// A folder.
    Folder,
    /// A file or folder that was imported.
    Source,
    /// A year.
    Year,
    /// An ending of files.
    Type,
    /// One of few values.
    Value,
}
