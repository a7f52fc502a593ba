//! Writing of a property context, [MS-PST] 2.3.3.

use std::collections::BTreeMap;

use foundmail_mapi::Data;

use super::bth::{self, BthWriter};
use super::heap::{HeapClient, HeapWriter};
use super::{EncodedValue, WritableProperty};
use crate::Layout;
use crate::format::{BlockId, NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ndb::{BlockSink, DataTreeWriter, StreamError, SubnodeTree};

/// A property context that is being written.
#[derive(Debug, Default)]
pub(crate) struct PropertyContextWriter {
    properties: BTreeMap<u16, WritableProperty>,
    subnodes: SubnodeTree,
    /// Number of bytes in the subnodes.
    subnode_bytes: u64,
    values: u32,
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
        if let EncodedValue::Bytes(bytes) = &property.value
            && property.value.is_long()
        {
            let (data, len) = DataTreeWriter::write_bytes(bytes, sink)?;
            property.value = EncodedValue::Subnode(self.value_subnode(data, len));
        }
        self.properties.insert(property.id, property);
        Ok(())
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
        let (data, len) = copy(id, data, sink)?;
        let value = if len == 0 {
            EncodedValue::Bytes(Vec::new())
        } else {
            EncodedValue::Subnode(self.value_subnode(data, len))
        };
        self.properties.insert(id, WritableProperty { id, property_type, value });
        Ok(())
    }

    /// Adds a `PtypObject` property that names a subnode with `len` bytes, [MS-PST] 2.3.3.5.
    pub(crate) fn push_object(&mut self, id: u16, nid: NodeId, node: NodeData, len: u64) {
        let size = u32::try_from(len).unwrap_or(u32::MAX);
        let value = [nid.value().to_le_bytes(), size.to_le_bytes()].concat();
        self.add_subnode(nid, node, len);
        self.properties
            .insert(id, WritableProperty { id, property_type: 0x000D, value: EncodedValue::Bytes(value) });
    }

    /// Adds a `PtypObject` property with the bytes of a stream.
    pub(crate) fn push_object_bytes(
        &mut self,
        id: u16,
        data: &Data,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let (data, len) = copy(id, data, sink)?;
        let nid = self.next_value_nid();
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

    /// Adds the size of the whole node in bytes, including its subnodes, as a `PtypInteger32`. Must be called after all
    /// other properties were added. Returns the size.
    pub(crate) fn push_size(&mut self, id: u16, layout: Layout) -> Result<u32, WriteError> {
        self.properties.insert(id, WritableProperty::integer(id, 0));
        let mut counter = Counter { layout, next: 4 };
        // The size is stored in the record of the property, so it does not change the length of the heap.
        let (_, length) = self.write_heap(&mut counter)?;
        let size = length.saturating_add(self.subnode_bytes);
        // MAPI reads the size as a signed number.
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs());
        self.properties.insert(id, WritableProperty::integer(id, size));
        Ok(size)
    }

    /// Writes the heap and the list of subnodes. Returns the node and the number of bytes in it and its subnodes.
    pub(crate) fn finish(self, sink: &mut dyn BlockSink) -> Result<(NodeData, u64), WriteError> {
        let (data, length) = self.write_heap(sink)?;
        let subnodes = self.subnodes.finish(sink)?;
        Ok((NodeData { data, subnodes }, length.saturating_add(self.subnode_bytes)))
    }

    fn value_subnode(&mut self, data: BlockId, len: u64) -> NodeId {
        let nid = self.next_value_nid();
        self.add_subnode(nid, NodeData { data, subnodes: BlockId::NONE }, len);
        nid
    }

    fn next_value_nid(&mut self) -> NodeId {
        self.values = self.values.saturating_add(1);
        NodeId::new((self.values << 5) | 0x1F)
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
                EncodedValue::Subnode(nid) => nid.value(),
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
fn copy(id: u16, data: &Data, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
    DataTreeWriter::write_stream(&mut *data.open(), sink).map_err(|error| match error {
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

    fn layout(&self) -> Layout {
        self.layout
    }
}
