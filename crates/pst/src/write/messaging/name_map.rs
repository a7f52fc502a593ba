//! Writing of the name-to-id map, [MS-PST] 2.4.7.

use std::collections::{BTreeMap, HashMap};

use foundmail_mapi::tags::named;
use foundmail_mapi::{NameId, PropertyName};

use crate::format::NodeData;
use crate::format::crc;
use crate::tags;
use crate::write::WriteError;
use crate::write::bytes::Put;
use crate::write::ltp::{PropertyContextWriter, WritableProperty, utf16};
use crate::write::ndb::BlockSink;

/// The names of the file with their ids.
#[derive(Debug)]
pub(crate) struct NameMapWriter {
    ids: HashMap<PropertyName, u16>,
    names: Vec<PropertyName>,
    bytes: u64,
}

/// `PS_MAPI` and `PS_PUBLIC_STRINGS`, which have fixed numbers, [MS-PST] 2.4.7.1.
const KNOWN_SETS: [[u8; 16]; 2] = [
    [0x28, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46],
    [0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46],
];
/// The property set for properties from 0x8000 on whose source had no name for them: their meaning is lost, but their
/// value is kept. The number of the name is the id in the source.
const UNNAMED: [u8; 16] = *b"Foundmail\0no\0nam";
/// `PidTagNameidBucketCount`. Outlook writes the same number.
const BUCKETS: u32 = 251;
const BUCKET_COUNT: u16 = 0x0001;
const FIRST_BUCKET: u16 = 0x1000;
const FIRST_ID: u16 = 0x8000;
/// The largest number of names. 0xFFFF is no valid id.
const MAX_NAMES: usize = 0x7FFF;

impl NameMapWriter {
    /// Creates a map with three names that mail programs always use. libpff refuses a file if one of the streams is
    /// empty.
    pub(crate) fn new() -> Result<Self, WriteError> {
        let mut map = Self { ids: HashMap::new(), names: Vec::new(), bytes: 0 };
        for (set, id) in [
            (named::PSETID_COMMON, NameId::Lid(named::REMINDER_SET)),
            (named::PS_PUBLIC_STRINGS, NameId::Text(named::KEYWORDS.to_owned())),
            (named::PS_INTERNET_HEADERS, NameId::Text("content-class".to_owned())),
        ] {
            map.id(&PropertyName { set, id })?;
        }
        Ok(map)
    }

    /// Returns the property id of a name, and assigns one if it has none. Fails if all ids are assigned.
    pub(crate) fn id(&mut self, name: &PropertyName) -> Result<u16, WriteError> {
        if let Some(&id) = self.ids.get(name) {
            return Ok(id);
        }
        let full = WriteError::Full { structure: "name-to-id map", limit: MAX_NAMES as u64 };
        if self.names.len() >= MAX_NAMES {
            return Err(full);
        }
        let index = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        let id = FIRST_ID.saturating_add(index);
        let text = match &name.id {
            NameId::Lid(_) => 0,
            NameId::Text(text) => text.len().saturating_mul(2),
        };
        // Two entries, the record of a bucket, a property set, and the length of the string.
        self.bytes = self.bytes.saturating_add(64).saturating_add(text as u64);
        self.names.push(name.clone());
        self.ids.insert(name.clone(), id);
        Ok(id)
    }

    /// Returns an upper limit for the size of the map in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the id that the written file gives to a property without a known name, or to one whose value does not fit
    /// its id. `id` is its id in the source, or its whole tag.
    pub(crate) fn id_of_unnamed(&mut self, id: u32) -> Result<u16, WriteError> {
        self.id(&PropertyName { set: UNNAMED, id: NameId::Lid(id) })
    }

    /// Writes the node of the map: three streams, and a hash table of their entries.
    pub(crate) fn finish(&self, sink: &mut dyn BlockSink) -> Result<NodeData, WriteError> {
        let mut sets: Vec<[u8; 16]> = Vec::new();
        let mut entries = Vec::new();
        let mut strings = Vec::new();
        let mut buckets: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
        for (index, name) in self.names.iter().enumerate() {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            let kind = set_number(&mut sets, name.set) << 1;
            let (stored, hashed, kind) = match &name.id {
                NameId::Lid(lid) => (*lid, *lid, kind),
                NameId::Text(text) => {
                    let text = utf16(text);
                    (put_string(&mut strings, &text), crc(&text), kind | 1)
                }
            };
            put_entry(&mut entries, stored, kind, index);
            let bucket = (hashed ^ u32::from(kind)).checked_rem(BUCKETS).unwrap_or(0);
            let bucket = FIRST_BUCKET.saturating_add(u16::try_from(bucket).unwrap_or(0));
            put_entry(buckets.entry(bucket).or_default(), hashed, kind, index);
        }
        let mut map = PropertyContextWriter::default();
        map.push(WritableProperty::integer(BUCKET_COUNT, BUCKETS), sink)?;
        map.push(WritableProperty::binary(tags::NAMEID_STREAM_GUID, sets.concat()), sink)?;
        map.push(WritableProperty::binary(tags::NAMEID_STREAM_ENTRY, entries), sink)?;
        map.push(WritableProperty::binary(tags::NAMEID_STREAM_STRING, strings), sink)?;
        for (id, bucket) in buckets {
            map.push(WritableProperty::binary(id, bucket), sink)?;
        }
        map.finish(sink).map(|(node, _)| node)
    }
}

/// Returns the number of a property set in `wGuid`: 0 for none, 1 and 2 for the known sets, from 3 on its index in the
/// stream of sets.
fn set_number(sets: &mut Vec<[u8; 16]>, set: [u8; 16]) -> u16 {
    if set == [0; 16] {
        return 0;
    }
    let position = |list: &[[u8; 16]]| list.iter().position(|known| *known == set);
    let number = if let Some(known) = position(&KNOWN_SETS) {
        known.saturating_add(1)
    } else {
        let at = position(sets).unwrap_or_else(|| {
            sets.push(set);
            sets.len().saturating_sub(1)
        });
        at.saturating_add(3)
    };
    u16::try_from(number).unwrap_or(0)
}

/// Appends a string with its length in bytes, padded to a multiple of four bytes. Returns its offset in the stream.
fn put_string(strings: &mut Vec<u8>, text: &[u8]) -> u32 {
    let at = u32::try_from(strings.len()).unwrap_or(u32::MAX);
    strings.put_u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
    strings.extend_from_slice(text);
    strings.pad_to(strings.len().next_multiple_of(4));
    at
}

/// Appends a `NAMEID`, [MS-PST] 2.4.7.1.
fn put_entry(entries: &mut Vec<u8>, value: u32, kind: u16, index: u16) {
    entries.put_u32(value);
    entries.put_u16(kind);
    entries.put_u16(index);
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::{NameId, PropertyName};

    use super::NameMapWriter;
    use crate::write::WriteError;

    #[test]
    fn a_name_has_one_id_and_ids_run_out() {
        let mut map = NameMapWriter::new().unwrap();
        let name = |lid| PropertyName { set: [7; 16], id: NameId::Lid(lid) };
        let first = map.id(&name(0)).unwrap();
        assert_eq!((first, map.id(&name(0)).unwrap(), map.id(&name(1)).unwrap()), (0x8003, 0x8003, 0x8004));
        let error = (2..40_000).find_map(|lid| map.id(&name(lid)).err()).unwrap();
        assert!(matches!(error, WriteError::Full { structure: "name-to-id map", limit: 0x7FFF }), "{error}");
        assert_eq!(map.id(&name(0)).unwrap(), 0x8003);
    }
}
