//! Sets of properties, by id and by name.

use std::collections::BTreeMap;

use crate::codepage::settle;
use crate::{Data, FileTime, Value, decode_code_page, tags};

/// The name of a named property, [MS-OXPROPS] 1.3.2.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyName {
    /// The GUID of the property set, in the byte order of the file ([MS-DTYP] 2.3.4.2).
    pub set: [u8; 16],
    /// The name within the property set.
    pub id: NameId,
}

/// The name of a property within its property set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameId {
    /// A number (LID).
    Lid(u32),
    /// A string.
    Text(String),
}

/// The properties of an item, recipient, attachment, folder or store.
#[derive(Debug, Clone, Default)]
pub struct PropertySet {
    by_id: BTreeMap<u16, Value>,
    by_name: BTreeMap<PropertyName, Value>,
    code_page: Option<u32>,
    settled: Option<u32>,
}

impl PropertySet {
    /// Creates an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Inserts a property. The id is the upper half of the property's tag: `0x0037` for the tag `0x0037001F`.
    pub fn insert(&mut self, id: u16, value: Value) {
        self.by_id.insert(id, value);
    }

    /// Inserts a named property.
    pub fn insert_named(&mut self, name: PropertyName, value: Value) {
        self.by_name.insert(name, value);
    }

    /// Sets the code page of `PtypString8` values that applies if the set does not declare a code page.
    pub fn set_default_code_page(&mut self, code_page: u32) {
        self.code_page = Some(code_page);
    }

    /// Checks the declared code page against all `PtypString8` values together. Call this when the set is
    /// complete. If another code page fits better, [`code_page`](Self::code_page) returns that code page
    /// afterwards.
    pub fn settle_code_page(&mut self) {
        let named = self.by_name.values();
        let texts = self.by_id.values().chain(named).flat_map(|value| match value {
            Value::Text8(text) => std::slice::from_ref(text),
            Value::Text8List(texts) => texts,
            _ => &[],
        });
        self.settled = settle(texts.map(Vec::as_slice), self.code_page());
    }

    /// Returns the Windows code page of `PtypString8` values. This is the first of these that is known: the
    /// detected code page, `PidTagMessageCodepage`, `PidTagInternetCodepage`, the default.
    pub fn code_page(&self) -> Option<u32> {
        if self.settled.is_some() {
            return self.settled;
        }
        [tags::MESSAGE_CODEPAGE, tags::INTERNET_CODEPAGE]
            .into_iter()
            .find_map(|id| {
                self.integer(id).and_then(|page| u32::try_from(page).ok()).filter(|&page| page != 0)
            })
            .or(self.code_page)
    }

    /// Returns the value of a property.
    pub fn get(&self, id: u16) -> Option<&Value> {
        self.by_id.get(&id)
    }

    /// Returns the value of a named property.
    pub fn get_named(&self, name: &PropertyName) -> Option<&Value> {
        self.by_name.get(name)
    }

    /// Returns the value of a property with a numeric name in one of the sets in [`tags`].
    pub fn get_lid(&self, set: [u8; 16], lid: u32) -> Option<&Value> {
        self.by_name.get(&PropertyName { set, id: NameId::Lid(lid) })
    }

    /// Returns the properties that are not named, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &Value)> {
        self.by_id.iter().map(|(&id, value)| (id, value))
    }

    /// Returns the named properties, ordered by name.
    pub fn iter_named(&self) -> impl Iterator<Item = (&PropertyName, &Value)> {
        self.by_name.iter()
    }

    /// Returns true if the set has no properties.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.by_name.is_empty()
    }

    /// Returns the text of a property without trailing zeros.
    pub fn text(&self, id: u16) -> Option<String> {
        self.get(id).and_then(|value| self.text_of(value))
    }

    /// Returns the text of a value, decoded with the code page of this set.
    pub fn text_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.trim_end_matches('\0').to_owned()),
            Value::Text8(bytes) => Some(decode_code_page(bytes, self.code_page())),
            _ => None,
        }
    }

    /// Returns all texts of a property that may have several values.
    pub fn texts(&self, id: u16) -> Vec<String> {
        self.get(id).map(|value| self.texts_of(value)).unwrap_or_default()
    }

    /// Returns all texts of a value, decoded with the code page of this set.
    pub fn texts_of(&self, value: &Value) -> Vec<String> {
        match value {
            Value::TextList(texts) => texts.clone(),
            Value::Text8List(texts) => {
                texts.iter().map(|text| decode_code_page(text, self.code_page())).collect()
            }
            value => self.text_of(value).into_iter().collect(),
        }
    }

    /// Returns the first of several text properties that is not blank.
    pub fn first_text(&self, ids: &[u16]) -> Option<String> {
        ids.iter().filter_map(|&id| self.text(id)).find(|text| !text.trim().is_empty())
    }

    /// Returns the integer of a property.
    pub fn integer(&self, id: u16) -> Option<i64> {
        self.get(id)?.integer()
    }

    /// Returns the boolean of a property.
    pub fn boolean(&self, id: u16) -> Option<bool> {
        self.integer(id).map(|value| value != 0)
    }

    /// Returns the time of a property.
    pub fn time(&self, id: u16) -> Option<FileTime> {
        self.get(id)?.time()
    }

    /// Returns the bytes of a property.
    pub fn binary(&self, id: u16) -> Option<&Data> {
        self.get(id)?.binary()
    }

    /// Returns the bytes of a property. Returns `None` if the value is empty or longer than 1 MiB. Entry ids, keys
    /// and other structures are shorter.
    pub fn structure(&self, id: u16) -> Option<Vec<u8>> {
        structure_of(self.binary(id)?)
    }

    /// Returns the same as [`structure`](Self::structure) for a property with a numeric name.
    pub fn lid_structure(&self, set: [u8; 16], lid: u32) -> Option<Vec<u8>> {
        structure_of(self.lid_binary(set, lid)?)
    }

    /// Returns the text of a property with a numeric name, unless it is blank.
    pub fn lid_text(&self, set: [u8; 16], lid: u32) -> Option<String> {
        self.get_lid(set, lid).and_then(|value| self.text_of(value)).filter(|text| !text.trim().is_empty())
    }

    /// Returns the integer of a property with a numeric name.
    pub fn lid_integer(&self, set: [u8; 16], lid: u32) -> Option<i64> {
        self.get_lid(set, lid)?.integer()
    }

    /// Returns the time of a property with a numeric name, in seconds since 1970-01-01.
    pub fn lid_seconds(&self, set: [u8; 16], lid: u32) -> Option<i64> {
        self.get_lid(set, lid)?.time()?.unix_seconds()
    }

    /// Returns the bytes of a property with a numeric name.
    pub fn lid_binary(&self, set: [u8; 16], lid: u32) -> Option<&Data> {
        self.get_lid(set, lid)?.binary()
    }
}

/// Returns the bytes of a small value.
fn structure_of(data: &Data) -> Option<Vec<u8>> {
    const LIMIT: u64 = 1 << 20;
    if data.is_empty() || data.len() > LIMIT {
        return None;
    }
    let (bytes, error) = data.read_at_most(LIMIT);
    (error.is_none() || !bytes.is_empty()).then_some(bytes)
}
