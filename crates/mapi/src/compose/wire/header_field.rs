//! Fields of a received header, `PidTagTransportMessageHeaders`. Fields that describe the body are dropped, because the
//! body is composed again.

use crate::compose::wire::transfer::LINE_LIMIT;

/// A received field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderField {
    pub(crate) name: String,
    /// The lines of the value. Each line after the first begins with the white space of its folding.
    pub(crate) lines: Vec<String>,
}

/// The beginning of the first line of some Exchange headers. This line is not a field.
const BANNER: &str = "Microsoft Mail Internet Headers";

/// Fields that describe a body, RFC 2045.
const BODY_FIELDS: [&str; 9] = [
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "content-id",
    "content-description",
    "content-md5",
    "content-length",
    "content-location",
];

/// Returns true if a field describes the body.
pub(crate) fn describes_body(name: &str) -> bool {
    BODY_FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field))
}

/// Parses the fields of a header.
pub(crate) fn fields(header: &str) -> Vec<HeaderField> {
    let mut fields: Vec<HeaderField> = Vec::new();
    for line in header.split(['\n', '\r']) {
        let line: String = line.chars().filter(|&c| c == '\t' || !c.is_control()).collect();
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        if let (false, Some(field)) = (is_start(line), fields.last_mut()) {
            // A line of a folded field, or a line that lost its indentation.
            let folded = line.starts_with([' ', '\t']);
            field.lines.push(if folded { line.to_owned() } else { format!(" {line}") });
        } else if let Some((name, value)) = field(line) {
            fields.push(HeaderField { name, lines: vec![value] });
        }
    }
    fields.retain(|field| !describes_body(&field.name));
    fields
}

/// Returns the header in a text: everything before the first empty line after a field.
pub(crate) fn header_part(text: &str) -> &str {
    let start = text.find(|c: char| !matches!(c, '\r' | '\n' | '\0' | '\u{FEFF}')).unwrap_or(0);
    let text = text.get(start..).unwrap_or_default();
    let ends: &[&str] = if text.contains('\n') { &["\n\n", "\n\r\n", "\n\r\r\n"] } else { &["\r\r"] };
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

fn is_start(line: &str) -> bool {
    !line.starts_with([' ', '\t']) && field(line).is_some()
}

/// Splits the first line of a field. A name that looks like a boundary is rejected.
fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    let fits = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_graphic())
        && !name.starts_with("--")
        && !line.starts_with(BANNER);
    fits.then(|| (name.to_owned(), value.trim_start().to_owned()))
}

impl HeaderField {
    /// Returns the value on one line.
    pub(crate) fn unfolded(&self) -> String {
        self.lines.concat()
    }

    /// Returns true if the field can be written unchanged.
    pub(crate) fn is_clean(&self) -> bool {
        self.lines.iter().all(|line| {
            line.is_ascii() && line.len().saturating_add(self.name.len()).saturating_add(2) <= LINE_LIMIT
        })
    }

    /// Returns true if the value has a syntax of its own: addresses, dates, message ids and signatures. Not all
    /// programs decode encoded words in such a value.
    pub(crate) fn is_structured(&self) -> bool {
        const NAMES: [&str; 16] = [
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "received",
            "return-path",
            "disposition-notification-to",
            "dkim-signature",
            "authentication-results",
            "delivered-to",
        ];
        let name = self.name.to_ascii_lowercase();
        let name = name.strip_prefix("resent-").unwrap_or(&name);
        NAMES.contains(&name) || name.starts_with("list-") || name.starts_with("arc-")
    }
}

/// Replaces line breaks and other control characters by spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{fields, header_part};

    #[track_caller]
    fn check(header: &str, expected: &[(&str, &str)]) {
        let found = fields(header_part(header));
        let found: Vec<(&str, String)> = found.iter().map(|f| (f.name.as_str(), f.lines.join("|"))).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn fields_in_order() {
        check("A: 1\r\nB:\r\n\t2\r\n  3\r\nA: 4\r\n\r\n", &[("A", "1"), ("B", "|\t2|  3"), ("A", "4")]);
    }

    #[test]
    fn headers_as_they_are_found() {
        let expected = [("From", "a@b"), ("To", "c@d")];
        check("Microsoft Mail Internet Headers Version 2.0\r\nFrom: a@b\r\nTo: c@d", &expected);
        check("\r\n\r\nFrom: a@b\nTo: c@d\n\nBody: no field", &expected);
        check(
            "From: a@b\r\nContent-Type: text/plain;\r\n\tcharset=x\r\nmime-version: 1.0\r\nTo: c@d\r\n",
            &expected,
        );
        check("From: a@b\0\r\nTo : c@d\r\n\r\n------=_NextPart\r\nContent-Type: x/y\r\n", &expected);
        check("no field\r\nFrom: a@b\r\r\nTo: c@d\r\r\n\r\r\nbody: x", &expected);
        check(
            "From: a@b\r\nTo: c@d\r\nlost its folding",
            &[("From", "a@b"), ("To", "c@d| lost its folding")],
        );
        check("From: a@b\r\n--=_1_=: x\r\nTo: c@d", &[("From", "a@b| --=_1_=: x"), ("To", "c@d")]);
        check("", &[]);
        check("\r\n\0", &[]);
    }
}
