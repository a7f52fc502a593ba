//! Property sets, ready for property contexts and rows.

use std::io::Read;

use foundmail_mapi::{Data, PropertySet, Value, tags};

use super::{NameMapWriter, Target};
use crate::Layout;
use crate::write::WriteError;
use crate::write::ltp::{Encoded, Form, Property, PropertyContextWriter, TextForm, encode};

/// `PidTagLtpRowId`, `PidTagLtpRowVer`, `PidTagStoreEntryId`, `PidTagParentEntryId`: where an object lay in the file that
/// it comes from.
const OF_ITS_OLD_PLACE: [u16; 4] = [0x67F2, 0x67F3, 0x0FFB, 0x0E09];

/// The id of a property in this file.
fn id_here(id: u16, names: &mut NameMapWriter) -> Result<u16, WriteError> {
    if id < 0x8000 { Ok(id) } else { names.id_of_unnamed(id) }
}

/// Adds a set's properties to a node's, but for those in `without`. Calls `each` with every one that is not a stream.
pub(super) fn push_set(
    target: &mut Target<'_>,
    to: &mut PropertyContextWriter,
    set: &PropertySet,
    form: TextForm,
    without: &[u16],
    each: &mut dyn FnMut(&Property),
) -> Result<(), WriteError> {
    for (id, value) in set.iter() {
        if !without.contains(&id) && !OF_ITS_OLD_PLACE.contains(&id) {
            let id = id_here(id, target.names)?;
            push_value(target, to, id, value, set, form, each)?;
        }
    }
    for (name, value) in set.iter_named() {
        let id = target.names.id(name)?;
        push_value(target, to, id, value, set, form, each)?;
    }
    Ok(())
}

fn push_value(
    target: &mut Target<'_>,
    to: &mut PropertyContextWriter,
    id: u16,
    value: &Value,
    set: &PropertySet,
    form: TextForm,
    each: &mut dyn FnMut(&Property),
) -> Result<(), WriteError> {
    match encode(value, set, form) {
        Form::Done(property_type, value) => {
            let property = Property { id, property_type, value };
            if !to.has(id) {
                each(&property);
            }
            to.push(property, target.sink)
        }
        Form::Stream(property_type, data) => to.push_stream(id, property_type, data, target.sink),
    }
}

/// A set's properties for a row: all in memory.
pub(super) fn row_properties(
    target: &mut Target<'_>,
    set: &PropertySet,
    form: TextForm,
) -> Result<Vec<Property>, WriteError> {
    let mut properties = Vec::new();
    let mut add = |id: u16, value: &Value| {
        let (property_type, value) = match encode(value, set, form) {
            Form::Done(property_type, value) => (property_type, value),
            Form::Stream(property_type, data) => (property_type, Encoded::Bytes(read(id, data)?)),
        };
        properties.push(Property { id, property_type, value });
        Ok(())
    };
    for (id, value) in set.iter().filter(|(id, _)| !matches!(id, 0x67F2 | 0x67F3)) {
        add(id_here(id, target.names)?, value)?;
    }
    for (name, value) in set.iter_named() {
        add(target.names.id(name)?, value)?;
    }
    Ok(properties)
}

fn read(id: u16, data: &Data) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    data.open().read_to_end(&mut bytes).map_err(|source| WriteError::Source { id, source })?;
    Ok(bytes)
}

/// How an object has its text: in an ANSI file in a page that holds all of it.
pub(super) fn text_form(target: &Target<'_>, sets: &[&PropertySet]) -> TextForm {
    if target.layout != Layout::Ansi {
        return TextForm::Utf16;
    }
    let own = sets.first().and_then(|set| set.code_page());
    let candidates: Vec<u32> = own.into_iter().chain([target.code_page]).collect();
    let mut texts = Vec::new();
    for set in sets {
        let values = set.iter().map(|(_, value)| value).chain(set.iter_named().map(|(_, value)| value));
        for value in values {
            match value {
                Value::TextList(list) => texts.extend(list.iter().cloned()),
                Value::Text8List(list) => {
                    let text = |bytes: &Vec<u8>| set.text_of(&Value::Text8(bytes.clone()));
                    texts.extend(list.iter().filter_map(text));
                }
                value => texts.extend(set.text_of(value)),
            }
        }
    }
    TextForm::for_texts(&candidates, &texts)
}

/// Says in which code page the texts of an ANSI object are.
pub(super) fn push_code_page(
    target: &mut Target<'_>,
    to: &mut PropertyContextWriter,
    form: TextForm,
) -> Result<(), WriteError> {
    match form {
        TextForm::Utf16 => Ok(()),
        TextForm::CodePage(page) => to.push(Property::integer(tags::MESSAGE_CODEPAGE, page), target.sink),
    }
}
