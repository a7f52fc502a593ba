//! A set of properties, by id and by name.

use std::collections::BTreeMap;

use crate::codepage::settle;
use crate::{Data, FileTime, Value, decode_code_page, tags};

/// A named property's name, [MS-OXPROPS] 1.3.2.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyName {
    /// The property set, in the byte order of the file ([MS-DTYP] 2.3.4.2).
    pub set: [u8; 16],
    /// The name within the set.
    pub id: NameId,
}

/// What tells named properties of one set apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameId {
    /// `LID`: a number.
    Lid(u32),
    /// A string.
    Text(String),
}

/// The properties of an item, a recipient, an attachment, a folder or a store.
#[derive(Debug, Clone, Default)]
pub struct PropertySet {
    by_id: BTreeMap<u16, Value>,
    by_name: BTreeMap<PropertyName, Value>,
    code_page: Option<u32>,
    settled: Option<u32>,
}

impl PropertySet {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a property in, by the upper half of its tag (`0x0037` of `0x0037001F`).
    pub fn insert(&mut self, id: u16, value: Value) {
        self.by_id.insert(id, value);
    }

    /// Puts a named property in.
    pub fn insert_named(&mut self, name: PropertyName, value: Value) {
        self.by_name.insert(name, value);
    }

    /// Sets the code page in which `PtypString8` values are written when the set itself does not say.
    pub fn set_default_code_page(&mut self, code_page: u32) {
        self.code_page = Some(code_page);
    }

    /// Looks at all `PtypString8` values together whether they are in the code page that is declared for them. To be
    /// called once all are there; from then on [`code_page`](Self::code_page) gives what they turned out to be.
    pub fn settle_code_page(&mut self) {
        let named = self.by_name.values();
        let texts = self.by_id.values().chain(named).flat_map(|value| match value {
            Value::Text8(text) => std::slice::from_ref(text),
            Value::Text8List(texts) => texts,
            _ => &[],
        });
        self.settled = settle(texts.map(Vec::as_slice), self.code_page());
    }

    /// The Windows code page of the set's `PtypString8` values: what they turned out to be in, its own
    /// `PidTagMessageCodepage` or `PidTagInternetCodepage`, else the default that was set.
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

    /// The value of a property.
    pub fn get(&self, id: u16) -> Option<&Value> {
        self.by_id.get(&id)
    }

    /// The value of a named property.
    pub fn get_named(&self, name: &PropertyName) -> Option<&Value> {
        self.by_name.get(name)
    }

    /// The value of a property named by a number in one of the sets in [`tags`].
    pub fn get_lid(&self, set: [u8; 16], lid: u32) -> Option<&Value> {
        self.by_name.get(&PropertyName { set, id: NameId::Lid(lid) })
    }

    /// All properties with an id, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &Value)> {
        self.by_id.iter().map(|(&id, value)| (id, value))
    }

    /// All named properties, in order of name.
    pub fn iter_named(&self) -> impl Iterator<Item = (&PropertyName, &Value)> {
        self.by_name.iter()
    }

    /// True if there is no property at all.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.by_name.is_empty()
    }

    /// A property's text, decoded, without trailing NULs.
    pub fn text(&self, id: u16) -> Option<String> {
        self.get(id).and_then(|value| self.text_of(value))
    }

    /// A value's text, decoded by this set's code page.
    pub fn text_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.trim_end_matches('\0').to_owned()),
            Value::Text8(bytes) => Some(decode_code_page(bytes, self.code_page())),
            _ => None,
        }
    }

    /// All texts of a property that may have several.
    pub fn texts(&self, id: u16) -> Vec<String> {
        self.get(id).map(|value| self.texts_of(value)).unwrap_or_default()
    }

    /// All texts of a value, decoded by this set's code page.
    pub fn texts_of(&self, value: &Value) -> Vec<String> {
        match value {
            Value::TextList(texts) => texts.clone(),
            Value::Text8List(texts) => {
                texts.iter().map(|text| decode_code_page(text, self.code_page())).collect()
            }
            value => self.text_of(value).into_iter().collect(),
        }
    }

    /// The first of several text properties that is there and not blank.
    pub fn first_text(&self, ids: &[u16]) -> Option<String> {
        ids.iter().filter_map(|&id| self.text(id)).find(|text| !text.trim().is_empty())
    }

    /// A property's whole number.
    pub fn integer(&self, id: u16) -> Option<i64> {
        self.get(id)?.integer()
    }

    /// A property's truth value.
    pub fn boolean(&self, id: u16) -> Option<bool> {
        self.integer(id).map(|value| value != 0)
    }

    /// A property's time.
    pub fn time(&self, id: u16) -> Option<FileTime> {
        self.get(id)?.time()
    }

    /// A property's bytes.
    pub fn binary(&self, id: u16) -> Option<&Data> {
        self.get(id)?.binary()
    }

    /// A property's bytes where there are any and not more than 1 MiB: entry ids, keys and structures, all of which
    /// are small.
    pub fn structure(&self, id: u16) -> Option<Vec<u8>> {
        structure_of(self.binary(id)?)
    }

    /// The same for a property named by a number.
    pub fn lid_structure(&self, set: [u8; 16], lid: u32) -> Option<Vec<u8>> {
        structure_of(self.lid_binary(set, lid)?)
    }

    /// The text of a property named by a number; `None` if it is blank.
    pub fn lid_text(&self, set: [u8; 16], lid: u32) -> Option<String> {
        self.get_lid(set, lid).and_then(|value| self.text_of(value)).filter(|text| !text.trim().is_empty())
    }

    /// The whole number of a property named by a number.
    pub fn lid_integer(&self, set: [u8; 16], lid: u32) -> Option<i64> {
        self.get_lid(set, lid)?.integer()
    }

    /// The time of a property named by a number, in seconds since 1970-01-01.
    pub fn lid_seconds(&self, set: [u8; 16], lid: u32) -> Option<i64> {
        self.get_lid(set, lid)?.time()?.unix_seconds()
    }

    /// The bytes of a property named by a number.
    pub fn lid_binary(&self, set: [u8; 16], lid: u32) -> Option<&Data> {
        self.get_lid(set, lid)?.binary()
    }
}

/// The bytes of a small value.
fn structure_of(data: &Data) -> Option<Vec<u8>> {
    const LIMIT: u64 = 1 << 20;
    if data.is_empty() || data.len() > LIMIT {
        return None;
    }
    let (bytes, error) = data.read_at_most(LIMIT);
    (error.is_none() || !bytes.is_empty()).then_some(bytes)
}
