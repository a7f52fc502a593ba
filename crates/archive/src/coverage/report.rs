//! The result as data. The JSON fields are a public interface: scripts depend on them.

use serde::Serialize;

use crate::view::Completeness;

/// The mail of some sources by month, and their likely gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The sources.
    pub sources: Vec<SourceCoverage>,
}

/// The mail of one source by month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceCoverage {
    /// Full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`.
    pub format: String,
    /// Its completeness, as the import reported it.
    pub state: Completeness,
    /// Sentences about the missing part. None if the source is whole.
    pub missing: Option<String>,
    /// RFC 3339 date of the oldest message, in UTC.
    pub first: Option<String>,
    /// RFC 3339 date of the newest message, in UTC.
    pub last: Option<String>,
    /// Number of messages without a date.
    pub undated: u32,
    /// The months from the first to the last one with mail.
    pub months: Vec<CoverageMonth>,
    /// The stretches in which mail may be missing, in the order of their time.
    pub gaps: Vec<CoverageGap>,
    /// Messages to which messages of this source refer, but that no source has.
    pub named: Vec<NamedMonth>,
}

/// The messages of one month, in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageMonth {
    /// The month, such as `2015-03`.
    pub month: String,
    /// Number of messages that the owner received.
    pub received: u32,
    /// Number of messages that the owner sent.
    pub sent: u32,
}

/// A stretch in which mail may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageGap {
    /// The reason why mail may be missing.
    pub kind: GapKind,
    /// First day of the stretch, in UTC.
    pub from: String,
    /// Last day of the stretch, in UTC.
    pub to: String,
    /// How sure this is.
    pub sure: Certainty,
    /// The reason in words.
    pub why: String,
    /// Number of messages of this time in other sources of the archive.
    pub elsewhere: u32,
}

/// The kinds of gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// A month or longer without received messages.
    Received,
    /// A long time without sent messages, while messages were received.
    Sent,
    /// A folder ends while the rest of the mailbox goes on.
    FolderEnds,
    /// Several people who wrote every week stop at the same time.
    PeopleStop,
    /// The mailbox begins exactly twelve months before its last message.
    TwelveMonths,
    /// The mailbox has sent mail, but no received mail.
    OnlySent,
    /// The mailbox has received mail, but no sent mail.
    OnlyReceived,
}

/// How sure it is that mail is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// There is little doubt.
    Likely,
    /// There can be another reason.
    Possible,
}

/// Messages that are named in `References` or `In-Reply-To`, but that no source has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedMonth {
    /// The month of the oldest message that names them. They are older, usually by a few days.
    pub month: String,
    /// Number of messages.
    pub messages: u32,
}
