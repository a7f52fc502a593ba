//! Inserts values into property sets.

use foundmail_mapi::{Data, NameId, PropertyName, PropertySet, Value};

/// Inserts a text, unless it is empty.
pub(crate) fn text(set: &mut PropertySet, id: u16, text: &str) {
    if !text.is_empty() {
        set.insert(id, Value::Text(text.to_owned()));
    }
}

pub(crate) fn integer(set: &mut PropertySet, id: u16, value: i32) {
    set.insert(id, Value::I32(value));
}

pub(crate) fn boolean(set: &mut PropertySet, id: u16, value: bool) {
    set.insert(id, Value::Bool(value));
}

pub(crate) fn bytes(set: &mut PropertySet, id: u16, bytes: Vec<u8>) {
    set.insert(id, Value::Binary(Data::Inline(bytes)));
}

/// Inserts a property with a text as its name.
pub(crate) fn named(set: &mut PropertySet, property_set: [u8; 16], name: &str, value: Value) {
    set.insert_named(PropertyName { set: property_set, id: NameId::Text(name.to_owned()) }, value);
}

/// Inserts a property with a number as its name.
pub(crate) fn lid(set: &mut PropertySet, property_set: [u8; 16], lid: u32, value: Value) {
    set.insert_named(PropertyName { set: property_set, id: NameId::Lid(lid) }, value);
}
