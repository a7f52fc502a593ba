//! Properties that all classes of items have: subject, date, categories and message ids.

use crate::tags::named;
use crate::{Item, NameId, PropertySet, tags};

/// Returns the subject of an item, without the two leading characters that encode the length of the subject's
/// prefix ([MS-PST] 2.5.3.1.1.1). If there is no subject, returns the conversation topic or the display name.
pub(crate) fn subject(item: &Item) -> String {
    let props = &item.props;
    let subject = props.text(tags::SUBJECT).unwrap_or_default();
    let mut chars = subject.chars();
    let subject = if chars.next() == Some('\u{1}') {
        chars.next();
        chars.as_str().to_owned()
    } else {
        subject
    };
    if !subject.trim().is_empty() {
        return subject;
    }
    let prefix = props.text(tags::SUBJECT_PREFIX).unwrap_or_default();
    match props.first_text(&[tags::NORMALIZED_SUBJECT, tags::CONVERSATION_TOPIC, tags::DISPLAY_NAME]) {
        Some(rest) => format!("{prefix}{rest}"),
        None => prefix,
    }
}

/// Returns the first of these times that is known: sending, delivery, creation, modification. The unit is seconds
/// since 1970-01-01.
pub(crate) fn date(props: &PropertySet) -> Option<i64> {
    [tags::CLIENT_SUBMIT_TIME, tags::MESSAGE_DELIVERY_TIME, tags::CREATION_TIME, tags::LAST_MODIFICATION_TIME]
        .into_iter()
        .find_map(|id| props.time(id)?.unix_seconds())
}

/// Splits a text into message ids without angle brackets.
pub(crate) fn message_ids(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','))
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns the categories, `PidNameKeywords`.
pub(crate) fn categories(props: &PropertySet) -> Vec<String> {
    let name =
        crate::PropertyName { set: named::PS_PUBLIC_STRINGS, id: NameId::Text(named::KEYWORDS.to_owned()) };
    props.get_named(&name).map(|value| props.texts_of(value)).unwrap_or_default()
}
