//! Converts the value after an operator.

use super::ast::{Query, Set};
use super::date::{age, span};

/// The conversion of an operator's value into a query.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// The value is words.
    Words,
    /// The value is words. Only the value `me` means this set.
    People(Set),
    /// The operator applies to the next term: `text-in:attachment total`.
    NextTerm,
    /// The function converts the value to a query, or returns the reason why the value is not understood.
    Value(fn(&Value<'_>) -> Understood),
}

/// A query, or the reason why the value is not understood, as a sentence for the user.
pub(crate) type Understood = Result<Query, &'static str>;

/// The value after an operator.
#[derive(Debug, Clone)]
pub(crate) struct Value<'v> {
    /// The value as typed, without quotation marks.
    pub written: &'v str,
    /// The value in lower case.
    pub lower: String,
    /// True if the value was in quotation marks.
    pub quoted: bool,
    /// The current time, in seconds since 1970.
    pub now: i64,
}

const NO_DATE: &str = "This is not a date. Try 2019, 2019-05 or last-year.";
const NO_AGE: &str = "This is not a length of time. Try 5y, 3m, 2w or 10d.";
const NO_SIZE: &str = "This is not a size. Try 500k or 10m.";
const NO_NUMBER: &str = "This is not a number.";

#[expect(clippy::unnecessary_wraps, reason = "the table of operators needs one signature")]
pub(super) fn folder(value: &Value<'_>) -> Understood {
    // In quotation marks, `anywhere` is the name of a folder.
    let everywhere = value.lower == "anywhere" && !value.quoted;
    Ok(if everywhere { Query::All } else { Query::Set(Set::Folder(value.written.to_owned())) })
}

#[expect(clippy::unnecessary_wraps, reason = "the table of operators needs one signature")]
pub(super) fn source(value: &Value<'_>) -> Understood {
    Ok(Query::Set(Set::Source(value.written.to_owned())))
}

#[expect(clippy::unnecessary_wraps, reason = "the table of operators needs one signature")]
pub(super) fn tagged(value: &Value<'_>) -> Understood {
    Ok(Query::Set(Set::Tagged(value.written.to_owned())))
}

fn tag(name: &str, value: &str) -> Query {
    Query::Tag(format!("{name}:{value}"))
}

pub(super) fn has(value: &Value<'_>) -> Understood {
    Ok(match value.lower.as_str() {
        "attachment" | "attachments" | "file" | "files" => tag("has", "attachment"),
        "image" | "images" | "picture" | "photo" => tag("has", "image"),
        "pdf" => tag("type", "pdf"),
        "invite" | "invitation" => tag("has", "invite"),
        "link" | "links" => tag("has", "link"),
        "document" | "word" => type_tags("word"),
        "spreadsheet" | "excel" => type_tags("excel"),
        "presentation" | "powerpoint" => type_tags("powerpoint"),
        _ => {
            return Err(
                "This value is not known. Try has:attachment, has:image, has:pdf, has:invite or has:link.",
            );
        }
    })
}

pub(super) fn file_type(value: &Value<'_>) -> Understood {
    let extension = value.lower.trim_start_matches(['*', '.']);
    if extension.is_empty() {
        return Err("This is not a file extension. Try type:pdf.");
    }
    Ok(type_tags(extension))
}

/// Returns the query for an extension, or for a word that means several extensions, such as `picture`.
fn type_tags(value: &str) -> Query {
    match FILE_GROUPS.iter().find(|group| group.words.contains(&value)) {
        Some(group) if group.extensions.is_empty() => tag("has", "image"),
        Some(group) => Query::Or(group.extensions.iter().map(|extension| tag("type", extension)).collect()),
        None if value == "jpeg" => tag("type", "jpg"),
        None => tag("type", value),
    }
}

/// A group of file types with one name.
#[derive(Debug)]
pub struct FileGroup {
    /// The name on the screen.
    pub label: &'static str,
    /// The words that mean the group. The first one is the value of `type:` that completion offers.
    pub words: &'static [&'static str],
    /// The extensions of its files. Empty for pictures, which the index recognises by their media type.
    pub extensions: &'static [&'static str],
}

/// The groups of file types.
pub static FILE_GROUPS: [FileGroup; 4] = [
    FileGroup { label: "Pictures", words: &["image", "picture", "photo"], extensions: &[] },
    FileGroup { label: "Word", words: &["word", "document"], extensions: &["doc", "docx", "odt", "rtf"] },
    FileGroup {
        label: "Excel",
        words: &["excel", "spreadsheet"],
        extensions: &["xls", "xlsx", "xlsm", "xlsb", "ods", "csv"],
    },
    FileGroup {
        label: "PowerPoint",
        words: &["powerpoint", "presentation"],
        extensions: &["ppt", "pptx", "odp"],
    },
];

impl FileGroup {
    /// Returns true if typed text, in lower case, is the beginning of a word for the group, or one of its extensions.
    pub fn begins_with(&self, typed: &str) -> bool {
        let plural = typed.strip_suffix('s').unwrap_or(typed);
        self.words.iter().any(|word| word.starts_with(plural) || word.starts_with(typed))
            || self.extensions.contains(&typed)
    }
}

pub(super) fn kind(value: &Value<'_>) -> Understood {
    let word = match value.lower.as_str() {
        "mail" | "mails" | "email" | "message" => "mail",
        "appointment" | "appointments" | "meeting" | "event" | "calendar" => "appointment",
        "contact" | "contacts" | "person" => "contact",
        "task" | "tasks" | "todo" => "task",
        "note" | "notes" => "note",
        "other" => "other",
        _ => return Err("This is not a kind. Try mail, appointment, contact, task or note."),
    };
    Ok(tag("kind", word))
}

pub(super) fn is(value: &Value<'_>) -> Understood {
    Ok(match value.lower.as_str() {
        "damaged" => tag("is", "damaged"),
        "sent" => Query::Set(Set::Sent),
        "received" => Query::Set(Set::Received),
        "recovered" => Query::Set(Set::Recovered),
        "starred" | "flagged" => Query::Set(Set::Starred),
        "read" | "unread" => return Err("This archive does not record which messages were read."),
        _ => {
            return Err(
                "This value is not known. Try is:sent, is:received, is:starred, is:recovered or is:damaged.",
            );
        }
    })
}

pub(super) fn before(value: &Value<'_>) -> Understood {
    let (from, _) = span(&value.lower, value.now).ok_or(NO_DATE)?;
    Ok(Query::Date { from: None, to: Some(from) })
}

pub(super) fn after(value: &Value<'_>) -> Understood {
    let (from, _) = span(&value.lower, value.now).ok_or(NO_DATE)?;
    Ok(Query::Date { from: Some(from), to: None })
}

pub(super) fn during(value: &Value<'_>) -> Understood {
    let (from, to) = span(&value.lower, value.now).ok_or(NO_DATE)?;
    Ok(Query::Date { from: Some(from), to: Some(to) })
}

pub(super) fn older_than(value: &Value<'_>) -> Understood {
    Ok(Query::Date { from: None, to: Some(age(&value.lower, value.now).ok_or(NO_AGE)?) })
}

pub(super) fn newer_than(value: &Value<'_>) -> Understood {
    Ok(Query::Date { from: Some(age(&value.lower, value.now).ok_or(NO_AGE)?), to: None })
}

pub(super) fn larger(value: &Value<'_>) -> Understood {
    Ok(Query::Size { min: Some(bytes(&value.lower).ok_or(NO_SIZE)?), max: None })
}

pub(super) fn smaller(value: &Value<'_>) -> Understood {
    Ok(Query::Size { min: None, max: Some(bytes(&value.lower).ok_or(NO_SIZE)?) })
}

pub(super) fn id(value: &Value<'_>) -> Understood {
    value.lower.parse().map(Query::Id).map_err(|_| NO_NUMBER)
}

pub(super) fn thread(value: &Value<'_>) -> Understood {
    value.lower.parse().map(|thread| Query::Set(Set::Thread(thread))).map_err(|_| NO_NUMBER)
}

/// Reads a size: `500k`, `1.5m`, `1,5mb`.
fn bytes(value: &str) -> Option<u64> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match value.strip_prefix(digits)? {
        "" | "b" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => return None,
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    if fraction.len() > 6 || fraction.contains(|c: char| !c.is_ascii_digit()) {
        return None;
    }
    let divisor = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let whole = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    whole.checked_add(fraction.parse::<u64>().ok()?.checked_mul(unit)?.checked_div(divisor)?)
}
