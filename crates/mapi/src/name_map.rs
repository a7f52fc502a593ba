//! The names of a file's property ids from 0x8000 on, [MS-PST] 2.4.7 and [MS-OXMSG] 2.2.3.

use std::collections::HashMap;

use crate::bytes::{array_at, slice_at, u16_at, u32_at, utf16};
use crate::tags::named::{PS_MAPI, PS_PUBLIC_STRINGS};
use crate::{NameId, PropertyName};

/// The names of named properties, by property id.
#[derive(Debug, Clone, Default)]
pub struct NameMap(HashMap<u16, PropertyName>);

impl NameMap {
    /// Parses the three streams of a map: property sets of 16 bytes, entries of 8 bytes, and strings. Skips
    /// invalid entries, so [`len`](Self::len) may be smaller than the number of entries.
    pub fn parse(sets: &[u8], entries: &[u8], strings: &[u8]) -> Self {
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
                listed => {
                    usize::from(listed).checked_sub(3).and_then(|slot| array_at(sets, slot.checked_mul(16)?))
                }
            };
            let id = if kind & 1 == 0 {
                Some(NameId::Lid(value))
            } else {
                string_at(strings, value).map(NameId::Text)
            };
            if let (Some(set), Some(id), Some(property)) = (set, id, 0x8000_u16.checked_add(index)) {
                names.entry(property).or_insert(PropertyName { set, id });
            }
        }
        Self(names)
    }

    /// Returns the name of a property id.
    pub fn get(&self, id: u16) -> Option<&PropertyName> {
        self.0.get(&id)
    }

    /// Returns the number of names.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no names.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads a string: a length in bytes, and UTF-16.
fn string_at(strings: &[u8], at: u32) -> Option<String> {
    let at = usize::try_from(at).ok()?;
    let len = usize::try_from(u32_at(strings, at)?).ok()?;
    slice_at(strings, at.checked_add(4)?, len).map(utf16)
}

#[cfg(test)]
mod tests {
    use super::NameMap;
    use crate::NameId;
    use crate::tags::named::{PS_MAPI, PS_PUBLIC_STRINGS};

    #[test]
    fn names_by_number_and_by_string() {
        let sets = [7; 16];
        let strings = [0, 0, 0, 0, 4, 0, 0, 0, b'h', 0, b'i', 0];
        let entries = [
            [0x05, 0x85, 0, 0, 6, 0, 0, 0], // LID 0x8505 in the first listed set
            [4, 0, 0, 0, 5, 0, 1, 0],       // a string in PS_PUBLIC_STRINGS
            [9, 0, 0, 0, 2, 0, 2, 0],       // LID 9 in PS_MAPI
            [0, 0, 0, 0, 99, 0, 3, 0],      // a set that is not listed
            [99, 0, 0, 0, 5, 0, 4, 0],      // a string that does not exist
            [1, 0, 0, 0, 2, 0, 0xFF, 0xFF], // an id beyond 0xFFFF
        ]
        .concat();
        let map = NameMap::parse(&sets, &entries, &strings);
        let name = |id| map.get(id).map(|name| (name.set, name.id.clone()));
        assert_eq!(name(0x8000), Some(([7; 16], NameId::Lid(0x8505))));
        assert_eq!(name(0x8001), Some((PS_PUBLIC_STRINGS, NameId::Text("hi".to_owned()))));
        assert_eq!(name(0x8002), Some((PS_MAPI, NameId::Lid(9))));
        assert_eq!(map.len(), 3);
    }
}
