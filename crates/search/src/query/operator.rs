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

impl Meaning {
    /// The folder of a name that stands in quotes: there `anywhere` is a name as well.
    pub(super) fn of_name(field: &str, written: &str) -> Option<Self> {
        let is_folder = matches!(field, "in" | "folder" | "label");
        is_folder.then(|| Self::Query(Query::Set(Set::Folder(written.to_owned()))))
    }
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
            let ending = value.trim_start_matches(['*', '.']);
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

/// `500k`, `1.5m`, `1,5 MB` without its blank.
fn bytes(value: &str) -> Option<u64> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match value.strip_prefix(digits)? {
        "" | "b" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => return None,
    };
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    if part.len() > 6 || part.contains(|c: char| !c.is_ascii_digit()) {
        return None;
    }
    let tenths = 10_u64.checked_pow(u32::try_from(part.len()).ok()?)?;
    let whole = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    whole.checked_add(part.parse::<u64>().ok()?.checked_mul(unit)?.checked_div(tenths)?)
}

/// Names by which operators are known elsewhere.
const ALIASES: [(&str, &str); 8] = [
    ("sender", "from"),
    ("recipient", "to"),
    ("title", "subject"),
    ("file", "filename"),
    ("text", "body"),
    ("filetype", "type"),
    ("ext", "type"),
    ("text_in", "text-in"),
];

/// The name of an operator that is written so.
pub(super) fn known_as(field: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == field).map_or(field, |(_, name)| *name)
}

/// True for a name that means something before a colon.
pub(super) fn is_operator(field: &str) -> bool {
    FIELDS.iter().any(|(name, _)| *name == field) || OTHER_NAMES.contains(&field)
}

/// What [`meaning`] takes besides [`FIELDS`].
const OTHER_NAMES: [&str; 8] = ["attachment", "label", "older", "newer", "since", "date", "on", "size"];

/// The operator whose name was probably meant: one letter more, less, or another, or two of them the wrong way round.
pub(super) fn meant(field: &str) -> Option<&'static str> {
    let near =
        |name: &str| name.len() > 2 && field.len() > 2 && is_one_slip(field.as_bytes(), name.as_bytes());
    FIELDS.iter().map(|(name, _)| *name).find(|name| near(name))
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
