//! Property context, [MS-PST] 2.3.3.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use foundmail_mapi::{Stream as _, Value};

use super::heap::{Heap, HeapClient, Place};
use super::{Budget, bth, value};
use crate::bytes::{u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::ndb::{Ndb, NodeData, NodeId, NodeType};

/// A node's properties.
pub(crate) struct PropertyContext {
    heap: Heap,
    properties: BTreeMap<u16, Property>,
}

/// A property's record: its value, or where that lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Property {
    pub property_type: u16,
    /// `dwValueHnid`
    value: u32,
}

impl PropertyContext {
    pub(crate) fn open(ndb: &Arc<Ndb>, node: NodeData, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let heap = Heap::open(ndb, node, HeapClient::PropertyContext, flaws)?;
        let mut properties = BTreeMap::new();
        bth::walk(&heap, heap.user_root(), 2, flaws, &mut |key, data| {
            if let (Some(id), Some(property_type), Some(value)) =
                (u16_at(key, 0), u16_at(data, 0), u32_at(data, 2))
            {
                properties.entry(id).or_insert(Property { property_type, value });
            }
        })?;
        Ok(Self { heap, properties })
    }

    pub(crate) fn heap(&self) -> &Heap {
        &self.heap
    }

    /// The first bytes of a value, as they are in the file. `None` where it has none, or only as much as its record holds.
    pub(crate) fn start_of(&self, id: u16, most: usize) -> Option<Vec<u8>> {
        // The readable bytes of a broken value tell as much.
        self.start(id, most).map(|(bytes, _)| bytes).filter(|bytes| !bytes.is_empty())
    }

    /// The same, with whether all of these bytes could be read.
    pub(crate) fn start(&self, id: u16, most: usize) -> Option<(Vec<u8>, bool)> {
        let property = self.get(id)?;
        if value::fixed_size(property.property_type).is_some() {
            return None;
        }
        let (mut bytes, is_whole) = match self.heap.place(property.value, &mut Flaws::default()) {
            Ok(Place::Nothing) => return None,
            Ok(Place::Heap(bytes)) => (bytes.to_vec(), true),
            Ok(Place::Subnode(tree)) => {
                let mut start = Vec::new();
                let read = tree.open().take(most as u64).read_to_end(&mut start);
                (start, read.is_ok())
            }
            Err(_) => (Vec::new(), false),
        };
        bytes.truncate(most);
        Some((bytes, is_whole)).filter(|(bytes, is_whole)| !is_whole || !bytes.is_empty())
    }

    /// The subnodes that hold values, each once.
    pub(crate) fn subnode_values(&self) -> Vec<NodeId> {
        let stored = |property: &Property| !matches!(value::fixed_size(property.property_type), Some(..=4));
        let values = self.properties.values().filter(|property| stored(property));
        let values = values.map(|property| NodeId::new(property.value));
        let mut nodes: Vec<NodeId> = values.filter(|nid| nid.kind() == Some(NodeType::Ltp)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// All properties' ids and records.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u16, Property)> {
        self.properties.iter().map(|(&id, &property)| (id, property))
    }

    pub(crate) fn get(&self, id: u16) -> Option<Property> {
        self.properties.get(&id).copied()
    }

    /// A property's value; `None` where it has none.
    pub(crate) fn value(
        &self,
        property: Property,
        budget: &mut Budget,
        flaws: &mut Flaws,
    ) -> Result<Option<Value>, Flaw> {
        // Up to four bytes stand in the record itself, [MS-PST] 2.3.3.3.
        match value::fixed_size(property.property_type) {
            Some(..=4) => Ok(value::from_bytes(property.property_type, &property.value.to_le_bytes())),
            _ => value::from_place(&self.heap, property.value, property.property_type, budget, flaws),
        }
    }

    /// The value under an id, for structures that are not delivered.
    pub(crate) fn value_of(&self, id: u16, flaws: &mut Flaws) -> Option<Value> {
        let value = self.value(self.get(id)?, &mut Budget::of_item(self.heap.ndb()), flaws);
        flaws.catch(value).flatten()
    }

    /// The subnode that a `PtypObject` property names, [MS-PST] 2.3.3.5.
    pub(crate) fn object(&self, property: Property, flaws: &mut Flaws) -> Result<Option<NodeId>, Flaw> {
        if property.property_type != value::OBJECT {
            return Ok(None);
        }
        match self.heap.place(property.value, flaws) {
            Ok(Place::Heap(bytes)) => Ok(u32_at(&bytes, 0).map(NodeId::new)),
            Ok(Place::Subnode(_)) => Ok(Some(NodeId::new(property.value))),
            Ok(Place::Nothing) => Ok(None),
            Err(flaw) => Err(flaw),
        }
    }
}
