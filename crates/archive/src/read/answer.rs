//! Makes the address with which the system's mail program answers a message.

use chrono::DateTime;
use foundmail_mail::base_subject;
use foundmail_store::MessageId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::stored::{parse_stored, read_stored};
use crate::{Archive, ArchiveError};

/// Maximum length of an address in bytes. Windows accepts 2,083.
const MAX_ADDRESS: usize = if cfg!(windows) { 2_000 } else { 16_000 };
/// Maximum lengths in bytes of the recipient and of the subject.
const MAX_RECIPIENT: usize = 320;
const MAX_SUBJECT: usize = 300;

/// The characters that have no meaning in an address (RFC 6068, section 2).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// A recipient also contains these.
const ENCODED_IN_RECIPIENT: &AsciiSet = &ENCODED.remove(b'@');

/// The line after a quotation that is cut.
const CUT: &str = "> […]";

impl Archive {
    /// Returns the `mailto:` address (RFC 6068) of an answer: its recipient, its subject, and the quoted text. A long text is cut.
    pub fn answer_address(&self, message: u32) -> Result<String, ArchiveError> {
        let reply_to =
            self.headers(message)?.into_iter().find(|field| field.name.eq_ignore_ascii_case("reply-to"));
        let reader = self.store.reader()?;
        let parsed = parse_stored(&read_stored(&reader, MessageId(message))?);
        let from = parsed.from.first();
        let recipient = reply_to.and_then(|field| only_address(&field.value));
        let recipient = recipient.or_else(|| from.map(|from| from.address.clone())).unwrap_or_default();
        let date = parsed.date.and_then(|date| DateTime::from_timestamp(date, 0));
        let date = date.map(|date| date.format("%-d %B %Y").to_string());
        let name = from.map(|from| from.shown().to_owned()).unwrap_or_default();
        let introduction = match (date, name.is_empty()) {
            (Some(date), false) => format!("On {date}, {name} wrote:"),
            (None, false) => format!("{name} wrote:"),
            (Some(date), true) => format!("On {date}:"),
            (None, true) => String::new(),
        };
        let (subject, _) = base_subject(&parsed.subject);
        Ok(address(&recipient, &format!("Re: {subject}"), &introduction, &parsed.text))
    }
}

/// Returns the address in a field if it contains one only.
fn only_address(value: &str) -> Option<String> {
    let inside = value
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(inside, rest)| (inside, rest.trim()));
    let address = match inside {
        Some((inside, "")) => inside.trim(),
        Some(_) => return None,
        None => value.trim(),
    };
    let is_one = address.contains('@') && !address.contains([' ', ',', ';', '<', '\t']);
    is_one.then(|| address.to_owned())
}

fn address(recipient: &str, subject: &str, introduction: &str, text: &str) -> String {
    let part = |text: &str, most: usize, set| {
        let shown = text.get(..text.floor_char_boundary(most)).unwrap_or_default();
        utf8_percent_encode(shown, set).to_string()
    };
    let mut address = format!(
        "mailto:{}?subject={}&body=",
        part(recipient, MAX_RECIPIENT, ENCODED_IN_RECIPIENT),
        part(subject, MAX_SUBJECT, ENCODED)
    );
    let end = encoded_line(CUT).len();
    for line in ["", "", introduction].into_iter().map(str::to_owned).chain(text.trim().lines().map(quoted)) {
        let line = encoded_line(&line);
        if address.len().saturating_add(line.len()).saturating_add(end) > MAX_ADDRESS {
            address.push_str(&encoded_line(CUT));
            break;
        }
        address.push_str(&line);
    }
    address
}

fn quoted(line: &str) -> String {
    let line = line.trim_end();
    if line.is_empty() || line.starts_with('>') { format!(">{line}") } else { format!("> {line}") }
}

fn encoded_line(line: &str) -> String {
    utf8_percent_encode(&format!("{line}\r\n"), ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::{MAX_ADDRESS, address, only_address};

    #[test]
    fn an_address_has_recipient_subject_and_quotation() {
        assert_eq!(
            address("ruth@alder.example", "Re: Roof", "Ruth wrote:", "It leaks.\n\n> old\n"),
            "mailto:ruth@alder.example?subject=Re%3A%20Roof&body=%0D%0A%0D%0ARuth%20wrote%3A%0D%0A%3E%20It%20leaks.%0D%0A\
             %3E%0D%0A%3E%3E%20old%0D%0A"
        );
        let hostile =
            address("a@x.example?cc=b@x.example&attach=/etc/passwd", "x&body=y", "", "&bcc=c@x.example");
        assert_eq!(hostile.matches('&').count(), 1, "{hostile}");
        assert_eq!(hostile.matches('?').count(), 1, "{hostile}");
        let long = address("a@x.example", "s", "", &"roof ä\n".repeat(100_000));
        assert!(long.len() <= MAX_ADDRESS && long.ends_with("%3E%20%5B%E2%80%A6%5D%0D%0A"), "{}", long.len());
        assert!(address(&"ä".repeat(9_999), &"ä".repeat(9_999), "", "").len() <= 2_100);
    }

    #[test]
    fn only_one_address_is_taken() {
        for (value, expected) in [
            ("ruth@x.example", Some("ruth@x.example")),
            ("\"Alder, Ruth\" <ruth@x.example>", Some("ruth@x.example")),
            ("a@x.example, b@x.example", None),
            ("A <a@x.example>, B <b@x.example>", None),
            ("undisclosed", None),
        ] {
            assert_eq!(only_address(value).as_deref(), expected, "{value}");
        }
    }
}
