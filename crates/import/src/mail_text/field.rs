//! Header fields, RFC 5322, 2.2.

/// Header fields of mail. Many texts begin with a word and a colon; few begin with one of these.
const FIELDS: &[&str] = &[
    "apparently-to",
    "authentication-results",
    "bcc",
    "cc",
    "content-disposition",
    "content-transfer-encoding",
    "content-type",
    "date",
    "delivered-to",
    "delivery-date",
    "envelope-to",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "status",
    "subject",
    "to",
];

/// Returns true if a text begins with header fields, and at least one of them is a field of mail.
pub(super) fn begins_with_header(text: &[u8]) -> bool {
    let mut known = false;
    for (number, line) in text.split(|&byte| byte == b'\n').take(200).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if number > 0 && matches!(line.first(), Some(b' ' | b'\t')) {
            continue;
        }
        match field_name(line) {
            Some(name) => {
                known |= is_mail_field(name);
            }
            // A damaged line after whole ones: still a message.
            None if number == 0 => return false,
            None => break,
        }
        if known {
            return true;
        }
    }
    known
}

/// Returns true for the name of a header field that occurs in mail and hardly in other texts.
pub(crate) fn is_mail_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("x-") || FIELDS.contains(&name.as_str())
}

/// Returns the name of a header field if the line is one, RFC 5322, 2.2.
pub(crate) fn field_name(line: &[u8]) -> Option<&str> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_name = !name.is_empty() && name.len() <= 200 && name.iter().all(u8::is_ascii_graphic);
    if is_name { std::str::from_utf8(name).ok() } else { None }
}
