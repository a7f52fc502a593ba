//! The header of a message: its text, and single fields.

use foundmail_mail::{Framing, Person, header_bytes, header_fields, parse};

/// The header of a message.
pub(crate) struct Header {
    /// The lines of the header, with CRLF line ends.
    pub(crate) text: String,
    /// Names in lower case, and decoded values on one line.
    fields: Vec<(String, String)>,
}

/// Maximum length of a header in bytes. PST readers keep the header in memory.
const MAX_HEADER: usize = 1 << 20;

impl Header {
    /// Reads the header of a message.
    pub(crate) fn of(raw: &[u8]) -> Self {
        let header = header_bytes(raw);
        let header = header.get(..MAX_HEADER).unwrap_or(header);
        let text = match std::str::from_utf8(header) {
            Ok(text) => text.to_owned(),
            // Bytes that are not UTF-8 are one character each, so that nothing is lost.
            Err(_) => header.iter().map(|&byte| char::from(byte)).collect(),
        };
        let lines = text.lines().map(|line| format!("{}\r\n", line.trim_end_matches('\r')));
        let fields = header_fields(raw);
        let fields = fields.into_iter().map(|field| (field.name.to_ascii_lowercase(), field.value));
        Self { text: lines.collect(), fields: fields.collect() }
    }

    /// Returns the first field with a name in lower case, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(found, _)| found == name)?;
        Some(field.1.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns the people of an address field. `name` is in lower case.
    pub(crate) fn people(&self, name: &str) -> Vec<Person> {
        let mut field = String::new();
        for line in self.text.split_inclusive("\r\n") {
            let is_folded = line.starts_with([' ', '\t']);
            let is_start = line
                .split_once(':')
                .is_some_and(|(found, _)| !is_folded && found.trim_end().eq_ignore_ascii_case(name));
            match (field.is_empty(), is_start, is_folded) {
                (true, true, _) => field.push_str(line.split_once(':').map_or("", |(_, value)| value)),
                (false, _, true) => field.push_str(line),
                (false, ..) => break,
                _ => {}
            }
        }
        parse(format!("To:{field}\r\n\r\n").as_bytes(), Framing::Plain).to
    }
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn fields_are_found_by_name() {
        let raw = b"Received: a\nREPLY-TO: =?utf-8?q?M=C3=BCller=2C?= A <a@x.example>,\n b@x.example\nX: \xFC\n\nTo: c@x.example\n";
        let header = Header::of(raw);
        assert!(header.text.ends_with("X: \u{fc}\r\n"), "{:?}", header.text);
        assert_eq!((header.get("received"), header.get("to")), (Some("a"), None));
        let people: Vec<_> = header.people("reply-to").into_iter().map(|person| person.address).collect();
        assert_eq!(people, ["a@x.example", "b@x.example"]);
        assert!(header.people("cc").is_empty());
    }
}
