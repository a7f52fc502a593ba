//! The header of a subject, [MS-PST] 2.5.3.1.1.1: 0x01, then one more than the length of its prefix.

use foundmail_mapi::{PropertySet, tags};

/// Returns the subject with its header. An empty subject has none.
pub(super) fn with_prefix_header(set: &PropertySet) -> Option<String> {
    let subject = set.text(tags::SUBJECT)?;
    if subject.is_empty() {
        return Some(subject);
    }
    let prefix = set.text(tags::SUBJECT_PREFIX).filter(|prefix| subject.starts_with(prefix.as_str()));
    let prefix = prefix.map_or_else(|| prefix_of(&subject), |prefix| prefix.encode_utf16().count());
    let length = u32::try_from(prefix).ok().and_then(|len| char::from_u32(len.saturating_add(1)));
    // A prefix that is too long for the header counts as none.
    let length = length.filter(char::is_ascii).unwrap_or('\u{1}');
    Some(format!("\u{1}{length}{subject}"))
}

/// Returns the length of a prefix such as `RE: `: up to three letters, a colon and a space.
fn prefix_of(subject: &str) -> usize {
    let Some((before, _)) = subject.split_once(": ") else { return 0 };
    let letters = before.chars().count();
    let is_prefix = (1..=3).contains(&letters) && before.chars().all(char::is_alphabetic);
    if is_prefix { before.encode_utf16().count().saturating_add(2) } else { 0 }
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{PropertySet, Value, tags};

    use super::with_prefix_header;

    #[test]
    fn the_header_contains_the_length_of_the_prefix() {
        for (subject, prefix, expected) in [
            ("RE: hi", None, "\u{1}\u{5}RE: hi"),
            ("hi", None, "\u{1}\u{1}hi"),
            ("Note: hi", None, "\u{1}\u{1}Note: hi"),
            ("A1: hi", None, "\u{1}\u{1}A1: hi"),
            ("Antwort: hi", Some("Antwort: "), "\u{1}\u{A}Antwort: hi"),
            ("hi", Some("RE: "), "\u{1}\u{1}hi"),
            ("", None, ""),
        ] {
            let mut set = PropertySet::new();
            set.insert(tags::SUBJECT, Value::Text(subject.to_owned()));
            if let Some(prefix) = prefix {
                set.insert(tags::SUBJECT_PREFIX, Value::Text(prefix.to_owned()));
            }
            assert_eq!(with_prefix_header(&set).as_deref(), Some(expected), "{subject}");
        }
        assert_eq!(with_prefix_header(&PropertySet::new()), None);
    }
}
