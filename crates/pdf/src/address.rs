//! The addresses of links: those in a text, and those that a PDF may contain.

use std::fmt::Write as _;
use std::ops::Range;

/// The longest address of a link, in bytes. Longer ones are not links, but their text stays.
const MAX_ADDRESS: usize = 2_000;

/// The beginnings of addresses that a link may have. A viewer opens them in a browser or a mail program.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Returns an address as a PDF writes it: only ASCII characters, the others as percent codes. `None` if a link must not lead
/// there.
pub(crate) fn safe_address(address: &str) -> Option<String> {
    let address = address.trim();
    if scheme(address).is_none() || address.len() > MAX_ADDRESS {
        return None;
    }
    let mut safe = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            // Browsers drop tabs and line ends.
            b'\t' | b'\r' | b'\n' => {}
            0x21..=0x7E => safe.push(char::from(byte)),
            other => {
                let _ = write!(safe, "%{other:02X}");
            }
        }
    }
    Some(safe)
}

/// Returns the scheme with which an address begins, if a link may have it and something follows it.
fn scheme(address: &str) -> Option<&'static str> {
    SCHEMES.into_iter().find(|scheme| {
        address.len() > scheme.len()
            && address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Returns the places of the addresses in a text.
pub(crate) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for (colon, _) in text.match_indices(':') {
        let Some(start) = start_of(text, colon).filter(|start| *start >= end) else { continue };
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(ends_address).unwrap_or(rest.len());
        let address = without_punctuation(rest.get(..length).unwrap_or_default());
        if scheme(address).is_some() && address.len() <= MAX_ADDRESS {
            end = start.saturating_add(address.len());
            found.push(start..end);
        }
    }
    found
}

/// Returns the start of the word before a colon, if it is a scheme.
fn start_of(text: &str, colon: usize) -> Option<usize> {
    let before = text.get(..colon)?;
    SCHEMES.into_iter().find_map(|scheme| {
        let name = scheme.get(..scheme.find(':')?)?;
        let start = colon.checked_sub(name.len())?;
        let is_name = before.get(start..)?.eq_ignore_ascii_case(name);
        let is_word = !before.get(..start)?.ends_with(|before: char| before.is_alphanumeric());
        (is_name && is_word).then_some(start)
    })
}

fn ends_address(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || "<>\"\u{201C}\u{201D}\u{AB}\u{BB}".contains(character)
}

/// Removes the punctuation of the sentence after an address, such as the full stop.
fn without_punctuation(address: &str) -> &str {
    let mut address = address;
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        let shorter = [('(', ')'), ('[', ']')].into_iter().fold(shorter, |shorter, (open, close)| {
            let is_closed = shorter.matches(open).count() >= shorter.matches(close).count();
            if is_closed { shorter } else { shorter.strip_suffix(close).unwrap_or(shorter) }
        });
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::{addresses, safe_address};

    #[test]
    fn a_text_contains_these_addresses() {
        for (text, expected) in [
            ("See https://a.example/b?c=d.", &["https://a.example/b?c=d"][..]),
            (
                "(http://a.example/x_(y)) and HTTP://B.example",
                &["http://a.example/x_(y)", "HTTP://B.example"],
            ),
            ("<https://a.example>, mailto:ruth@a.example!", &["https://a.example", "mailto:ruth@a.example"]),
            ("javascript:alert(1) file:///etc/passwd ftp://a.example", &[]),
            ("http: https:// mailto: xhttps://a.example", &[]),
            ("ähttp://a.example 日本http://a.example", &[]),
            ("", &[]),
            ("https://a.example/https://b.example", &["https://a.example/https://b.example"]),
        ] {
            let found: Vec<_> = addresses(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_link_leads_only_to_these_addresses() {
        for (address, expected) in [
            (" https://a.example/ü \u{202E}x ", Some("https://a.example/%C3%BC%20%E2%80%AEx")),
            ("MAILTO:ruth@a.example", Some("MAILTO:ruth@a.example")),
            ("ht\ntp://a.example", None),
            ("https://a.example/\n(b)", Some("https://a.example/(b)")),
            ("javascript:alert(1)", None),
            ("tel:123", None),
            ("//a.example", None),
            ("https://", None),
        ] {
            assert_eq!(safe_address(address).as_deref(), expected, "{address}");
        }
        assert_eq!(safe_address(&format!("http://{}", "a".repeat(3000))), None);
    }
}
