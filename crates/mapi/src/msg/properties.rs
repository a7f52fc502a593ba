//! The properties of an object, [MS-OXMSG] 2.4. One stream contains the properties of fixed size. Each other
//! property has its own stream.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foundmail_defect::{Defect, Effect};

use super::{MOST_DEFECTS, MsgReader, PROPERTIES};
use crate::bytes::{slice_at, u16_at, u32_at};
use crate::compound::{Storage, StreamEntry};
use crate::value::decode::{BINARY, OBJECT, STRING, STRING8, fixed_size, single_type};
use crate::{Data, PropertySet, Stream as _, Value};

/// Prefix of the streams and storages that contain a value.
const VALUE: &str = "__substg1.0_";
/// Larger binary values are read on demand.
const INLINE: u64 = 1 << 20;
/// Maximum size of a string or a list of properties. Both are always in memory.
const LONGEST: u64 = 64 << 20;

/// Options for reading the properties of an object.
pub(super) struct PropertyRequest<'w> {
    /// Size of the header before the first entry.
    pub(super) header: usize,
    /// Code page of the enclosing object.
    pub(super) code_page: Option<u32>,
    /// A property that is skipped.
    pub(super) without: Option<u16>,
    /// Returns the effect of a missing property.
    pub(super) effect: &'w dyn Fn(u16) -> Effect,
}

/// Parses the name of a stream. `__substg1.0_0037001F` contains an id and a type. `__substg1.0_8000101F-00000002`
/// also contains the index of one of several values.
pub(super) fn tag_of(name: &str) -> Option<(u16, u16, Option<u32>)> {
    let (start, rest) = name.split_at_checked(VALUE.len())?;
    let (tag, index) = rest.split_at_checked(8)?;
    if !start.eq_ignore_ascii_case(VALUE) || !tag.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let index = match index.strip_prefix('-') {
        Some(index) => Some(u32::from_str_radix(index, 16).ok()?),
        None if index.is_empty() => None,
        None => return None,
    };
    let (id, property_type) = tag.split_at_checked(4)?;
    Some((u16::from_str_radix(id, 16).ok()?, u16::from_str_radix(property_type, 16).ok()?, index))
}

/// The streams of an object, by the id and type of their property.
#[derive(Default)]
struct Streams {
    values: BTreeMap<(u16, u16), StreamEntry>,
    /// The values of multi-valued properties of variable size.
    pieces: BTreeMap<(u16, u16), BTreeMap<u32, StreamEntry>>,
}

impl Streams {
    fn of(storage: Storage<'_>) -> Self {
        let mut streams = Self::default();
        for (name, stream) in storage.streams() {
            match tag_of(name) {
                Some((id, property_type, None)) => {
                    streams.values.insert((id, property_type), stream);
                }
                Some((id, property_type, Some(index))) => {
                    streams.pieces.entry((id, property_type)).or_default().insert(index, stream);
                }
                None => {}
            }
        }
        streams
    }
}

impl MsgReader<'_> {
    /// Reads the properties of an object. Damage affects only single properties.
    pub(super) fn properties(
        &mut self,
        storage: Storage<'_>,
        request: &PropertyRequest<'_>,
        defects: &mut Vec<Defect>,
    ) -> PropertySet {
        let mut set = PropertySet::new();
        if let Some(code_page) = request.code_page {
            set.set_default_code_page(code_page);
        }
        let streams = Streams::of(storage);
        let list = self.list(storage, request, defects);
        let mut told = BTreeSet::new();
        for entry in list.get(request.header..).unwrap_or_default().chunks_exact(16) {
            let (Some(property_type), Some(id)) = (u16_at(entry, 0), u16_at(entry, 2)) else { continue };
            if Some(id) == request.without || self.limits.take_property().is_err() {
                continue;
            }
            if fixed_size(property_type).is_some_and(|size| size <= 8) {
                let value = slice_at(entry, 8, 8).and_then(|bytes| Value::from_bytes(property_type, bytes));
                if let Some(value) = value {
                    self.insert(&mut set, id, value);
                }
            } else if !streams.values.contains_key(&(id, property_type))
                && is_missing(property_type, u32_at(entry, 8))
                && told.insert(id)
            {
                let what = "the stream with the value of the property is missing".to_owned();
                push(defects, broken(id, what, (request.effect)(id)));
            }
        }
        for (&(id, property_type), stream) in &streams.values {
            if Some(id) == request.without || property_type == OBJECT {
                continue;
            }
            let pieces = streams.pieces.get(&(id, property_type));
            match self.value(property_type, stream, pieces) {
                Ok((value, flaw)) => {
                    self.insert(&mut set, id, value);
                    if let Some(flaw) = flaw {
                        push(defects, broken(id, flaw, (request.effect)(id)));
                    }
                }
                Err(flaw) => push(defects, broken(id, flaw, (request.effect)(id))),
            }
        }
        set
    }

    /// Reads the list of properties.
    fn list(
        &mut self,
        storage: Storage<'_>,
        request: &PropertyRequest<'_>,
        defects: &mut Vec<Defect>,
    ) -> Vec<u8> {
        let Some(stream) = storage.stream(PROPERTIES) else {
            let defect = Defect::new(PROPERTIES, "the list of properties is missing", (request.effect)(0));
            push(defects, defect);
            return Vec::new();
        };
        match self.read(&stream) {
            Ok((bytes, flaw)) => {
                if let Some(flaw) = flaw {
                    push(defects, Defect::new(PROPERTIES, flaw, (request.effect)(0)));
                }
                bytes
            }
            Err(flaw) => {
                push(defects, Defect::new(PROPERTIES, flaw, (request.effect)(0)));
                Vec::new()
            }
        }
    }

    /// Reads a value from a stream. Also returns a description of missing data.
    fn value(
        &mut self,
        property_type: u16,
        stream: &StreamEntry,
        pieces: Option<&BTreeMap<u32, StreamEntry>>,
    ) -> Result<(Value, Option<String>), String> {
        self.limits.take_property().map_err(|exceeded| exceeded.to_string())?;
        let Some(single) = single_type(property_type) else {
            return self.single(property_type, stream);
        };
        let (bytes, mut flaw) = self.read(stream)?;
        if let Some(size) = fixed_size(single) {
            return Ok((Value::list_from_bytes(single, bytes.chunks_exact(size.max(1))), flaw));
        }
        let mut values = Vec::new();
        for piece in pieces.into_iter().flat_map(BTreeMap::values) {
            self.limits.take_property().map_err(|exceeded| exceeded.to_string())?;
            let (value, cut) = self.read(piece)?;
            values.push(value);
            flaw = flaw.or(cut);
        }
        // The stream of the property contains only the lengths of the values, [MS-OXMSG] 2.1.4.2.
        let listed = bytes.len().checked_div(if single == BINARY { 8 } else { 4 }).unwrap_or(0);
        if values.len() < listed {
            flaw = flaw.or_else(|| Some(format!("only {} of {listed} values exist", values.len())));
        }
        Ok((Value::list_from_bytes(single, values.iter().map(Vec::as_slice)), flaw))
    }

    fn single(
        &mut self,
        property_type: u16,
        stream: &StreamEntry,
    ) -> Result<(Value, Option<String>), String> {
        if property_type == BINARY {
            return self.data(stream).map(|(data, flaw)| (Value::Binary(data), flaw));
        }
        let (bytes, flaw) = self.read(stream)?;
        let value =
            Value::from_bytes(property_type, &bytes).ok_or_else(|| flaw.clone().unwrap_or_else(too_short))?;
        Ok((value, flaw))
    }

    /// Returns a stream as a value. A large stream is read on demand.
    pub(super) fn data(&mut self, stream: &StreamEntry) -> Result<(Data, Option<String>), String> {
        if stream.length <= INLINE {
            return self.read(stream).map(|(bytes, flaw)| (Data::Inline(bytes), flaw));
        }
        self.take(stream)?;
        Ok((Data::Stream(Arc::new(self.compound.stream(stream))), None))
    }

    /// Reads a stream up to the first damage. Also returns a description of missing data.
    fn read(&mut self, stream: &StreamEntry) -> Result<(Vec<u8>, Option<String>), String> {
        self.take(stream)?;
        let stream = self.compound.stream(stream);
        if stream.len() > LONGEST.max(self.compound.size()) {
            return Err(format!("the stream declares an impossible length of {} bytes", stream.len()));
        }
        let (bytes, error) = stream.bytes();
        Ok((bytes, error.map(|error| error.to_string())))
    }

    /// Counts the bytes of a stream against the limits. Only a damaged file, in which streams overlap, can exceed
    /// the limits.
    fn take(&mut self, stream: &StreamEntry) -> Result<(), String> {
        let bytes = stream.length.min(self.compound.size());
        self.limits.take_bytes(bytes).map_err(|exceeded| exceeded.to_string())
    }

    /// Inserts a property under its name, or under its id if it has no name.
    fn insert(&self, set: &mut PropertySet, id: u16, value: Value) {
        match self.names.get(id) {
            Some(name) if id >= 0x8000 => set.insert_named(name.clone(), value),
            _ => set.insert(id, value),
        }
    }
}

/// Returns true if a listed value without a stream is lost. Empty values need no stream. The size of a string
/// includes its terminating zero.
fn is_missing(property_type: u16, size: Option<u32>) -> bool {
    let empty = match property_type {
        STRING => 2,
        STRING8 => 1,
        // The value is in a storage, not in a stream.
        OBJECT => return false,
        _ => 0,
    };
    size.is_some_and(|size| size > empty)
}

fn too_short() -> String {
    "the value is too short".to_owned()
}

fn broken(id: u16, what: String, effect: Effect) -> Defect {
    Defect::new(format!("property {id:#06x}"), what, effect)
}

pub(super) fn push(defects: &mut Vec<Defect>, defect: Defect) {
    if defects.len() < MOST_DEFECTS {
        defects.push(defect);
    }
}

#[cfg(test)]
mod tests {
    use super::tag_of;

    #[test]
    fn tags_of_names() {
        for (name, tag) in [
            ("__substg1.0_0037001F", Some((0x37, 0x1F, None))),
            ("__SUBSTG1.0_0037001f", Some((0x37, 0x1F, None))),
            ("__substg1.0_8000101F-0000000A", Some((0x8000, 0x101F, Some(10)))),
            ("__substg1.0_8000101F-", None),
            ("__substg1.0_0037001F0", None),
            ("__substg1.0_+037001F", None),
            ("__substg1.0_", None),
            ("__properties_version1.0", None),
        ] {
            assert_eq!(tag_of(name), tag, "{name}");
        }
    }
}
