//! Extracts the readable values of calendars (RFC 5545) and contact cards (RFC 6350 and older versions).

use foundmail_mapi::decode_hex_escapes;

use crate::budget::ExtractionBudget;
use crate::charset;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;

/// Fields whose values are not readable text.
const IGNORED_FIELDS: [&str; 26] = [
    "action",
    "begin",
    "calscale",
    "class",
    "created",
    "dtstamp",
    "end",
    "exdate",
    "key",
    "last-modified",
    "logo",
    "method",
    "photo",
    "prodid",
    "priority",
    "rev",
    "rrule",
    "sequence",
    "sound",
    "status",
    "transp",
    "trigger",
    "tzoffsetfrom",
    "tzoffsetto",
    "uid",
    "version",
];

/// Reads a calendar or contact cards.
pub(crate) fn read(
    bytes: &[u8],
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    each_line(bytes, budget, |line, budget| {
        let name = line.name.to_ascii_lowercase();
        if IGNORED_FIELDS.contains(&name.as_str()) || name.starts_with("x-") {
            return;
        }
        text.line();
        // The parameter `CN` contains the name of an attendee or organizer.
        if let Some(person) = line.parameter("CN") {
            text.push(&person, budget);
            text.space();
        }
        text.push(&line.text(), budget);
    })
}

/// A line of a calendar or contact card.
#[derive(Debug)]
pub(crate) struct ContentLine<'l> {
    /// Name of the property in upper case, without its group.
    pub(crate) name: String,
    /// The value without its transfer encoding.
    pub(crate) value: String,
    parameters: &'l str,
}

impl ContentLine<'_> {
    /// Returns the value of a parameter, without quotes.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().find(|(known, _)| known == name).map(|(_, value)| value.to_owned())
    }

    /// Returns the parameters, each with its name in upper case. Version 2.1 of vCard has values without a name.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (String, &str)> {
        self.parameters.split(';').filter(|part| !part.is_empty()).map(|part| match part.split_once('=') {
            Some((name, value)) => (name.to_ascii_uppercase(), value.trim_matches('"')),
            None => (String::new(), part),
        })
    }

    /// Returns the value without escapes, and without `mailto:`.
    pub(crate) fn text(&self) -> String {
        unescape(&self.value)
    }
}

/// Calls `take` for each line of a calendar or contact card.
pub(crate) fn each_line(
    bytes: &[u8],
    budget: &mut ExtractionBudget,
    mut take: impl FnMut(&ContentLine<'_>, &mut ExtractionBudget),
) -> Result<(), FailureReason> {
    let content = charset::decode(bytes);
    // A line that begins with white space continues the previous line (RFC 5545, section 3.1).
    let content = content.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut lines = content.lines();
    while let Some(line) = lines.next() {
        budget.tick()?;
        let Some((head, value)) = split(line) else { continue };
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let name = name.rsplit_once('.').map_or(name, |(_, name)| name).to_ascii_uppercase();
        let mut value = value.to_owned();
        if head.to_ascii_uppercase().contains("QUOTED-PRINTABLE") {
            while value.ends_with('=') {
                value.pop();
                value.push_str(lines.next().unwrap_or_default());
            }
            value = charset::decode(&decode_hex_escapes(value.as_bytes(), b'=')).into_owned();
        }
        take(&ContentLine { name, value, parameters }, budget);
    }
    Ok(())
}

/// Splits a line at the first colon outside quotes. The first part contains the name and parameters, the second
/// part the value.
fn split(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    Some((line.get(..at)?, line.get(at.checked_add(1)?..)?))
}

/// Removes the escapes of a value (RFC 5545, section 3.3.11) and a leading `mailto:`. Replaces semicolons, which
/// separate the parts of names and addresses, by spaces.
fn unescape(value: &str) -> String {
    let value = value.strip_prefix("mailto:").or_else(|| value.strip_prefix("MAILTO:")).unwrap_or(value);
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c) => out.push(c),
                None => {}
            },
            ';' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;
    use crate::text_writer::TextWriter;

    #[track_caller]
    fn check(lines: &str, expected: &str) {
        let mut text = TextWriter::default();
        read(lines.as_bytes(), &mut text, &mut ExtractionBudget::new(&ExtractionLimits::default())).unwrap();
        assert_eq!(text.into_string(), expected);
    }

    #[test]
    fn values_of_calendars_and_cards_are_extracted() {
        check(
            "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Roof\\, second\r\n  part\r\nATTENDEE;CN=\"Li: Wei\":mailto:li@a.example\r\n\
             DESCRIPTION:one\\ntwo\r\nEND:VEVENT\r\n",
            "Roof, second part\nLi: Wei li@a.example\none\ntwo",
        );
        check("BEGIN:VCARD\nN:Doe;Jane;;;\nitem1.TEL:+1 555\nPHOTO;ENCODING=b:AAAA\n", "Doe Jane\n+1 555");
        check("N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BCl=\nler;Eva\n", "Müller Eva");
        check("no field", "");
    }
}
