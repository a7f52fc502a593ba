//! What stands behind `field:`.

use super::date::{back, span};
use super::{Query, Set};

/// What an operator takes, for whoever offers values.
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
    /// `2019`, `2019-05`, `last-year`.
    Dates,
    /// `5y`, `3m`.
    Ages,
    /// `500k`, `10m`.
    Sizes,
    /// Endings of files.
    Types,
    /// One of these.
    Of(&'static [&'static str]),
    /// A number.
    Numbers,
}

/// Every operator, with what it takes.
pub const FIELDS: [(&str, Values); 25] = [
    ("from", Values::People),
    ("to", Values::People),
    ("cc", Values::People),
    ("bcc", Values::People),
    ("with", Values::People),
    ("subject", Values::Words),
    ("body", Values::Words),
    ("filename", Values::Words),
    ("text-in", Values::Of(&["attachment"])),
    ("type", Values::Types),
    ("has", Values::Of(&["attachment", "image", "pdf", "invite", "link"])),
    ("in", Values::Folders),
    ("source", Values::Sources),
    ("kind", Values::Of(&["mail", "appointment", "contact", "task", "note", "other"])),
    ("is", Values::Of(&["sent", "received", "recovered", "damaged"])),
    ("before", Values::Dates),
    ("after", Values::Dates),
    ("during", Values::Dates),
    ("older_than", Values::Ages),
    ("newer_than", Values::Ages),
    ("larger", Values::Sizes),
    ("smaller", Values::Sizes),
    ("thread", Values::Numbers),
    ("id", Values::Numbers),
    ("folder", Values::Folders),
];

/// What an operator means with a value.
pub(super) enum Meaning {
    Query(Query),
    /// The value is not understood, and why.
    Problem(&'static str),
    /// This is no operator.
    Unknown,
}

pub(super) fn meaning(field: &str, written: &str, now: i64) -> Meaning {
    let value = written.to_lowercase();
    let date = |query: &dyn Fn((i64, i64)) -> Query| span(&value, now).map(query);
    let (query, why) = match field {
        "in" | "folder" | "label" if value == "anywhere" => (Some(Query::All), ""),
        "in" | "folder" | "label" => (Some(Query::Set(Set::Folder(written.to_owned()))), ""),
        "source" => (Some(Query::Set(Set::Source(written.to_owned()))), ""),
        "has" => (
            has(&value),
            "This is not known here. Try has:attachment, has:image, has:pdf, has:invite or has:link.",
        ),
        "type" => {
            let ending = value.trim_start_matches('.');
            ((!ending.is_empty()).then(|| file_type(ending)), "This is no ending of a file. Try type:pdf.")
        }
        "kind" => (kind(&value), "This is no kind. Try mail, appointment, contact, task or note."),
        "is" => return is(&value),
        "before" | "older" => (date(&|(from, _)| Query::Date { from: None, to: Some(from) }), NO_DATE),
        "after" | "newer" | "since" => {
            (date(&|(from, _)| Query::Date { from: Some(from), to: None }), NO_DATE)
        }
        "during" | "date" | "on" => {
            (date(&|(from, to)| Query::Date { from: Some(from), to: Some(to) }), NO_DATE)
        }
        "older_than" => (back(&value, now).map(|to| Query::Date { from: None, to: Some(to) }), NO_AGE),
        "newer_than" => (back(&value, now).map(|from| Query::Date { from: Some(from), to: None }), NO_AGE),
        "larger" | "size" => (bytes(&value).map(|min| Query::Size { min: Some(min), max: None }), NO_SIZE),
        "smaller" => (bytes(&value).map(|max| Query::Size { min: None, max: Some(max) }), NO_SIZE),
        "id" => (value.parse().ok().map(Query::Id), NO_NUMBER),
        "thread" => (value.parse().ok().map(|thread| Query::Set(Set::Thread(thread))), NO_NUMBER),
        _ => return Meaning::Unknown,
    };
    query.map_or(Meaning::Problem(why), Meaning::Query)
}

const NO_DATE: &str = "This is no date. Try 2019, 2019-05 or last-year.";
const NO_AGE: &str = "This is no length of time. Try 5y, 3m, 2w or 10d.";
const NO_SIZE: &str = "This is no size. Try 500k or 10m.";
const NO_NUMBER: &str = "This is no number.";

fn tag(name: &str, value: &str) -> Query {
    Query::Tag(format!("{name}:{value}"))
}

fn has(value: &str) -> Option<Query> {
    Some(match value {
        "attachment" | "attachments" | "file" | "files" => tag("has", "attachment"),
        "image" | "images" | "picture" | "photo" => tag("has", "image"),
        "pdf" => tag("type", "pdf"),
        "invite" | "invitation" => tag("has", "invite"),
        "link" | "links" => tag("has", "link"),
        "document" | "word" => file_type("word"),
        "spreadsheet" | "excel" => file_type("excel"),
        "presentation" | "powerpoint" => file_type("powerpoint"),
        _ => return None,
    })
}

/// An ending, or a word that stands for several.
fn file_type(value: &str) -> Query {
    let endings: &[&str] = match value {
        "image" | "picture" | "photo" => return tag("has", "image"),
        "word" | "document" => &["doc", "docx", "odt", "rtf"],
        "excel" | "spreadsheet" => &["xls", "xlsx", "ods", "csv"],
        "powerpoint" | "presentation" => &["ppt", "pptx", "odp"],
        "jpeg" => return tag("type", "jpg"),
        ending => return tag("type", ending),
    };
    Query::Or(endings.iter().map(|ending| tag("type", ending)).collect())
}

fn kind(value: &str) -> Option<Query> {
    let word = match value {
        "mail" | "mails" | "email" | "message" => "mail",
        "appointment" | "appointments" | "meeting" | "event" | "calendar" => "appointment",
        "contact" | "contacts" | "person" => "contact",
        "task" | "tasks" | "todo" => "task",
        "note" | "notes" => "note",
        "other" => "other",
        _ => return None,
    };
    Some(tag("kind", word))
}

fn is(value: &str) -> Meaning {
    Meaning::Query(match value {
        "damaged" => tag("is", "damaged"),
        "sent" => Query::Set(Set::Sent),
        "received" => Query::Set(Set::Received),
        "recovered" => Query::Set(Set::Recovered),
        "starred" | "flagged" => return Meaning::Problem("This archive keeps no stars."),
        "read" | "unread" => return Meaning::Problem("This archive does not keep what was read."),
        _ => {
            return Meaning::Problem(
                "This is not known here. Try is:sent, is:received, is:recovered or is:damaged.",
            );
        }
    })
}

fn bytes(value: &str) -> Option<u64> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    let unit: u64 = match value.strip_prefix(digits)? {
        "" | "b" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}
