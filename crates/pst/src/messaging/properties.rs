//! Property sets from property contexts and table rows.

use std::sync::{Arc, Mutex, OnceLock};

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{PropertySet, Value};

use super::Names;
use crate::flaw::{Flaw, Flaws};
use crate::ltp::{Budget, PropertyContext, Row, TableContext};
use crate::ndb::{Ndb, NodeId};
use crate::recover::{self, FoundItems, Groups};
use crate::tags;

/// What every object of a file is read with.
pub(crate) struct Context {
    pub ndb: Arc<Ndb>,
    pub names: Names,
    /// The store's code page, for objects that don't tell their own.
    pub code_page: Option<u32>,
    /// The contents table that was last asked for a row.
    pub last_table: Mutex<Option<(NodeId, Arc<TableContext>)>>,
    /// Items that neither a table nor the node B-tree leads to; looked for once.
    pub recovered: OnceLock<FoundItems>,
    /// Versions of items that may be read instead of damaged ones; looked for once, when the first of these is read.
    pub spare: OnceLock<Groups>,
}

impl Context {
    /// Items that neither a table nor the node B-tree leads to.
    pub(crate) fn recovered(&self) -> &FoundItems {
        self.recovered.get_or_init(|| recover::items(self))
    }

    /// Versions of items that may be read instead of damaged ones, where the node B-tree is whole.
    pub(crate) fn spare(&self) -> &Groups {
        self.spare.get_or_init(|| recover::spare(&self.ndb))
    }

    /// An empty set that knows the code page of what it belongs to.
    pub(super) fn empty_set(&self, owner: Option<u32>) -> PropertySet {
        let mut set = PropertySet::new();
        if let Some(code_page) = owner.or(self.code_page) {
            set.set_default_code_page(code_page);
        }
        set
    }

    /// All properties of a context but one. A property that can't be read costs only itself; `effect` tells, by the
    /// property's id, what.
    pub(super) fn property_set(
        &self,
        from: &PropertyContext,
        owner: Option<u32>,
        without: Option<u16>,
        budget: &mut Budget,
        effect: &dyn Fn(u16) -> Effect,
        defects: &mut Vec<Defect>,
    ) -> PropertySet {
        let mut set = self.empty_set(owner);
        for (id, property) in from.iter().filter(|(id, _)| Some(*id) != without) {
            if let Err(flaw) = budget.take_property() {
                defects.push(flaw.costing(effect(id)));
                break;
            }
            let mut flaws = Flaws::default();
            let value = from.value(property, budget, &mut flaws);
            let value = flaws.catch(value.map_err(|flaw| flaw.of_property(id)));
            if let Some(value) = value.flatten() {
                self.insert(&mut set, id, value);
            }
            if flaws.is_empty() || budget.take_defect().is_ok() {
                defects.extend(flaws.costing(effect(id)));
            }
        }
        set
    }

    /// All cells of a row.
    pub(super) fn row_set(
        &self,
        table: &TableContext,
        row: &Row,
        owner: Option<u32>,
        budget: &mut Budget,
        flaws: &mut Flaws,
    ) -> PropertySet {
        let mut set = self.empty_set(owner);
        for (id, value) in table.cells(row, budget, flaws) {
            let value = flaws.catch(value.map_err(|flaw| flaw.of_property(id)));
            if let Some(value) = value.flatten() {
                self.insert(&mut set, id, value);
            }
        }
        set
    }

    /// Under its name if it has one, else under its id.
    fn insert(&self, set: &mut PropertySet, id: u16, value: Value) {
        match self.names.get(id) {
            Some(name) => set.insert_named(name.clone(), value),
            None if id == tags::SUBJECT => set.insert(id, without_prefix_mark(value)),
            None => set.insert(id, value),
        }
    }
}

/// A subject begins with 0x01 and the length of its prefix (`RE: `), which are not part of the text, [MS-PST] 2.5.3.1.1.1.
fn without_prefix_mark(value: Value) -> Value {
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
    /// Says of which property.
    fn of_property(self, id: u16) -> Self {
        self.prefixed(&format!("property {id:#06x}: "))
    }
}

#[cfg(test)]
mod tests {
    use foundmail_mapi::Value;

    use super::without_prefix_mark;

    #[test]
    fn subjects_without_their_mark() {
        for (subject, expected) in [
            ("\u{1}\u{5}RE: hi", "RE: hi"),
            ("\u{1}\u{1}hi", "hi"),
            ("\u{1}", ""),
            ("\u{1}é", ""),
            ("hi", "hi"),
            ("", ""),
        ] {
            let Value::Text(text) = without_prefix_mark(Value::Text(subject.to_owned())) else { panic!() };
            assert_eq!(text, expected, "{subject:?}");
        }
        let Value::Text8(bytes) = without_prefix_mark(Value::Text8(b"\x01\x05RE: hi".to_vec())) else {
            panic!()
        };
        assert_eq!(bytes, b"RE: hi");
    }
}
