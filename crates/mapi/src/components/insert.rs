//! Inserts values into property sets.

use crate::tags::named::{KEYWORDS, PS_PUBLIC_STRINGS};
use crate::{Data, FileTime, NameId, PropertyName, PropertySet, Value};

pub(super) fn lid(set: &mut PropertySet, property_set: [u8; 16], lid: u32, value: Value) {
    set.insert_named(PropertyName { set: property_set, id: NameId::Lid(lid) }, value);
}

/// Inserts a text, unless it is empty.
pub(super) fn lid_text(set: &mut PropertySet, property_set: [u8; 16], id: u32, text: &str) {
    if !text.is_empty() {
        lid(set, property_set, id, Value::Text(text.to_owned()));
    }
}

/// Inserts a time in seconds since 1970, if MAPI can express it.
pub(super) fn lid_time(set: &mut PropertySet, property_set: [u8; 16], id: u32, seconds: i64) {
    if let Some(time) = FileTime::from_unix_seconds(seconds) {
        lid(set, property_set, id, Value::Time(time));
    }
}

/// Inserts a text, unless it is empty.
pub(super) fn text(set: &mut PropertySet, id: u16, text: &str) {
    if !text.is_empty() {
        set.insert(id, Value::Text(text.to_owned()));
    }
}

/// Inserts a time in seconds since 1970, if MAPI can express it.
pub(super) fn time(set: &mut PropertySet, id: u16, seconds: i64) {
    if let Some(time) = FileTime::from_unix_seconds(seconds) {
        set.insert(id, Value::Time(time));
    }
}

pub(super) fn binary(bytes: Vec<u8>) -> Value {
    Value::Binary(Data::Inline(bytes))
}

/// Inserts the categories, unless there are none.
pub(super) fn categories(set: &mut PropertySet, categories: Vec<String>) {
    let categories: Vec<String> =
        categories.into_iter().filter(|category| !category.trim().is_empty()).collect();
    if !categories.is_empty() {
        let name = PropertyName { set: PS_PUBLIC_STRINGS, id: NameId::Text(KEYWORDS.to_owned()) };
        set.insert_named(name, Value::TextList(categories));
    }
}
