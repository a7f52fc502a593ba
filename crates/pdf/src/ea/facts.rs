//! The facts about a message that an EA-PDF file lists, and its identifiers.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

/// The longest `Message-ID` that is written, in bytes. RFC 5322 permits lines of 998 characters.
const MAX_ID: usize = 998;

/// The facts about a message that an EA-PDF file lists in its metadata. Other files ignore them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailFacts {
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// The date of sending.
    pub sent: Option<DateTime<Utc>>,
    /// The subject as the message has it. It may be empty.
    pub subject: String,
    /// The authors: name and address of each. One of the two may be empty.
    pub from: Vec<(String, String)>,
    /// Recipients.
    pub to: Vec<(String, String)>,
    /// Recipients of copies.
    pub cc: Vec<(String, String)>,
    /// Recipients of copies whom the others do not see.
    pub bcc: Vec<(String, String)>,
}

/// The identifiers of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// A UUID that is computed from the bytes of the message, so equal input gives an equal file.
    pub guid: String,
}

impl Identity {
    /// Returns the identifiers of a message. `digest` is a digest of its bytes in hexadecimal digits, at least 32.
    pub fn new(facts: &MailFacts, digest: &str) -> Self {
        let usable = |id: &&String| !id.trim().is_empty() && id.len() <= MAX_ID;
        Self { message_id: facts.message_id.as_ref().filter(usable).cloned(), guid: uuid(digest) }
    }

    /// Returns the identifier as a URI: `mid:` (RFC 2392), or `urn:uuid:` for a message without `Message-ID`.
    pub fn uri(&self) -> String {
        let Some(id) = &self.message_id else { return format!("urn:uuid:{}", self.guid) };
        let mut uri = "mid:".to_owned();
        for byte in id.trim().bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
        uri
    }
}

/// Returns a UUID of version 8 (RFC 9562) with the first 122 free bits of a digest.
fn uuid(digest: &str) -> String {
    let part = |range: std::ops::Range<usize>| digest.get(range).unwrap_or_default();
    let variant = match part(16..17) {
        "0" | "4" | "8" | "c" => '8',
        "1" | "5" | "9" | "d" => '9',
        "2" | "6" | "a" | "e" => 'a',
        _ => 'b',
    };
    format!("{}-{}-8{}-{variant}{}-{}", part(0..8), part(8..12), part(13..16), part(17..20), part(20..32))
}

#[cfg(test)]
mod tests {
    use super::{Identity, MailFacts};

    #[test]
    fn a_message_has_a_uri_with_and_without_an_id() {
        let digest = "00112233445566778899aabbccddeeff00112233";
        for (id, uri) in [
            (Some("a1+b@x.example"), "mid:a1%2Bb@x.example"),
            (Some("<ü>"), "mid:%3C%C3%BC%3E"),
            (Some(" "), "urn:uuid:00112233-4455-8677-8899-aabbccddeeff"),
            (None, "urn:uuid:00112233-4455-8677-8899-aabbccddeeff"),
        ] {
            let facts = MailFacts { message_id: id.map(str::to_owned), ..MailFacts::default() };
            assert_eq!(Identity::new(&facts, digest).uri(), uri);
        }
    }
}
