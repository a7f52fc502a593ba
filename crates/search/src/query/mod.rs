//! The query language: what people know from Gmail, forgiving. Parsing never refuses: it gives a usable query and a
//! list of the parts that could not be understood.

mod date;
mod lex;
mod parse;

pub use parse::parse;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Everything.
    All,
    /// All of these.
    And(Vec<Query>),
    /// Any of these.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// Words, where they stand in this order next to each other.
    Words {
        /// Where to look.
        place: Place,
        /// The words as typed.
        text: String,
        /// True if the last word may go on.
        prefix: bool,
    },
    /// Seconds since 1970: from, inclusive, to before.
    Date {
        /// First second.
        from: Option<i64>,
        /// Second behind the last.
        to: Option<i64>,
    },
    /// Bytes: at least, at most.
    Size {
        /// Fewest.
        min: Option<u64>,
        /// Most.
        max: Option<u64>,
    },
    /// `has:attachment`, `kind:mail`, `type:pdf`, `is:damaged`.
    Tag(String),
    /// Seen in a folder whose name, or that of a folder around it, holds this.
    Folder(String),
    /// Seen in a source whose name holds this.
    Source(String),
    /// The message with this id.
    Id(u32),
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Everywhere.
    Anywhere,
    /// `From` and `Sender`.
    From,
    /// `To`, and where no `cc:` is named, `Cc` and `Bcc` as well.
    To,
    /// `Cc`.
    Cc,
    /// `Bcc`.
    Bcc,
    /// Any of the people.
    With,
    /// The subject.
    Subject,
    /// The text.
    Body,
    /// Names of attachments.
    Filename,
}

/// Part of a query that could not be understood. The rest was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part as typed.
    pub part: String,
    /// Why, in plain words.
    pub why: String,
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What was understood.
    pub query: Query,
    /// What was not.
    pub problems: Vec<Problem>,
}
