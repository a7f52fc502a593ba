//! Property context, [MS-PST] 2.3.3.

use std::collections::BTreeMap;

use foundmail_mapi::Data;

use super::bth::{self, BthWriter};
use super::heap::{HeapClient, HeapWriter};
use super::{Encoded, Property};
use crate::Layout;
use crate::format::{BlockId, NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ndb::{BlockSink, DataTreeWriter, StreamError, SubnodeTree};

/// A node with properties under construction.
#[derive(Debug, Default)]
pub(crate) struct PropertyContextWriter {
    properties: BTreeMap<u16, Property>,
    subnodes: SubnodeTree,
    /// Bytes that the subnodes hold.
    subnode_bytes: u64,
    values: u32,
}

impl PropertyContextWriter {
    /// Adds a property; a long value goes to a subnode at once. Of several with one id, the first one counts.
    pub(crate) fn push(
        &mut self,
        mut property: Property,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        if self.has(property.id) {
            return Ok(());
        }
        if let Encoded::Bytes(bytes) = &property.value
            && property.value.is_long()
        {
            let (data, len) = DataTreeWriter::of_bytes(bytes, sink)?;
            property.value = Encoded::Subnode(self.value_subnode(data, len));
        }
        self.properties.insert(property.id, property);
        Ok(())
    }

    /// Adds a property whose value is read from elsewhere.
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
            Encoded::Bytes(Vec::new())
        } else {
            Encoded::Subnode(self.value_subnode(data, len))
        };
        self.properties.insert(id, Property { id, property_type, value });
        Ok(())
    }

    /// Adds a `PtypObject` property that names a subnode with `len` bytes, [MS-PST] 2.3.3.5.
    pub(crate) fn push_object(&mut self, id: u16, nid: NodeId, node: NodeData, len: u64) {
        let size = u32::try_from(len).unwrap_or(u32::MAX);
        let value = [nid.value().to_le_bytes(), size.to_le_bytes()].concat();
        self.add_subnode(nid, node, len);
        self.properties.insert(id, Property { id, property_type: 0x000D, value: Encoded::Bytes(value) });
    }

    /// Adds a `PtypObject` property that holds bytes.
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

    /// Hangs a subnode with `len` bytes on the node.
    pub(crate) fn add_subnode(&mut self, nid: NodeId, node: NodeData, len: u64) {
        self.subnodes.add(nid, node);
        self.subnode_bytes = self.subnode_bytes.saturating_add(len);
    }

    pub(crate) fn has(&self, id: u16) -> bool {
        self.properties.contains_key(&id)
    }

    /// Adds the size of the whole node in bytes, its heap and all its subnodes, as `PtypInteger32`. Must come last.
    pub(crate) fn push_size(&mut self, id: u16, layout: Layout) -> Result<u32, WriteError> {
        self.properties.insert(id, Property::integer(id, 0));
        let mut counter = Counter { layout, next: 4 };
        // The number stands in its own record: whatever it is, the heap's length is the same.
        let (_, length) = self.write_heap(&mut counter)?;
        let size = length.saturating_add(self.subnode_bytes);
        // MAPI has it as a signed number.
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs());
        self.properties.insert(id, Property::integer(id, size));
        Ok(size)
    }

    /// Writes heap and subnodes; gives the node and how many bytes it holds with all below it.
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
                Encoded::Inline(value) => *value,
                Encoded::Bytes(bytes) if bytes.is_empty() => 0,
                Encoded::Bytes(bytes) => heap.allocate(bytes, sink)?,
                Encoded::Subnode(nid) => nid.value(),
            };
            let data = [&property.property_type.to_le_bytes()[..], &value.to_le_bytes()].concat();
            tree.push(&property.id.to_le_bytes(), &data, &mut heap, sink)?;
        }
        let header = tree.finish(&mut heap, sink)?;
        heap.overwrite_first(1, &header);
        heap.finish(sink)
    }
}

/// Copies a value to blocks of its own.
fn copy(id: u16, data: &Data, sink: &mut dyn BlockSink) -> Result<(BlockId, u64), WriteError> {
    DataTreeWriter::copy(&mut *data.open(), sink).map_err(|error| match error {
        StreamError::Source(source) => WriteError::Source { id, source },
        StreamError::Sink(error) => error,
    })
}

/// Takes blocks only to learn how long they are.
struct Counter {
    layout: Layout,
    next: u64,
}

impl BlockSink for Counter {
    fn block(&mut self, _: &[u8], _: bool) -> Result<u64, WriteError> {
        self.next = self.next.saturating_add(4);
        Ok(self.next)
    }

    fn layout(&self) -> Layout {
        self.layout
    }
}
