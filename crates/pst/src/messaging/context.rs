//! Property sets from property contexts and table rows, with the names of named properties.

use std::sync::{Arc, Mutex};

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{PropertySet, Value};

use super::name_map::NameToIdMap;
use crate::directory::NodeDirectory;
use crate::flaw::{Flaw, Flaws};
use crate::format::NodeId;
use crate::ltp::{ItemLimits, PropertyContext, TableContext, TableRow};
use crate::ndb::Ndb;
use crate::tags;

/// The data that is needed to read any folder or item of a file.
pub(crate) struct MessagingContext {
    pub directory: NodeDirectory,
    pub names: NameToIdMap,
    /// The code page of the message store, for items that do not declare a code page.
    code_page: Option<u32>,
    /// The contents table that was read last, with its folder.
    pub last_contents_table: Mutex<Option<(NodeId, Arc<TableContext>)>>,
}

impl MessagingContext {
    pub(crate) fn new(directory: NodeDirectory, names: NameToIdMap, code_page: Option<u32>) -> Self {
        Self { directory, names, code_page, last_contents_table: Mutex::default() }
    }

    pub(crate) fn ndb(&self) -> &Arc<Ndb> {
        self.directory.ndb()
    }

    /// Creates an empty property set. Uses the code page of the message store if the owner of the set declares
    /// none.
    pub(super) fn empty_set(&self, owner_code_page: Option<u32>) -> PropertySet {
        let mut set = PropertySet::new();
        if let Some(code_page) = owner_code_page.or(self.code_page) {
            set.set_default_code_page(code_page);
        }
        set
    }

    /// Reads the properties of a context, except `without`. A property that can't be read becomes a defect with the
    /// effect that `effect` returns for its id.
    pub(super) fn property_set(
        &self,
        from: &PropertyContext,
        owner_code_page: Option<u32>,
        without: Option<u16>,
        limits: &mut ItemLimits,
        effect: &dyn Fn(u16) -> Effect,
        defects: &mut Vec<Defect>,
    ) -> PropertySet {
        let mut set = self.empty_set(owner_code_page);
        for (id, property) in from.iter().filter(|(id, _)| Some(*id) != without) {
            if let Err(flaw) = limits.count_property() {
                defects.push(flaw.with_effect(effect(id)));
                break;
            }
            let mut flaws = Flaws::default();
            let value = from.value(property, limits, &mut flaws);
            let value = flaws.catch(value.map_err(|flaw| flaw.of_property(id)));
            if let Some(value) = value.flatten() {
                self.insert(&mut set, id, value);
            }
            if flaws.is_empty() || limits.count_defect().is_ok() {
                defects.extend(flaws.with_effect(effect(id)));
            }
        }
        set
    }

    /// Reads the cells of a table row as properties.
    pub(super) fn row_set(
        &self,
        table: &TableContext,
        row: &TableRow,
        owner_code_page: Option<u32>,
        limits: &mut ItemLimits,
        flaws: &mut Flaws,
    ) -> PropertySet {
        let mut set = self.empty_set(owner_code_page);
        for (id, value) in table.cells(row, limits, flaws) {
            let value = flaws.catch(value.map_err(|flaw| flaw.of_property(id)));
            if let Some(value) = value.flatten() {
                self.insert(&mut set, id, value);
            }
        }
        set
    }

    /// Inserts a value under the name of its property, or under the id if the property has no name.
    fn insert(&self, set: &mut PropertySet, id: u16, value: Value) {
        match self.names.get(id) {
            Some(name) => set.insert_named(name.clone(), value),
            None if id == tags::SUBJECT => set.insert(id, without_prefix_header(value)),
            None => set.insert(id, value),
        }
    }
}

/// Removes the two characters that Outlook writes before a subject, [MS-PST] 2.5.3.1.1.1: 0x01, and the length of
/// a prefix such as `RE: `. The prefix itself is kept.
fn without_prefix_header(value: Value) -> Value {
    match value {
        Value::Text(text) => match text.strip_prefix('\u{1}') {
            Some(rest) => Value::Text(rest.chars().skip(1).collect()),
            None => Value::Text(text),
        },
        Value::Text8(bytes) => match bytes.as_slice() {
            [1, _, rest @ ..] => Value::Text8(rest.to_vec()),
            [1] => Value::Text8(Vec::new()),
            _ => Value::Text8(bytes),
        },
        other => other,
    }
}

impl Flaw {
    /// Adds the id of the damaged property.
    fn of_property(self, id: u16) -> Self {
        self.prefixed(&format!("property {id:#06x}: "))
    }
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::Value;

    use super::without_prefix_header;

    #[test]
    fn subjects_lose_their_prefix_header() {
        for (subject, expected) in [
            ("\u{1}\u{5}RE: hi", "RE: hi"),
            ("\u{1}\u{1}hi", "hi"),
            ("\u{1}", ""),
            ("\u{1}é", ""),
            ("hi", "hi"),
            ("", ""),
        ] {
            let Value::Text(text) = without_prefix_header(Value::Text(subject.to_owned())) else { panic!() };
            assert_eq!(text, expected, "{subject:?}");
        }
        let Value::Text8(bytes) = without_prefix_header(Value::Text8(b"\x01\x05RE: hi".to_vec())) else {
            panic!()
        };
        assert_eq!(bytes, b"RE: hi");
    }
}
