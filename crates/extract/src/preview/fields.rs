//! Reads calendars (RFC 5545) and contact cards (RFC 6350 and older versions) as fields with labels.

use serde::{Deserialize, Serialize};

use super::moment::{Moment, recurrence};
use crate::budget::ExtractionBudget;
use crate::content_lines::{ContentLine, each_line};
use crate::extracted::FailureReason;

/// Maximum number of fields.
const MAX_FIELDS: usize = 500;
/// Maximum length of a value in bytes, and of a picture as base64.
const MAX_VALUE: usize = 20_000;
const MAX_PICTURE: usize = 4 << 20;

/// The fields of one or several contacts, appointments or tasks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fields {
    /// Name of the contact, or title of the appointment. For several, their number.
    pub title: String,
    /// The fields in the order of the file.
    pub fields: Vec<LabelledValue>,
    /// The picture of a contact in base64, if the file contains one.
    pub picture: Option<String>,
}

/// A value with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelledValue {
    /// The label, such as `Phone`.
    pub label: String,
    /// The value.
    pub value: String,
}

/// Labels of properties. A property that is not here is shown with its own name.
const LABELS: [(&str, &str); 27] = [
    ("ADR", "Address"),
    ("ATTENDEE", "Attendee"),
    ("BDAY", "Birthday"),
    ("CATEGORIES", "Category"),
    ("COMMENT", "Comment"),
    ("COMPLETED", "Completed"),
    ("CONTACT", "Contact"),
    ("DESCRIPTION", "Description"),
    ("DUE", "Due"),
    ("EMAIL", "E-mail"),
    ("EXDATE", "Not on"),
    ("IMPP", "Chat"),
    ("LOCATION", "Where"),
    ("N", "Name"),
    ("NICKNAME", "Nickname"),
    ("NOTE", "Note"),
    ("ORG", "Company"),
    ("ORGANIZER", "Organizer"),
    ("PERCENT-COMPLETE", "Percent done"),
    ("PRIORITY", "Priority"),
    ("RDATE", "Also on"),
    ("ROLE", "Role"),
    ("RRULE", "Repeats"),
    ("STATUS", "Status"),
    ("TEL", "Phone"),
    ("TITLE", "Job title"),
    ("URL", "Web page"),
];

/// Properties that say nothing to a reader.
const SILENT: [&str; 22] = [
    "ACTION",
    "BEGIN",
    "CALSCALE",
    "CLASS",
    "CREATED",
    "DTSTAMP",
    "DURATION",
    "END",
    "KEY",
    "LAST-MODIFIED",
    "LOGO",
    "METHOD",
    "PRODID",
    "REV",
    "SEQUENCE",
    "SORT-STRING",
    "SOUND",
    "TRANSP",
    "TRIGGER",
    "TZ",
    "UID",
    "VERSION",
];

/// Reads a file. Returns `None` if it contains no contact, appointment or task.
pub(super) fn read(bytes: &[u8], budget: &mut ExtractionBudget) -> Result<Option<Fields>, FailureReason> {
    let mut reader = Reader::default();
    each_line(bytes, budget, |line, _| reader.take(line))?;
    Ok(reader.finish())
}

/// A contact, appointment, task or note.
#[derive(Default)]
struct Component {
    noun: &'static str,
    title: String,
    fields: Vec<LabelledValue>,
    start: Option<(String, Moment)>,
    end: Option<(String, Moment)>,
    picture: Option<String>,
}

#[derive(Default)]
struct Reader {
    done: Vec<Component>,
    open: Option<Component>,
    /// Name of a component inside the current one, such as an alarm. Its lines are left out.
    inner: Option<String>,
    /// Number of fields so far.
    count: usize,
    /// Number of components without room for their fields.
    more: usize,
}

impl Reader {
    fn take(&mut self, line: &ContentLine<'_>) {
        let value = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" if self.open.is_none() => {
                let noun = match value.as_str() {
                    "VCARD" => "contact",
                    "VEVENT" => "appointment",
                    "VTODO" => "task",
                    "VJOURNAL" => "note",
                    "VFREEBUSY" => "free/busy list",
                    _ => return,
                };
                self.open = Some(Component { noun, ..Component::default() });
            }
            "BEGIN" if self.inner.is_none() => self.inner = Some(value),
            "END" if self.inner.as_ref() == Some(&value) => self.inner = None,
            "END" if self.inner.is_none() => self.close(),
            _ if self.inner.is_none() => {
                if self.count >= MAX_FIELDS {
                    return;
                }
                if let Some(open) = &mut self.open {
                    open.take(line);
                    self.count = self.count.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(mut component) = self.open.take() else { return };
        component.finish();
        if self.count >= MAX_FIELDS {
            self.more = self.more.saturating_add(1);
        }
        if self.more <= 1 {
            self.done.push(component);
        }
    }

    fn finish(mut self) -> Option<Fields> {
        // The end of the file may be missing.
        self.close();
        let mut all = self.done;
        let noun = all.first()?.noun;
        let picture = all.iter_mut().find_map(|component| component.picture.take());
        if let [one] = all.as_mut_slice()
            && self.more == 0
        {
            let title = std::mem::take(&mut one.title);
            let title = if title.is_empty() { capitalised(one.noun) } else { title };
            return Some(Fields { title, fields: std::mem::take(&mut one.fields), picture });
        }
        let count = all.len().saturating_add(self.more.saturating_sub(1));
        let title = if count == 1 { capitalised(noun) } else { format!("{count} {noun}s") };
        let mut fields = Vec::new();
        for component in all {
            fields.push(LabelledValue { label: capitalised(component.noun), value: component.title });
            fields.extend(component.fields);
        }
        if self.more > 0 {
            let value = "The rest is not shown. Save the file to see it.".to_owned();
            fields.push(LabelledValue { label: String::new(), value });
        }
        Some(Fields { title, fields, picture })
    }
}

impl Component {
    fn take(&mut self, line: &ContentLine<'_>) {
        let name = line.name.as_str();
        if SILENT.contains(&name) || name.starts_with("X-") {
            return;
        }
        let text = line.text();
        match name {
            "PHOTO" => self.picture = picture(line),
            "FN" | "SUMMARY" if self.title.is_empty() => self.title = one_line(&text),
            "DTSTART" | "DTEND" | "DUE" => {
                let zone = line.parameter("TZID").unwrap_or_default();
                let Some(moment) = Moment::parse(&line.value, &zone) else {
                    return self.add(name, "", &text);
                };
                let words = moment.words();
                match name {
                    "DTSTART" => self.start = Some((words, moment)),
                    "DTEND" => self.end = Some((words, moment)),
                    _ => self.add(name, "", &words),
                }
            }
            "RRULE" => self.add(name, "", &recurrence(&line.value)),
            "COMPLETED" | "BDAY" | "EXDATE" | "RDATE" => {
                let moment = Moment::parse(&line.value, "");
                self.add(name, "", &moment.map_or(text, |moment| moment.words()));
            }
            "ATTENDEE" | "ORGANIZER" => {
                let person = line.parameter("CN").filter(|name| !name.is_empty());
                self.add(name, "", &person.map_or(text.clone(), |person| with_address(&person, &text)));
            }
            // The name for display has the same words.
            "N" if !self.title.is_empty() => {}
            _ => self.add(name, &kind_of(line), &text),
        }
    }

    fn add(&mut self, name: &str, kind: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let known = LABELS.iter().find(|(known, _)| *known == name).map(|(_, label)| (*label).to_owned());
        let label = known.unwrap_or_else(|| capitalised(&name.to_lowercase().replace('-', " ")));
        let label = if kind.is_empty() { label } else { format!("{label} ({kind})") };
        let end = value.floor_char_boundary(MAX_VALUE);
        let cut = if end < value.len() { " … (the rest is not shown)" } else { "" };
        let value = format!("{}{cut}", value.get(..end).unwrap_or_default());
        self.fields.push(LabelledValue { label, value });
    }

    /// Adds the time as first field.
    fn finish(&mut self) {
        let when = match (self.start.take(), self.end.take()) {
            (Some((_, start)), Some((_, end))) => start.until(&end),
            (Some((words, start)), None) if start.is_day() => format!("{words} (all day)"),
            (Some((words, _)), None) => words,
            (None, Some((words, _))) => format!("until {words}"),
            (None, None) => String::new(),
        };
        if !when.is_empty() {
            self.fields.insert(0, LabelledValue { label: "When".to_owned(), value: when });
        }
        if self.title.is_empty() {
            let named =
                self.fields.iter().position(|field| matches!(field.label.as_str(), "Name" | "Company"));
            if let Some(named) = named {
                self.title = one_line(&self.fields.remove(named).value);
            }
        }
    }
}

fn with_address(name: &str, address: &str) -> String {
    if address.is_empty() || address.eq_ignore_ascii_case(name) {
        name.to_owned()
    } else {
        format!("{name} <{address}>")
    }
}

/// Returns the types of a phone number or address, such as `work, fax`. Version 2.1 writes them without a name.
fn kind_of(line: &ContentLine<'_>) -> String {
    let types = line.parameters().filter_map(|(name, value)| match name.as_str() {
        "TYPE" => Some(value),
        "" => Some(value).filter(|value| {
            !matches!(value.to_ascii_uppercase().as_str(), "QUOTED-PRINTABLE" | "BASE64" | "8BIT")
        }),
        _ => None,
    });
    let types = types.flat_map(|value| value.split(',').map(str::to_lowercase).collect::<Vec<_>>());
    let types: Vec<String> = types
        .filter(|kind| !matches!(kind.as_str(), "pref" | "internet" | "voice" | "" | "x400"))
        .take(4)
        .collect();
    types.join(", ")
}

/// Returns the base64 of a picture inside the file.
fn picture(line: &ContentLine<'_>) -> Option<String> {
    let value: String = line.value.chars().filter(|c| !c.is_whitespace()).collect();
    let is_encoded = line.parameters().any(|(name, value)| {
        matches!(name.as_str(), "ENCODING" | "")
            && matches!(value.to_ascii_uppercase().as_str(), "B" | "BASE64")
    });
    let data = if is_encoded {
        Some(value.as_str())
    } else {
        value.strip_prefix("data:")?.split_once(";base64,").map(|(_, data)| data)
    };
    data.filter(|data| data.len() <= MAX_PICTURE).map(str::to_owned)
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(500).collect()
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str())
}

#[cfg(test)]
mod tests;
