//! Writing of a property context, [MS-PST] 2.3.3.

use std::collections::BTreeMap;
use std::io::Read;

use foundmail_mapi::Data;

use super::bth::{self, BthWriter};
use super::heap::{HeapClient, HeapWriter};
use super::{EncodedValue, LONGEST_IN_HEAP, WritableProperty};
use crate::Layout;
use crate::format::{BlockId, NodeData, NodeId};
use crate::ltp::fixed_size;
use crate::write::WriteError;
use crate::write::ndb::{BlockSink, DataTreeWriter, StreamError, SubnodeTree, SubnodeType};

/// A property context that is being written.
#[derive(Debug, Default)]
pub(crate) struct PropertyContextWriter {
    properties: BTreeMap<u16, WritableProperty>,
    subnodes: SubnodeTree,
    /// Number of bytes in the subnodes.
    subnode_bytes: u64,
    /// Number of bytes in all values.
    value_bytes: u64,
}

impl PropertyContextWriter {
    /// Adds a property, and writes a long value to a subnode at once. If the id exists already, the first value is
    /// kept.
    pub(crate) fn push(
        &mut self,
        mut property: WritableProperty,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        if self.has(property.id) {
            return Ok(());
        }
        let mut len = fixed_size(property.property_type).unwrap_or(4) as u64;
        if let EncodedValue::Bytes(bytes) = &property.value {
            len = bytes.len() as u64;
            if property.value.is_long() {
                let (data, len) = DataTreeWriter::write_bytes(bytes, sink)?;
                property.value = self.stored(data, len, sink)?;
            }
        }
        self.insert(property, len);
        Ok(())
    }

    fn insert(&mut self, property: WritableProperty, value_bytes: u64) {
        self.value_bytes = self.value_bytes.saturating_add(value_bytes);
        self.properties.insert(property.id, property);
    }

    /// Adds a property whose value is read from a stream.
    pub(crate) fn push_stream(
        &mut self,
        id: u16,
        property_type: u16,
        data: &Data,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        if self.has(id) {
            return Ok(());
        }
        let mut stream = data.open();
        let mut start = Vec::new();
        let limit = (LONGEST_IN_HEAP as u64).saturating_add(1);
        (&mut stream)
            .take(limit)
            .read_to_end(&mut start)
            .map_err(|source| WriteError::Source { id, source })?;
        if start.len() <= LONGEST_IN_HEAP {
            let len = start.len() as u64;
            self.insert(WritableProperty { id, property_type, value: EncodedValue::Bytes(start) }, len);
            return Ok(());
        }
        let (data, len) = copy(id, &mut start.chain(stream), sink)?;
        let value = self.stored(data, len, sink)?;
        self.insert(WritableProperty { id, property_type, value }, len);
        Ok(())
    }

    /// Adds a `PtypObject` property that names a subnode with `len` bytes, [MS-PST] 2.3.3.5.
    pub(crate) fn push_object(&mut self, id: u16, nid: NodeId, node: NodeData, len: u64) {
        let size = u32::try_from(len).unwrap_or(u32::MAX);
        let value = [nid.value().to_le_bytes(), size.to_le_bytes()].concat();
        self.add_subnode(nid, node, len);
        let value = EncodedValue::Bytes(value);
        self.insert(WritableProperty { id, property_type: 0x000D, value }, size.into());
    }

    /// Adds a `PtypObject` property with the bytes of a stream.
    pub(crate) fn push_object_bytes(
        &mut self,
        id: u16,
        data: &Data,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let (data, len) = copy(id, &mut *data.open(), sink)?;
        if len == 0 {
            // A subnode without data is not valid.
            self.insert(WritableProperty::binary(id, Vec::new()), 0);
            return Ok(());
        }
        let nid = sink.next_subnode(SubnodeType::Value)?;
        self.push_object(id, nid, NodeData { data, subnodes: BlockId::NONE }, len);
        Ok(())
    }

    /// Adds a subnode with `len` bytes to the node.
    pub(crate) fn add_subnode(&mut self, nid: NodeId, node: NodeData, len: u64) {
        self.subnodes.add(nid, node);
        self.subnode_bytes = self.subnode_bytes.saturating_add(len);
    }

    pub(crate) fn has(&self, id: u16) -> bool {
        self.properties.contains_key(&id)
    }

    /// Returns the values for a table row that repeats this object: those of the columns that the object has. Mail
    /// programs expect no cell for an empty value.
    pub(crate) fn cells(&self, columns: &[u32]) -> Vec<(u32, EncodedValue)> {
        let cell = |&tag: &u32| {
            let [_, _, low, high] = tag.to_le_bytes();
            let property = self.properties.get(&u16::from_le_bytes([low, high]))?;
            (property.tag() == tag && !property.value.is_empty()).then(|| (tag, property.value.clone()))
        };
        columns.iter().filter_map(cell).collect()
    }

    /// Adds the sum of the sizes of all values, including this one, as a `PtypInteger32`. Must be called after all other
    /// properties were added.
    pub(crate) fn push_value_size(&mut self, id: u16) {
        let size = self.value_bytes.saturating_add(4);
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs());
        self.insert(WritableProperty::integer(id, size), 4);
    }

    /// Adds the size of the whole node in bytes, including its subnodes, as a `PtypInteger32`. Must be called after all
    /// other properties were added.
    pub(crate) fn push_size(&mut self, id: u16, layout: Layout) -> Result<(), WriteError> {
        self.properties.insert(id, WritableProperty::integer(id, 0));
        let mut counter = Counter { layout, next: 4 };
        // The size is in its own record, so it does not change the length of the heap.
        let (_, length) = self.write_heap(&mut counter)?;
        let size = length.saturating_add(self.subnode_bytes);
        // MAPI reads it as a signed number.
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs());
        self.properties.insert(id, WritableProperty::integer(id, size));
        Ok(())
    }

    /// Writes the heap and the list of subnodes. Returns the node and the number of bytes in it and its subnodes.
    pub(crate) fn finish(self, sink: &mut dyn BlockSink) -> Result<(NodeData, u64), WriteError> {
        let (data, length) = self.write_heap(sink)?;
        let subnodes = self.subnodes.finish(sink)?;
        Ok((NodeData { data, subnodes }, length.saturating_add(self.subnode_bytes)))
    }

    /// Adds a subnode for a value.
    fn stored(
        &mut self,
        data: BlockId,
        len: u64,
        sink: &mut dyn BlockSink,
    ) -> Result<EncodedValue, WriteError> {
        let nid = sink.next_subnode(SubnodeType::Value)?;
        self.add_subnode(nid, NodeData { data, subnodes: BlockId::NONE }, len);
        Ok(EncodedValue::Stored { nid, data, len })
    }

    fn write_heap(&self, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
        let mut heap = HeapWriter::new(sink.layout(), HeapClient::PropertyContext);
        let root = heap.allocate(&bth::header(2, 6, 0, 0), sink)?;
        heap.set_user_root(root);
        let mut tree = BthWriter::new(2, 6);
        for property in self.properties.values() {
            let value = match &property.value {
                EncodedValue::Inline(value) => *value,
                EncodedValue::Bytes(bytes) if bytes.is_empty() => 0,
                EncodedValue::Bytes(bytes) => heap.allocate(bytes, sink)?,
                EncodedValue::Stored { nid, .. } => nid.value(),
            };
            let data = [&property.property_type.to_le_bytes()[..], &value.to_le_bytes()].concat();
            tree.push(&property.id.to_le_bytes(), &data, &mut heap, sink)?;
        }
        let header = tree.finish(&mut heap, sink)?;
        heap.overwrite_first(1, &header);
        heap.finish(sink)
    }
}

/// Copies the value of a property to a data tree.
fn copy(id: u16, data: &mut dyn Read, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
    DataTreeWriter::write_stream(data, sink).map_err(|error| match error {
        StreamError::Source(source) => WriteError::Source { id, source },
        StreamError::Sink(error) => error,
    })
}

/// Counts blocks without writing them, to measure a heap.
struct Counter {
    layout: Layout,
    next: u64,
}

impl BlockSink for Counter {
    fn write_block(&mut self, _: &[u8], _: bool) -> Result<u64, WriteError> {
        self.next = self.next.saturating_add(4);
        Ok(self.next)
    }

    fn add_reference(&mut self, _: BlockId) {}

    fn next_row_number(&mut self) -> Result<u32, WriteError> {
        Ok(0)
    }

    fn next_subnode(&mut self, _: SubnodeType) -> Result<NodeId, WriteError> {
        Ok(NodeId::NONE)
    }

    fn use_subnode(&mut self, _: NodeId) {}

    fn layout(&self) -> Layout {
        self.layout
    }
}
