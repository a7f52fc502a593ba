//! Recognises header fields (RFC 5322, section 2.2).

/// Names of header fields that rarely occur at the beginning of texts other than mail.
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

/// Returns true if a text begins with header fields, and at least one of these fields is typical of mail.
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
            // A damaged line after intact header fields ends the header. The fields before it decide.
            None if number == 0 => return false,
            None => break,
        }
        if known {
            return true;
        }
    }
    known
}

/// Returns true for the name of a header field that is typical of mail.
pub(crate) fn is_mail_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("x-") || FIELDS.contains(&name.as_str())
}

/// Returns the name of the header field on a line. Returns `None` if the line is not a header field.
pub(crate) fn field_name(line: &[u8]) -> Option<&str> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_name = !name.is_empty() && name.len() <= 200 && name.iter().all(u8::is_ascii_graphic);
    if is_name { std::str::from_utf8(name).ok() } else { None }
}
