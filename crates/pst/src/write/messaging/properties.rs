//! Property sets, encoded for property contexts and table rows.

use std::io::Read;

use foundmail_mapi::{Data, PropertySet, Value, tags};

use super::usable::{is_usable, is_usable_stream};
use super::{NameMapWriter, WriteContext};
use crate::Layout;
use crate::write::WriteError;
use crate::write::ltp::{
    EncodedValue, PropertyContextWriter, PropertySource, TextEncoding, WritableProperty, encode,
};

/// `PidTagLtpRowId`, `PidTagLtpRowVer`, `PidTagStoreEntryId`, `PidTagParentEntryId`: the location of an object in its
/// source.
const SOURCE_LOCATION_TAGS: [u16; 4] = [0x67F2, 0x67F3, 0x0FFB, 0x0E09];

/// Returns the id of a property in this file. `usable` is false if mail programs would misread the value under its own
/// id.
fn id_in_file(
    id: u16,
    property_type: u16,
    usable: bool,
    names: &mut NameMapWriter,
) -> Result<u16, WriteError> {
    match id {
        0x8000.. => names.id_of_unnamed(id.into()),
        _ if usable => Ok(id),
        _ => names.id_of_unnamed((u32::from(property_type) << 16) | u32::from(id)),
    }
}

/// Adds the properties of a set to a node, except those in `without` and those that the node has already.
pub(super) fn push_set(
    context: &mut WriteContext<'_>,
    to: &mut PropertyContextWriter,
    set: &PropertySet,
    encoding: TextEncoding,
    without: &[u16],
) -> Result<(), WriteError> {
    for (id, value) in set.iter() {
        if without.contains(&id) || SOURCE_LOCATION_TAGS.contains(&id) {
            continue;
        }
        match encode(value, set, encoding) {
            PropertySource::Value(property_type, value) => {
                let usable = is_usable(id, property_type, &value);
                let id = id_in_file(id, property_type, usable, context.names)?;
                to.push(WritableProperty { id, property_type, value }, context.sink)?;
            }
            PropertySource::Stream(property_type, data) => {
                let usable = is_usable_stream(id, property_type, data);
                let id = id_in_file(id, property_type, usable, context.names)?;
                to.push_stream(id, property_type, data, context.sink)?;
            }
        }
    }
    for (name, value) in set.iter_named() {
        let id = context.names.id(name)?;
        match encode(value, set, encoding) {
            PropertySource::Value(property_type, value) => {
                to.push(WritableProperty { id, property_type, value }, context.sink)?;
            }
            PropertySource::Stream(property_type, data) => {
                to.push_stream(id, property_type, data, context.sink)?;
            }
        }
    }
    Ok(())
}

/// Returns the properties of a set for a row, with the contents of streams in memory.
pub(super) fn row_properties(
    context: &mut WriteContext<'_>,
    set: &PropertySet,
    encoding: TextEncoding,
) -> Result<Vec<WritableProperty>, WriteError> {
    let encoded = |id: u16, value: &Value| {
        Ok::<_, WriteError>(match encode(value, set, encoding) {
            PropertySource::Value(property_type, value) => (property_type, value),
            PropertySource::Stream(property_type, data) => {
                (property_type, EncodedValue::Bytes(read(id, data)?))
            }
        })
    };
    let mut properties = Vec::new();
    for (id, value) in set.iter().filter(|(id, _)| !matches!(id, 0x67F2 | 0x67F3)) {
        let (property_type, value) = encoded(id, value)?;
        let usable = is_usable(id, property_type, &value);
        let id = id_in_file(id, property_type, usable, context.names)?;
        properties.push(WritableProperty { id, property_type, value });
    }
    for (name, value) in set.iter_named() {
        let id = context.names.id(name)?;
        let (property_type, value) = encoded(id, value)?;
        properties.push(WritableProperty { id, property_type, value });
    }
    Ok(properties)
}

fn read(id: u16, data: &Data) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    data.open().read_to_end(&mut bytes).map_err(|source| WriteError::Source { id, source })?;
    Ok(bytes)
}

/// Returns the encoding of the texts of an object. In an ANSI file it is a code page that can encode all of them.
pub(super) fn text_encoding(context: &WriteContext<'_>, sets: &[&PropertySet]) -> TextEncoding {
    if context.layout != Layout::Ansi {
        return TextEncoding::Utf16;
    }
    let own = sets.first().and_then(|set| set.code_page());
    let candidates: Vec<u32> = own.into_iter().chain([context.code_page]).collect();
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
    TextEncoding::for_texts(&candidates, &texts)
}

/// Adds the property that names the code page of an object in an ANSI file.
pub(super) fn push_code_page(
    context: &mut WriteContext<'_>,
    to: &mut PropertyContextWriter,
    encoding: TextEncoding,
) -> Result<(), WriteError> {
    match encoding {
        TextEncoding::Utf16 => Ok(()),
        TextEncoding::CodePage(page) => {
            to.push(WritableProperty::integer(tags::MESSAGE_CODEPAGE, page), context.sink)
        }
    }
}
