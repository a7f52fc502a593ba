//! Writing of a B-tree-on-heap, [MS-PST] 2.3.2, from records in the order of their keys.

use super::LONGEST_ALLOCATION;
use super::heap::{HeapId, HeapWriter};
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u8};
use crate::write::ndb::BlockSink;

/// A B-tree-on-heap that is being written: for each level, the records of the block that is not full yet.
#[derive(Debug)]
pub(super) struct BthWriter {
    key_size: usize,
    data_size: usize,
    open_records: Vec<Vec<u8>>,
}

impl BthWriter {
    pub(super) fn new(key_size: usize, data_size: usize) -> Self {
        Self { key_size, data_size, open_records: vec![Vec::new()] }
    }

    /// Appends a record. Keys must ascend as numbers.
    pub(super) fn push(
        &mut self,
        key: &[u8],
        data: &[u8],
        heap: &mut HeapWriter,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        self.push_at(0, key, data, heap, sink)
    }

    fn push_at(
        &mut self,
        level: usize,
        key: &[u8],
        data: &[u8],
        heap: &mut HeapWriter,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let size = key.len().saturating_add(data.len());
        if self
            .open_records
            .get(level)
            .is_some_and(|open| open.len().saturating_add(size) > LONGEST_ALLOCATION)
        {
            self.finish_block(level, heap, sink)?;
        }
        if let Some(open) = self.open_records.get_mut(level) {
            open.extend_from_slice(key);
            open.extend_from_slice(data);
        }
        Ok(())
    }

    /// Writes the open records of a level to the heap, and adds a record for them to the level above.
    fn finish_block(
        &mut self,
        level: usize,
        heap: &mut HeapWriter,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let records = self.open_records.get_mut(level).map(std::mem::take).unwrap_or_default();
        let hid = heap.allocate(&records, sink)?;
        let above = level.saturating_add(1);
        if self.open_records.len() <= above {
            self.open_records.push(Vec::new());
        }
        let key = records.get(..self.key_size).unwrap_or_default();
        self.push_at(above, key, &hid.to_le_bytes(), heap, sink)
    }

    /// Writes all open records to the heap. Returns the `BTHHEADER`.
    pub(super) fn finish(
        mut self,
        heap: &mut HeapWriter,
        sink: &mut dyn BlockSink,
    ) -> Result<[u8; 8], WriteError> {
        let mut level = 0;
        let mut root: HeapId = 0;
        while let Some(records) = self.open_records.get_mut(level).map(std::mem::take) {
            let above = level.saturating_add(1);
            if self.open_records.len() > above {
                self.open_records.get_mut(level).into_iter().for_each(|open| open.clone_from(&records));
                self.finish_block(level, heap, sink)?;
            } else if !records.is_empty() {
                root = heap.allocate(&records, sink)?;
            }
            level = above;
        }
        Ok(header(self.key_size, self.data_size, level.saturating_sub(1), root))
    }
}

/// Returns a `BTHHEADER`, [MS-PST] 2.3.2.1.
pub(super) fn header(key_size: usize, data_size: usize, levels: usize, root: HeapId) -> [u8; 8] {
    let mut bytes = vec![0xB5, saturating_u8(key_size), saturating_u8(data_size), saturating_u8(levels)];
    bytes.put_u32(root);
    bytes.try_into().unwrap_or_default()
}
