//! Header fields as they stand in a message.

use mail_parser::{HeaderValue, MessageParser};

/// One header field, RFC 5322 section 2.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderField {
    /// Field name as written.
    pub name: String,
    /// Field body, unfolded, encoded words decoded.
    pub value: String,
}

/// The header fields of a message, in its order.
pub fn header_fields(raw: &[u8]) -> Vec<HeaderField> {
    let Some(message) = MessageParser::new().default_header_text().parse_headers(raw) else {
        return Vec::new();
    };
    let fields = message.parts.first().map(|part| part.headers.as_slice()).unwrap_or_default();
    fields
        .iter()
        .map(|field| HeaderField {
            name: field.name.as_str().to_owned(),
            value: match &field.value {
                HeaderValue::Text(text) => text.to_string(),
                HeaderValue::TextList(list) => list.join(" "),
                _ => String::new(),
            },
        })
        .collect()
}
