//! The mark before a subject, [MS-PST] 2.5.3.1.1.1: 0x01, then one more than the length of its prefix.

use foundmail_mapi::{PropertySet, tags};

/// A subject as a message holds it. An empty one has no mark.
pub(super) fn marked(set: &PropertySet) -> Option<String> {
    let subject = set.text(tags::SUBJECT)?;
    if subject.is_empty() {
        return Some(subject);
    }
    let prefix = set.text(tags::SUBJECT_PREFIX).filter(|prefix| subject.starts_with(prefix.as_str()));
    let prefix = prefix.map_or_else(|| prefix_of(&subject), |prefix| prefix.encode_utf16().count());
    let mark = u32::try_from(prefix).ok().and_then(|len| char::from_u32(len.saturating_add(1)));
    // A longer one than the mark can tell is none.
    let mark = mark.filter(char::is_ascii).unwrap_or('\u{1}');
    Some(format!("\u{1}{mark}{subject}"))
}

/// How long `RE: ` and the like are: up to three letters, a colon, a space.
fn prefix_of(subject: &str) -> usize {
    let Some((before, _)) = subject.split_once(": ") else { return 0 };
    let letters = before.chars().count();
    let is_prefix = (1..=3).contains(&letters) && before.chars().all(char::is_alphabetic);
    if is_prefix { before.encode_utf16().count().saturating_add(2) } else { 0 }
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{PropertySet, Value, tags};

    use super::marked;

    #[test]
    fn marks_tell_the_prefix() {
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
            assert_eq!(marked(&set).as_deref(), Some(expected), "{subject}");
        }
        assert_eq!(marked(&PropertySet::new()), None);
    }
}
