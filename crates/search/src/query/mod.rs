//! The query language: what people know from Gmail, forgiving. Parsing never refuses: it gives a usable query and a
//! list of the parts that could not be understood. `docs/search.md` has the grammar.

mod date;
pub(crate) mod lex;
mod operator;
mod parse;
mod print;
mod typing;
mod written;

pub use operator::{FIELDS, Values};
pub use parse::{parse, parse_unfinished};
pub use typing::{Typing, word_at};

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
    /// What only the archive knows.
    Set(Set),
    /// The message with this id.
    Id(u32),
}

impl Query {
    /// The sets that it names, each as often as it is named.
    pub fn sets(&self) -> Vec<&Set> {
        match self {
            Self::And(queries) | Self::Or(queries) => queries.iter().flat_map(Self::sets).collect(),
            Self::Not(not) => not.sets(),
            Self::Set(set) => vec![set],
            _ => Vec::new(),
        }
    }
}

/// A set of messages that the archive gives when it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Set {
    /// Seen in a folder whose name, or that of a folder around it, holds this.
    Folder(String),
    /// Seen in a source whose name holds this.
    Source(String),
    /// Those that the owner wrote.
    Sent,
    /// Those that the owner got.
    Received,
    /// Those brought back from where no folder lists them.
    Recovered,
    /// Those of a conversation.
    Thread(u32),
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// Everywhere.
    Anywhere,
    /// `From` and `Sender`.
    From,
    /// `To`, `Cc` and `Bcc`.
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
    /// Text in attachments.
    Attachment,
}

impl Place {
    /// Everywhere that an operator names, by its name.
    pub(crate) const NAMED: [(Self, &str); 9] = [
        (Self::From, "from"),
        (Self::To, "to"),
        (Self::Cc, "cc"),
        (Self::Bcc, "bcc"),
        (Self::With, "with"),
        (Self::Subject, "subject"),
        (Self::Body, "body"),
        (Self::Filename, "filename"),
        (Self::Attachment, "text-in"),
    ];
}

/// Part of a query that could not be understood. The rest was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part as typed.
    pub part: String,
    /// Its first byte in the query.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
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
