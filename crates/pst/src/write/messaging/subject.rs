//! The subject of an item with its header, and the topic of its conversation, [MS-PST] 2.5.3.1.1.1.
//!
//! The header is 0x01, then one more than the length of the prefix (`RE: `). Outlook takes the rest of the subject for
//! the topic, so both are derived from the same prefix.

use foundmail_mapi::{PropertySet, tags};

/// The largest number of UTF-16 units in a subject that Outlook accepts.
const LONGEST: usize = 255;

/// The texts that a file contains for the subject of an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SubjectTexts {
    /// `PidTagSubject`, with a header if the subject and the topic have the same ending.
    pub subject: String,
    /// `PidTagConversationTopic`
    pub topic: Option<String>,
    /// The whole subject, if it is too long for `PidTagSubject`.
    pub whole: Option<String>,
}

/// Returns the texts for the subject of an item, or `None` if it has no subject.
pub(super) fn subject_texts(set: &PropertySet) -> Option<SubjectTexts> {
    let (whole, marked) = whole_subject(set)?;
    let topic = set.text(tags::CONVERSATION_TOPIC);
    let subject = beginning(&whole);
    let cut = (subject.len() < whole.len()).then(|| whole.clone());
    if whole.is_empty() {
        return Some(SubjectTexts { subject: whole, topic, whole: None });
    }
    let prefix = match topic.as_deref().filter(|topic| !topic.is_empty()) {
        Some(topic) => whole.strip_suffix(topic).map(|prefix| prefix.encode_utf16().count()),
        None => Some(marked.unwrap_or_else(|| own_prefix(set, &whole))),
    };
    // A header can't express a prefix that is longer than this.
    let prefix = prefix.filter(|&units| units < 0x7F && units <= subject.encode_utf16().count());
    let split = prefix.and_then(|units| Some((units, split_at_unit(subject, units)?)));
    Some(match split {
        Some((units, (_, rest))) => {
            let length = u32::try_from(units).ok().and_then(|units| char::from_u32(units.saturating_add(1)));
            let length = length.unwrap_or('\u{1}');
            SubjectTexts {
                subject: format!("\u{1}{length}{subject}"),
                topic: Some(rest.to_owned()),
                whole: cut,
            }
        }
        // The conversation has another topic than the subject: without a header, both are valid.
        None => SubjectTexts {
            subject: subject.to_owned(),
            topic: topic.map(|topic| beginning(&topic).to_owned()),
            whole: cut,
        },
    })
}

/// Returns the subject without a header, and the length of the prefix that the header gives.
fn whole_subject(set: &PropertySet) -> Option<(String, Option<usize>)> {
    let Some(subject) = set.text(tags::SUBJECT) else {
        let rest = set.text(tags::NORMALIZED_SUBJECT)?;
        return Some((set.text(tags::SUBJECT_PREFIX).unwrap_or_default() + &rest, None));
    };
    let Some(marked) = subject.strip_prefix('\u{1}') else { return Some((subject, None)) };
    let mut chars = marked.chars();
    let length = chars.next().and_then(|length| usize::try_from(u32::from(length)).ok());
    Some((chars.as_str().to_owned(), length.map(|length| length.saturating_sub(1))))
}

/// Returns the length of the prefix that an item names or that its subject has, in UTF-16 units.
fn own_prefix(set: &PropertySet, subject: &str) -> usize {
    let named = set.text(tags::SUBJECT_PREFIX).filter(|prefix| subject.starts_with(prefix.as_str()));
    named.map_or_else(|| usual_prefix(subject), |prefix| prefix.encode_utf16().count())
}

/// Returns the length of a prefix such as `RE: `: up to three letters, a colon and a space.
fn usual_prefix(subject: &str) -> usize {
    let Some((before, _)) = subject.split_once(": ") else { return 0 };
    let letters = before.chars().count();
    let is_prefix = (1..=3).contains(&letters) && before.chars().all(char::is_alphabetic);
    if is_prefix { before.encode_utf16().count().saturating_add(2) } else { 0 }
}

/// Returns the beginning of a text that is not too long for a subject.
fn beginning(text: &str) -> &str {
    let mut units = 0_usize;
    let end = text.char_indices().find(|(_, character)| {
        units = units.saturating_add(character.len_utf16());
        units > LONGEST
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Splits a text after a number of UTF-16 units. Returns `None` within a character.
fn split_at_unit(text: &str, units: usize) -> Option<(&str, &str)> {
    let mut before = 0_usize;
    for (at, character) in text.char_indices() {
        if before == units {
            return text.split_at_checked(at);
        }
        before = before.saturating_add(character.len_utf16());
    }
    (before == units).then_some((text, ""))
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{PropertySet, Value, tags};

    use super::{SubjectTexts, subject_texts};

    fn of(values: &[(u16, &str)]) -> Option<SubjectTexts> {
        let mut set = PropertySet::new();
        for (id, text) in values {
            set.insert(*id, Value::Text((*text).to_owned()));
        }
        subject_texts(&set)
    }

    #[test]
    fn header_and_topic_have_the_same_prefix() {
        const SUBJECT: u16 = tags::SUBJECT;
        const PREFIX: u16 = tags::SUBJECT_PREFIX;
        const TOPIC: u16 = tags::CONVERSATION_TOPIC;
        const NORMALIZED: u16 = tags::NORMALIZED_SUBJECT;
        for (values, subject, topic) in [
            (&[(SUBJECT, "RE: hi")][..], "\u{1}\u{5}RE: hi", Some("hi")),
            (&[(SUBJECT, "hi")], "\u{1}\u{1}hi", Some("hi")),
            (&[(SUBJECT, "Note: hi")], "\u{1}\u{1}Note: hi", Some("Note: hi")),
            (&[(SUBJECT, "A1: hi")], "\u{1}\u{1}A1: hi", Some("A1: hi")),
            (&[(SUBJECT, "RE: ")], "\u{1}\u{5}RE: ", Some("")),
            (&[(SUBJECT, "Antwort: hi"), (PREFIX, "Antwort: ")], "\u{1}\u{A}Antwort: hi", Some("hi")),
            (&[(SUBJECT, "hi"), (PREFIX, "RE: ")], "\u{1}\u{1}hi", Some("hi")),
            (&[(SUBJECT, "Fwd: hi"), (TOPIC, "hi")], "\u{1}\u{6}Fwd: hi", Some("hi")),
            (&[(SUBJECT, "Re: Re: hi"), (TOPIC, "hi")], "\u{1}\u{9}Re: Re: hi", Some("hi")),
            (&[(SUBJECT, "RE: hi"), (TOPIC, "RE: hi")], "\u{1}\u{1}RE: hi", Some("RE: hi")),
            (&[(SUBJECT, "RE: hi"), (TOPIC, "other")], "RE: hi", Some("other")),
            (&[(SUBJECT, "RE: hi"), (TOPIC, "")], "\u{1}\u{5}RE: hi", Some("hi")),
            (&[(SUBJECT, "\u{1}\u{A}Antwort: hi")], "\u{1}\u{A}Antwort: hi", Some("hi")),
            (&[(SUBJECT, "\u{1}")], "", None),
            (&[(SUBJECT, "😀: hi"), (TOPIC, "hi")], "\u{1}\u{5}😀: hi", Some("hi")),
            (&[(SUBJECT, "")], "", None),
            (&[(NORMALIZED, "hi"), (PREFIX, "RE: ")], "\u{1}\u{5}RE: hi", Some("hi")),
        ] {
            let topic = topic.map(str::to_owned);
            let expected = SubjectTexts { subject: subject.to_owned(), topic, whole: None };
            assert_eq!(of(values), Some(expected), "{values:?}");
        }
        assert_eq!(of(&[(TOPIC, "hi")]), None);
    }

    #[test]
    fn a_long_subject_is_cut_and_kept() {
        for (character, kept) in [("x", 251), ("😀", 125)] {
            let rest = character.repeat(400);
            let whole = format!("RE: {rest}");
            let short = character.repeat(kept);
            for topic in [None, Some(rest.as_str())] {
                let mut values = vec![(tags::SUBJECT, whole.as_str())];
                values.extend(topic.map(|topic| (tags::CONVERSATION_TOPIC, topic)));
                let expected = SubjectTexts {
                    subject: format!("\u{1}\u{5}RE: {short}"),
                    topic: Some(short.clone()),
                    whole: Some(whole.clone()),
                };
                assert_eq!(of(&values), Some(expected));
            }
        }
    }
}
