//! The table of operators. Parsing, printing, completion, the chips and help of the window, and the table in
//! `docs/search.md` use it. A new operator needs only a new row here.

use super::ast::Set;
use super::scope::Scope;
use super::value::{self, Meaning};

/// An operator: the name before a colon in a query.
#[derive(Debug)]
pub struct Operator {
    /// The name that a printed query contains.
    pub name: &'static str,
    /// Other names that are accepted.
    pub aliases: &'static [&'static str],
    /// The name on a chip.
    pub label: &'static str,
    /// The kind of values that the operator accepts.
    pub values: Values,
    /// The fields in which the words are searched. [`Scope::NONE`] for an operator that does not search words.
    pub fields: Scope,
    /// An example of a condition.
    pub example: &'static str,
    /// A short description of the messages that the operator finds.
    pub help: &'static str,
    /// The conversion of a value into a query.
    pub(crate) meaning: Meaning,
}

/// The values that an operator accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Names and addresses.
    People,
    /// Words.
    Words,
    /// Names of folders.
    Folders,
    /// Names of sources.
    Sources,
    /// Names of the owner's tags.
    Tags,
    /// Days, months and years.
    Dates,
    /// Lengths of time, counted back from today.
    Ages,
    /// Numbers of bytes.
    Sizes,
    /// File extensions.
    Types,
    /// One of these names.
    Of(&'static [&'static str]),
    /// A number that the command line prints.
    Numbers,
}

impl Values {
    /// Returns the name of the kind of values, as the window uses it.
    pub fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Words => "words",
            Self::Folders => "folders",
            Self::Sources => "sources",
            Self::Tags => "tags",
            Self::Dates => "dates",
            Self::Ages => "ages",
            Self::Sizes => "sizes",
            Self::Types => "types",
            Self::Of(_) => "names",
            Self::Numbers => "numbers",
        }
    }

    /// Describes the values in Markdown, for the documentation.
    pub fn describe(self) -> String {
        let text = match self {
            Self::People => "a name, a part of a name, an address, or the beginning of an address",
            Self::Words => "words",
            Self::Folders => {
                "the name of a folder, the path of a folder, or a part of either; subfolders are included"
            }
            Self::Sources => "the name of an imported file, a part of the name, or the path of the file",
            Self::Tags => "the name of a tag",
            Self::Dates => {
                "`2019`, `2019-05`, `2019-05-17`, `17.05.2019`, `2019-05-17..2019-06-01`, `may-2019`, `last-year`, `5y`"
            }
            Self::Ages => "`5y`, `3m`, `2w`, `10d`",
            Self::Sizes => "`500k`, `10m`, `1.5m`",
            Self::Types => "a file extension, or one of `image word excel powerpoint`",
            Self::Of(names) => return format!("`{}`", names.join(" ")),
            Self::Numbers => "the number of a message or conversation, as the command line prints it",
        };
        text.to_owned()
    }

    /// Returns true if a value names one thing, such as a folder. A minus before such a value excludes the thing.
    fn are_names(self) -> bool {
        matches!(self, Self::Folders | Self::Sources | Self::Tags | Self::Types | Self::Of(_))
    }
}

impl Operator {
    /// Finds an operator by its name or an alias. `name` is in lower case.
    pub fn find(name: &str) -> Option<&'static Self> {
        OPERATORS.iter().find(|operator| operator.names().any(|known| known == name))
    }

    /// Finds the operator that searches words in exactly these fields.
    pub(crate) fn of_scope(scope: Scope) -> Option<&'static Self> {
        OPERATORS.iter().find(|operator| operator.fields == scope && scope != Scope::NONE)
    }

    /// Returns the name of the operator, then its aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// Returns true if a minus at the beginning of a value excludes the value: `from:-ruth`.
    pub(super) fn accepts_minus(&self) -> bool {
        !matches!(self.meaning, Meaning::Value(_)) || self.values.are_names()
    }

    /// Finds the operator that an unknown name probably misspells. The two names differ by one added, missing or
    /// wrong letter, or by two swapped letters.
    pub(super) fn similar_to(name: &str) -> Option<&'static Self> {
        let near =
            |known: &str| known.len() > 2 && name.len() > 2 && is_one_slip(name.as_bytes(), known.as_bytes());
        OPERATORS.iter().find(|operator| near(operator.name))
    }
}

fn is_one_slip(typed: &[u8], name: &[u8]) -> bool {
    let same = typed.iter().zip(name).take_while(|(one, other)| one == other).count();
    let (typed, name) = (typed.get(same..).unwrap_or_default(), name.get(same..).unwrap_or_default());
    match (typed, name) {
        ([a, b, rest @ ..], [c, d, other @ ..]) if a == d && b == c && rest == other => true,
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], name) if rest == name => true,
        (typed, name) => name.split_first().is_some_and(|(_, other)| typed == other),
    }
}

/// Default values for the fields that are the same in most rows.
const ROW: Operator = Operator {
    name: "",
    aliases: &[],
    label: "",
    values: Values::Words,
    fields: Scope::NONE,
    example: "",
    help: "",
    meaning: Meaning::Words,
};

/// All operators, in the order in which completion and help show them.
#[rustfmt::skip]
pub static OPERATORS: &[Operator] = &[
    Operator { name: "from", aliases: &["sender"], label: "from", values: Values::People, fields: Scope::FROM,
        example: "from:ruth", help: "messages sent by this person", meaning: Meaning::People(Set::Sent) },
    Operator { name: "to", aliases: &["recipient"], label: "to", values: Values::People, fields: Scope::TO,
        example: "to:karl", help: "messages sent to this person, also as a copy", meaning: Meaning::People(Set::Received) },
    Operator { name: "cc", label: "cc", values: Values::People, fields: Scope::CC,
        example: "cc:karl", help: "messages with a copy to this person", ..ROW },
    Operator { name: "bcc", label: "bcc", values: Values::People, fields: Scope::BCC,
        example: "bcc:karl", help: "messages with a hidden copy to this person", ..ROW },
    Operator { name: "with", label: "with", values: Values::People, fields: Scope::PEOPLE,
        example: "with:ruth", help: "messages sent by or to this person", ..ROW },
    Operator { name: "subject", aliases: &["title"], label: "subject", fields: Scope::SUBJECT,
        example: "subject:invoice", help: "messages with these words in the subject", ..ROW },
    Operator { name: "body", aliases: &["text"], label: "body", fields: Scope::BODY,
        example: "body:insurance", help: "messages with these words in the text", ..ROW },
    Operator { name: "filename", aliases: &["file"], label: "file", fields: Scope::FILENAME,
        example: "filename:report", help: "messages with these words in a file name", ..ROW },
    Operator { name: "text-in", aliases: &["text_in"], label: "text in", values: Values::Of(&["attachment"]),
        fields: Scope::ATTACHMENT, example: "text-in:attachment total",
        help: "messages with the next word in an attached file", meaning: Meaning::NextTerm },
    Operator { name: "attachment", label: "attachment", fields: Scope::ATTACHMENT,
        example: "attachment:total", help: "messages with these words in an attached file", ..ROW },
    Operator { name: "type", aliases: &["filetype", "ext"], label: "type", values: Values::Types,
        example: "type:pdf", help: "messages with a file of this type", meaning: Meaning::Value(value::file_type), ..ROW },
    Operator { name: "has", label: "has",
        values: Values::Of(&["attachment", "image", "pdf", "invite", "link", "document", "spreadsheet", "presentation"]),
        example: "has:attachment", help: "messages with a file, picture or link", meaning: Meaning::Value(value::has), ..ROW },
    Operator { name: "in", aliases: &["folder", "label"], label: "in", values: Values::Folders,
        example: "in:Inbox", help: "messages in this folder", meaning: Meaning::Value(value::folder), ..ROW },
    Operator { name: "source", label: "source", values: Values::Sources,
        example: "source:office.pst", help: "messages in this mailbox", meaning: Meaning::Value(value::source), ..ROW },
    Operator { name: "kind", label: "kind",
        values: Values::Of(&["mail", "appointment", "contact", "task", "note", "other"]),
        example: "kind:appointment", help: "messages of this kind", meaning: Meaning::Value(value::kind), ..ROW },
    Operator { name: "is", label: "is", values: Values::Of(&["sent", "received", "starred", "recovered", "damaged"]),
        example: "is:damaged", help: "messages in this state", meaning: Meaning::Value(value::is), ..ROW },
    Operator { name: "tag", label: "tag", values: Values::Tags,
        example: "tag:important", help: "messages with this tag", meaning: Meaning::Value(value::tagged), ..ROW },
    Operator { name: "before", aliases: &["older"], label: "before", values: Values::Dates,
        example: "before:2017", help: "messages from before this day, month or year", meaning: Meaning::Value(value::before), ..ROW },
    Operator { name: "after", aliases: &["newer", "since"], label: "after", values: Values::Dates,
        example: "after:2015-06", help: "messages from this day, month or year, or later", meaning: Meaning::Value(value::after), ..ROW },
    Operator { name: "during", aliases: &["date", "on"], label: "during", values: Values::Dates,
        example: "during:2016", help: "messages from this day, month or year", meaning: Meaning::Value(value::during), ..ROW },
    Operator { name: "older_than", label: "older than", values: Values::Ages,
        example: "older_than:5y", help: "messages older than this", meaning: Meaning::Value(value::older_than), ..ROW },
    Operator { name: "newer_than", label: "newer than", values: Values::Ages,
        example: "newer_than:2w", help: "messages newer than this", meaning: Meaning::Value(value::newer_than), ..ROW },
    Operator { name: "larger", aliases: &["size"], label: "larger", values: Values::Sizes,
        example: "larger:5m", help: "messages of at least this size", meaning: Meaning::Value(value::larger), ..ROW },
    Operator { name: "smaller", label: "smaller", values: Values::Sizes,
        example: "smaller:500k", help: "messages of at most this size", meaning: Meaning::Value(value::smaller), ..ROW },
    Operator { name: "thread", label: "thread", values: Values::Numbers,
        example: "thread:12", help: "messages in the conversation with this number", meaning: Meaning::Value(value::thread), ..ROW },
    Operator { name: "id", label: "id", values: Values::Numbers,
        example: "id:17", help: "the message with this number", meaning: Meaning::Value(value::id), ..ROW },
];

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::{OPERATORS, Operator};

    #[test]
    fn each_name_belongs_to_one_operator() {
        let mut names: Vec<&str> = OPERATORS.iter().flat_map(Operator::names).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn each_example_is_understood_under_each_name() {
        for operator in OPERATORS {
            let expected = parse(operator.example, 0);
            assert_eq!(expected.problems, [], "{}", operator.example);
            for alias in operator.aliases {
                let typed = operator.example.replacen(operator.name, alias, 1);
                assert_eq!(parse(&typed, 0).query, expected.query, "{typed}");
            }
            let term = &expected.terms[0];
            assert!(term.operator.is_some_and(|named| named.name == operator.name), "{term:?}");
        }
    }
}
