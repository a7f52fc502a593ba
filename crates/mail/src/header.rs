//! Reads the header fields of a message.

use mail_parser::MessageParser;
use memchr::memmem;

use crate::parser::without_leading_lines;
use crate::repair::{header_of_message, repair};

/// A header field (RFC 5322, section 2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderField {
    /// Field name as written.
    pub name: String,
    /// Field body, unfolded, with decoded encoded words.
    pub value: String,
}

/// Returns the header fields of a message, in the order of the header.
pub fn header_fields(raw: &[u8]) -> Vec<HeaderField> {
    let raw = without_leading_lines(raw);
    // Text after a line of white space may look like a field, but belongs to the body.
    let raw = header_of_message(raw).unwrap_or(raw);
    let Some(message) = MessageParser::new().default_header_ignore().parse_headers(raw) else {
        return Vec::new();
    };
    let fields = message.parts.first().map(|part| part.headers.as_slice()).unwrap_or_default();
    let bound = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    fields
        .iter()
        .map(|field| HeaderField {
            name: field.name.as_str().to_owned(),
            value: decoded_field_body(
                raw.get(bound(field.offset_start)..bound(field.offset_end)).unwrap_or_default(),
            ),
        })
        .collect()
}

/// Returns the header of a message, up to the empty line that ends it.
pub fn header_bytes(raw: &[u8]) -> &[u8] {
    let raw = without_leading_lines(raw);
    header_of_message(raw).unwrap_or(raw)
}

/// Returns the decoded body of a field, on one line.
pub(crate) fn decoded_field_body(body: &[u8]) -> String {
    let plain = || {
        let text = String::from_utf8_lossy(body);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if memmem::find(body, b"=?").is_none() {
        return plain();
    }
    // Encoded words have the same form in all fields, so the parser decodes them as a subject.
    let field = [b"Subject: ", body.trim_ascii(), b"\n\n"].concat();
    let decoded = repair(&field);
    let decoded = MessageParser::new().parse_headers(&decoded.bytes);
    decoded.and_then(|decoded| decoded.subject().map(str::to_owned)).unwrap_or_else(plain)
}

#[cfg(test)]
mod tests {
    use super::header_fields;

    #[test]
    fn only_fields_of_the_header_are_listed() {
        for raw in [
            "Subject: x\nFrom: a@x.example\n \nNote: first.\n\nSecond: more.\n",
            "From a@x.example Tue May  3 10:00:00 2016\nSubject: x\nFrom: a@x.example\n\nNote: first.\n",
            "\u{FEFF}\nSubject: x\nFrom: a@x.example",
        ] {
            let names: Vec<String> =
                header_fields(raw.as_bytes()).into_iter().map(|field| field.name).collect();
            assert_eq!(names, ["Subject", "From"], "{raw}");
        }
    }

    #[test]
    fn every_field_is_listed_in_order() {
        let raw = "Date: Tue, 3 Mar 2015 10:00:00 +0000\r\nFrom: =?utf-8?Q?J=C3=BCrgen?= <j@x.example>\r\n\
                   To: a@x.example,\r\n\tb@x.example\r\nMessage-ID: <1@x>\r\nContent-Type: text/plain; charset=utf-8\r\n\
                   X-Odd:  two   words\r\nReceived: by x; Tue\r\n\r\nFrom: no field\r\n";
        let shown: Vec<String> = header_fields(raw.as_bytes())
            .iter()
            .map(|field| format!("{}: {}", field.name, field.value))
            .collect();
        assert_eq!(
            shown,
            [
                "Date: Tue, 3 Mar 2015 10:00:00 +0000",
                "From: Jürgen <j@x.example>",
                "To: a@x.example, b@x.example",
                "Message-ID: <1@x>",
                "Content-Type: text/plain; charset=utf-8",
                "X-Odd: two words",
                "Received: by x; Tue",
            ]
        );
    }
}
