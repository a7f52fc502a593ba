//! Lists of properties of a message, recipient or attachment, [MS-OXTNEF] 2.1.3.4.

use crate::bytes::{Cursor, utf16};
use crate::read_limits::ReadLimits;
use crate::value::decode::{OBJECT, fixed_size, single_type};
use crate::{NameId, PropertyName, PropertySet, Value, tags};

/// The content of a list.
#[derive(Debug, Default)]
pub(super) struct PropertyList<'b> {
    pub(super) props: PropertySet,
    /// The interface id and the bytes of `PidTagAttachDataObject`.
    pub(super) object: Option<([u8; 16], &'b [u8])>,
    /// The reason why the list is not complete.
    pub(super) flaw: Option<String>,
}

/// Reads a list up to the first damage.
pub(super) fn list<'b>(cursor: &mut Cursor<'b>, limits: &mut ReadLimits) -> PropertyList<'b> {
    let mut listed = PropertyList::default();
    let Some(count) = cursor.count() else {
        listed.flaw = Some("the list of properties is missing".to_owned());
        return listed;
    };
    for done in 0..count {
        if let Err(exceeded) = limits.take_property() {
            listed.flaw = Some(exceeded.to_string());
            break;
        }
        match property(cursor, limits, &mut listed) {
            Some(Ok(())) => {}
            Some(Err(flaw)) => {
                listed.flaw = Some(flaw);
                break;
            }
            None => {
                listed.flaw = Some(format!("the list of properties ends after {done} of {count} properties"));
                break;
            }
        }
    }
    listed
}

/// Reads one property into the list. Returns `None` if the data is too short.
fn property<'b>(
    cursor: &mut Cursor<'b>,
    limits: &mut ReadLimits,
    listed: &mut PropertyList<'b>,
) -> Option<Result<(), String>> {
    let property_type = cursor.u16()?;
    let id = cursor.u16()?;
    let name = if id >= 0x8000 { Some(name(cursor)?) } else { None };
    let single = single_type(property_type);
    let value_type = single.unwrap_or(property_type);
    let size = fixed_size(value_type);
    let count = if single.is_some() || size.is_none() { cursor.count()? } else { 1 };
    let mut values = Vec::new();
    for _ in 0..count {
        let length = match size {
            Some(size) => size,
            None => cursor.count()?,
        };
        values.push(cursor.take_padded(length)?);
        if let Err(exceeded) = limits.take_property() {
            return Some(Err(exceeded.to_string()));
        }
    }
    let bytes = values.iter().map(|value| value.len() as u64).fold(0, u64::saturating_add);
    if property_type == OBJECT && id == tags::ATTACH_DATA {
        listed.object =
            values.first().and_then(|value| value.split_first_chunk().map(|(id, rest)| (*id, rest)));
        return Some(Ok(()));
    }
    if let Err(exceeded) = limits.take_bytes(bytes) {
        return Some(Err(exceeded.to_string()));
    }
    let value = match single {
        Some(single) => Some(Value::list_from_bytes(single, values)),
        None => values.first().and_then(|value| Value::from_bytes(property_type, value)).map(trimmed),
    };
    match (value, name) {
        (Some(value), Some(name)) => listed.props.insert_named(name, value),
        (Some(value), None) => listed.props.insert(id, value),
        // The property has no value.
        (None, _) => {}
    }
    Some(Ok(()))
}

/// Removes the terminating zero of a string. In TNEF, the length of a string includes that zero.
fn trimmed(value: Value) -> Value {
    match value {
        Value::Text8(mut bytes) => {
            let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last.saturating_add(1));
            bytes.truncate(end);
            Value::Text8(bytes)
        }
        value => value,
    }
}

/// Reads the name of a property, [MS-OXTNEF] 2.1.3.4.
fn name(cursor: &mut Cursor<'_>) -> Option<PropertyName> {
    let set = cursor.array()?;
    let id = if cursor.u32()? == 0 {
        NameId::Lid(cursor.u32()?)
    } else {
        let length = cursor.count()?;
        NameId::Text(utf16(cursor.take_padded(length)?).trim_end_matches('\0').to_owned())
    };
    Some(PropertyName { set, id })
}

/// Inserts the properties of `from` that `props` lacks.
pub(super) fn fill(props: &mut PropertySet, from: &PropertySet) {
    for (id, value) in from.iter() {
        if props.get(id).is_none() {
            props.insert(id, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::list;
    use crate::bytes::Cursor;
    use crate::read_limits::ReadLimits;

    /// Returns a list with these properties.
    fn listed(count: u32, properties: &[&[u8]]) -> Vec<u8> {
        [&count.to_le_bytes()[..], &properties.concat()].concat()
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[&str], flaw: Option<&str>) {
        let found = list(&mut Cursor::new(bytes), &mut ReadLimits::of_source(1000));
        let by_id = found.props.iter().map(|(id, value)| format!("{id:x} {value:?}"));
        let by_name = found.props.iter_named().map(|(name, value)| format!("{:?} {value:?}", name.id));
        assert_eq!(by_id.chain(by_name).collect::<Vec<_>>(), expected);
        assert_eq!(found.flaw.as_deref(), flaw);
    }

    const FLAG: &[u8] = &[0x0B, 0, 0x01, 0x10, 1, 0, 0, 0];
    const SHORT: &[u8] = &[0x02, 0, 0x02, 0x10, 5, 0, 0, 0];
    const TEXT: &[u8] = &[0x1E, 0, 0x03, 0x10, 1, 0, 0, 0, 3, 0, 0, 0, b'h', b'i', 0, 0];
    const WIDE: &[u8] = &[0x1F, 0, 0x04, 0x10, 1, 0, 0, 0, 6, 0, 0, 0, b'h', 0, b'i', 0, 0, 0, 0, 0];
    const SEVERAL: &[u8] = &[0x03, 0x10, 0x05, 0x10, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0];
    const TEXTS: &[u8] =
        &[0x1E, 0x10, 0x06, 0x10, 2, 0, 0, 0, 1, 0, 0, 0, b'a', 0, 0, 0, 1, 0, 0, 0, b'b', 0, 0, 0];

    #[test]
    fn properties_of_each_shape() {
        check(
            &listed(6, &[FLAG, SHORT, TEXT, WIDE, SEVERAL, TEXTS]),
            &[
                "1001 Bool(true)",
                "1002 I16(5)",
                "1003 Text8([104, 105])",
                "1004 Text(\"hi\")",
                "1005 I32List([1, 2])",
                "1006 Text8List([[97], [98]])",
            ],
            None,
        );
    }

    #[test]
    fn named_properties() {
        let number =
            [&[0x03, 0, 0x00, 0x80][..], &[7; 16], &[0; 4], &[0x30, 0x85, 0, 0], &[9, 0, 0, 0]].concat();
        let word = [
            &[0x03, 0, 0x01, 0x80][..],
            &[7; 16],
            &[1, 0, 0, 0],
            &[6, 0, 0, 0],
            b"a\0b\0\0\0\0\0",
            &[8, 0, 0, 0],
        ];
        check(&listed(2, &[&number, &word.concat()]), &["Lid(34096) I32(9)", "Text(\"ab\") I32(8)"], None);
    }

    #[test]
    fn damage_keeps_what_is_before() {
        let after = |done| format!("the list of properties ends after {done} of 3 properties");
        check(&listed(3, &[FLAG, SHORT]), &["1001 Bool(true)", "1002 I16(5)"], Some(&after(2)));
        check(&listed(3, &[FLAG, &TEXT[..9]]), &["1001 Bool(true)"], Some(&after(1)));
        check(&[1, 0], &[], Some("the list of properties is missing"));
        let many = [0x03, 0x10, 0x05, 0x10, 0xFF, 0xFF, 0xFF, 0xFF];
        check(&listed(1, &[&many]), &[], Some("the list of properties ends after 0 of 1 properties"));
    }
}
