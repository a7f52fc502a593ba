//! Functions that set properties of a property set.

use foundmail_mapi::{FileTime, NameId, PropertyName, PropertySet, Value};

pub(super) fn text(set: &mut PropertySet, id: u16, text: impl Into<String>) {
    set.insert(id, Value::Text(text.into()));
}

pub(super) fn number(set: &mut PropertySet, id: u16, number: i32) {
    set.insert(id, Value::I32(number));
}

pub(super) fn binary(set: &mut PropertySet, id: u16, bytes: Vec<u8>) {
    set.insert(id, Value::Binary(bytes.into()));
}

/// Returns a time from seconds since 1970.
pub(super) fn time(seconds: i64) -> Value {
    Value::Time(FileTime::from_unix_seconds(seconds).unwrap_or(FileTime(0)))
}

/// Sets a property that is named by a number.
pub(super) fn lid(set: &mut PropertySet, within: [u8; 16], lid: u32, value: Value) {
    set.insert_named(PropertyName { set: within, id: NameId::Lid(lid) }, value);
}

/// Sets a property that is named by a string.
pub(super) fn named(set: &mut PropertySet, within: [u8; 16], name: &str, value: Value) {
    set.insert_named(PropertyName { set: within, id: NameId::Text(name.to_owned()) }, value);
}
