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
    let content = charset::decode(bytes);
    // A line that begins with white space continues the previous line (RFC 5545, section 3.1).
    let content = content.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut lines = content.lines();
    while let Some(line) = lines.next() {
        budget.tick()?;
        let Some((head, value)) = split(line) else { continue };
        let mut parameters = head.split(';');
        let name = parameters.next().unwrap_or_default().to_ascii_lowercase();
        let name = name.rsplit_once('.').map_or(name.as_str(), |(_, name)| name);
        if IGNORED_FIELDS.contains(&name) || name.starts_with("x-") {
            continue;
        }
        let mut value = value.to_owned();
        if head.to_ascii_uppercase().contains("QUOTED-PRINTABLE") {
            while value.ends_with('=') {
                value.pop();
                value.push_str(lines.next().unwrap_or_default());
            }
            value = charset::decode(&decode_hex_escapes(value.as_bytes(), b'=')).into_owned();
        }
        text.line();
        for parameter in parameters {
            // The parameter `CN` contains the name of an attendee or organizer.
            if let Some(person) =
                parameter.get(..3).filter(|name| name.eq_ignore_ascii_case("cn=")).and(parameter.get(3..))
            {
                text.push(person.trim_matches('"'), budget);
                text.space();
            }
        }
        text.push(&unescape(&value), budget);
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
