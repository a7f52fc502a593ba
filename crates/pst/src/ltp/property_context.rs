//! The property context, [MS-PST] 2.3.3.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use foundmail_mapi::{Stream as _, Value};

use super::heap::{Heap, HeapClient, HeapValue};
use super::limits::ItemLimits;
use super::{bth, value};
use crate::bytes::{u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::format::{NodeData, NodeId, NodeType};
use crate::ndb::Ndb;

/// The properties of a node.
pub(crate) struct PropertyContext {
    heap: Heap,
    properties: BTreeMap<u16, PropertyRecord>,
}

/// The record of a property: its type, and its value or a reference to its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PropertyRecord {
    pub property_type: u16,
    /// `dwValueHnid`: the value, or a reference to the value.
    value: u32,
}

impl PropertyContext {
    pub(crate) fn open(ndb: &Arc<Ndb>, node: NodeData, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let heap = Heap::open(ndb, node, HeapClient::PropertyContext, flaws)?;
        let mut properties = BTreeMap::new();
        bth::for_each_record(&heap, heap.user_root(), 2, flaws, &mut |key, data| {
            if let (Some(id), Some(property_type), Some(value)) =
                (u16_at(key, 0), u16_at(data, 0), u32_at(data, 2))
            {
                properties.entry(id).or_insert(PropertyRecord { property_type, value });
            }
        })?;
        Ok(Self { heap, properties })
    }

    pub(crate) fn heap(&self) -> &Heap {
        &self.heap
    }

    /// Returns up to `limit` bytes from the start of a value, as they are in the file. Returns `None` if the value
    /// is empty or has a fixed size.
    pub(crate) fn start_of(&self, id: u16, limit: usize) -> Option<Vec<u8>> {
        // If the value is damaged, its readable bytes are sufficient.
        self.start(id, limit).map(|(bytes, _)| bytes).filter(|bytes| !bytes.is_empty())
    }

    /// Returns the bytes that [`Self::start_of`] returns, and true if all of them could be read.
    pub(crate) fn start(&self, id: u16, limit: usize) -> Option<(Vec<u8>, bool)> {
        let property = self.get(id)?;
        if value::fixed_size(property.property_type).is_some() {
            return None;
        }
        let (mut bytes, is_complete) = match self.heap.value(property.value, &mut Flaws::default()) {
            Ok(HeapValue::Empty) => return None,
            Ok(HeapValue::Allocation(bytes)) => (bytes.to_vec(), true),
            Ok(HeapValue::Subnode(tree)) => {
                let mut start = Vec::new();
                let read = tree.open().take(limit as u64).read_to_end(&mut start);
                (start, read.is_ok())
            }
            Err(_) => (Vec::new(), false),
        };
        bytes.truncate(limit);
        Some((bytes, is_complete)).filter(|(bytes, is_complete)| !is_complete || !bytes.is_empty())
    }

    /// Returns the subnodes that contain values, each once.
    pub(crate) fn value_subnodes(&self) -> Vec<NodeId> {
        let stored =
            |property: &PropertyRecord| !matches!(value::fixed_size(property.property_type), Some(..=4));
        let values = self.properties.values().filter(|property| stored(property));
        let values = values.map(|property| NodeId::new(property.value));
        let mut nodes: Vec<NodeId> = values.filter(|nid| nid.node_type() == Some(NodeType::Ltp)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Returns the ids and records of all properties.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u16, PropertyRecord)> {
        self.properties.iter().map(|(&id, &property)| (id, property))
    }

    pub(crate) fn get(&self, id: u16) -> Option<PropertyRecord> {
        self.properties.get(&id).copied()
    }

    /// Returns the value of a property, or `None` if the property is empty.
    pub(crate) fn value(
        &self,
        property: PropertyRecord,
        limits: &mut ItemLimits,
        flaws: &mut Flaws,
    ) -> Result<Option<Value>, Flaw> {
        // A value of up to four bytes is in the record itself, [MS-PST] 2.3.3.3.
        match value::fixed_size(property.property_type) {
            Some(..=4) => Ok(value::from_bytes(property.property_type, &property.value.to_le_bytes())),
            _ => value::from_heap(&self.heap, property.value, property.property_type, limits, flaws),
        }
    }

    /// Returns the value of a property that does not count towards the limits of an item.
    pub(crate) fn value_of(&self, id: u16, flaws: &mut Flaws) -> Option<Value> {
        let value = self.value(self.get(id)?, &mut ItemLimits::for_file(self.heap.ndb()), flaws);
        flaws.catch(value).flatten()
    }

    /// Returns the subnode that a `PtypObject` property refers to, [MS-PST] 2.3.3.5.
    pub(crate) fn object(&self, property: PropertyRecord, flaws: &mut Flaws) -> Result<Option<NodeId>, Flaw> {
        if property.property_type != value::OBJECT {
            return Ok(None);
        }
        match self.heap.value(property.value, flaws) {
            Ok(HeapValue::Allocation(bytes)) => Ok(u32_at(&bytes, 0).map(NodeId::new)),
            Ok(HeapValue::Subnode(_)) => Ok(Some(NodeId::new(property.value))),
            Ok(HeapValue::Empty) => Ok(None),
            Err(flaw) => Err(flaw),
        }
    }
}
