//! The name-to-id map, [MS-PST] 2.4.7: what the property ids from 0x8000 on mean in this file.

use std::collections::HashMap;
use std::sync::Arc;

use foundmail_mapi::{Name, NameId, Value};

use crate::bytes::{array_at, slice_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::ltp::PropertyContext;
use crate::ndb::{Ndb, NodeId};
use crate::tags;

/// Names of named properties by their id in this file.
#[derive(Debug, Default)]
pub(crate) struct NameMap(HashMap<u16, Name>);

/// `PS_MAPI`, [MS-OXPROPS] 1.3.2.
const PS_MAPI: [u8; 16] = [0x28, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
/// `PS_PUBLIC_STRINGS`
const PS_PUBLIC_STRINGS: [u8; 16] = [0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

impl NameMap {
    pub(crate) fn read(ndb: &Arc<Ndb>, flaws: &mut Flaws) -> Self {
        let map =
            ndb.node(NodeId::NAME_TO_ID_MAP).and_then(|node| PropertyContext::open(ndb, node.node, flaws));
        let Some(map) = flaws.catch(map) else { return Self::default() };
        let mut stream = |id: u16| match map.value_of(id, flaws) {
            Some(Value::Binary(data)) => data.read_lenient().0,
            _ => Vec::new(),
        };
        let guids = stream(tags::NAMEID_STREAM_GUID);
        let entries = stream(tags::NAMEID_STREAM_ENTRY);
        let strings = stream(tags::NAMEID_STREAM_STRING);
        let names = Self::parse(&guids, &entries, &strings);
        let listed = entries.len() >> 3;
        if names.0.len() < listed {
            let what = format!("{} of {listed} names could be resolved", names.0.len());
            flaws.push(Flaw::new("name-to-id map", what));
        }
        names
    }

    /// The name of a property id, where it has one.
    pub(crate) fn get(&self, id: u16) -> Option<&Name> {
        self.0.get(&id)
    }

    /// Entries are `NAMEID` structures, [MS-PST] 2.4.7.1.
    fn parse(guids: &[u8], entries: &[u8], strings: &[u8]) -> Self {
        let mut names = HashMap::new();
        for entry in entries.chunks_exact(8) {
            let (Some(value), Some(kind), Some(index)) =
                (u32_at(entry, 0), u16_at(entry, 4), u16_at(entry, 6))
            else {
                continue;
            };
            let set = match kind >> 1 {
                0 => Some([0; 16]),
                1 => Some(PS_MAPI),
                2 => Some(PS_PUBLIC_STRINGS),
                other => {
                    usize::from(other).checked_sub(3).and_then(|slot| array_at(guids, slot.checked_mul(16)?))
                }
            };
            let id = if kind & 1 == 0 {
                Some(NameId::Lid(value))
            } else {
                string_at(strings, value).map(NameId::Text)
            };
            if let (Some(set), Some(id), Some(property)) = (set, id, 0x8000_u16.checked_add(index)) {
                names.entry(property).or_insert(Name { set, id });
            }
        }
        Self(names)
    }
}

/// A length in bytes, then UTF-16.
fn string_at(strings: &[u8], at: u32) -> Option<String> {
    let at = usize::try_from(at).ok()?;
    let len = usize::try_from(u32_at(strings, at)?).ok()?;
    let units =
        slice_at(strings, at.checked_add(4)?, len)?.chunks_exact(2).filter_map(|unit| u16_at(unit, 0));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::NameId;

    use super::{NameMap, PS_MAPI, PS_PUBLIC_STRINGS};

    #[test]
    fn names_by_number_and_by_string() {
        let guids = [7; 16];
        let strings = [0, 0, 0, 0, 4, 0, 0, 0, b'h', 0, b'i', 0];
        let entries = [
            [0x05, 0x85, 0, 0, 6, 0, 0, 0], // LID 0x8505 in the first listed set
            [4, 0, 0, 0, 5, 0, 1, 0],       // a string in PS_PUBLIC_STRINGS
            [9, 0, 0, 0, 2, 0, 2, 0],       // LID 9 in PS_MAPI
            [0, 0, 0, 0, 99, 0, 3, 0],      // a set that is not listed
            [99, 0, 0, 0, 5, 0, 4, 0],      // a string that is not there
            [1, 0, 0, 0, 2, 0, 0xFF, 0xFF], // an id beyond 0xFFFF
        ]
        .concat();
        let map = NameMap::parse(&guids, &entries, &strings);
        let name = |id| map.get(id).map(|name| (name.set, name.id.clone()));
        assert_eq!(name(0x8000), Some(([7; 16], NameId::Lid(0x8505))));
        assert_eq!(name(0x8001), Some((PS_PUBLIC_STRINGS, NameId::Text("hi".to_owned()))));
        assert_eq!(name(0x8002), Some((PS_MAPI, NameId::Lid(9))));
        assert_eq!(map.0.len(), 3);
    }
}
