//! B-tree-on-heap, [MS-PST] 2.3.2, from records that come in order.

use super::LONGEST_ALLOCATION;
use super::heap::{HeapId, HeapWriter};
use crate::write::WriteError;
use crate::write::bytes::{Put, tiny};
use crate::write::ndb::BlockSink;

/// A tree under construction: for each level the records of the block that is not full yet.
#[derive(Debug)]
pub(super) struct BthWriter {
    key_size: usize,
    data_size: usize,
    open: Vec<Vec<u8>>,
}

impl BthWriter {
    pub(super) fn new(key_size: usize, data_size: usize) -> Self {
        Self { key_size, data_size, open: vec![Vec::new()] }
    }

    /// Appends a record. Keys must go up as numbers.
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
        if self.open.get(level).is_some_and(|open| open.len().saturating_add(size) > LONGEST_ALLOCATION) {
            self.close(level, heap, sink)?;
        }
        if let Some(open) = self.open.get_mut(level) {
            open.extend_from_slice(key);
            open.extend_from_slice(data);
        }
        Ok(())
    }

    /// Puts the records of a level into the heap, and a record of them into the level above.
    fn close(
        &mut self,
        level: usize,
        heap: &mut HeapWriter,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let records = self.open.get_mut(level).map(std::mem::take).unwrap_or_default();
        let hid = heap.allocate(&records, sink)?;
        let above = level.saturating_add(1);
        if self.open.len() <= above {
            self.open.push(Vec::new());
        }
        let key = records.get(..self.key_size).unwrap_or_default();
        self.push_at(above, key, &hid.to_le_bytes(), heap, sink)
    }

    /// Puts what is open into the heap; gives the `BTHHEADER`.
    pub(super) fn finish(
        mut self,
        heap: &mut HeapWriter,
        sink: &mut dyn BlockSink,
    ) -> Result<[u8; 8], WriteError> {
        let mut level = 0;
        let mut root: HeapId = 0;
        while let Some(records) = self.open.get_mut(level).map(std::mem::take) {
            let above = level.saturating_add(1);
            if self.open.len() > above {
                self.open.get_mut(level).into_iter().for_each(|open| open.clone_from(&records));
                self.close(level, heap, sink)?;
            } else if !records.is_empty() {
                root = heap.allocate(&records, sink)?;
            }
            level = above;
        }
        Ok(header(self.key_size, self.data_size, level.saturating_sub(1), root))
    }
}

/// `BTHHEADER`, [MS-PST] 2.3.2.1.
pub(super) fn header(key_size: usize, data_size: usize, levels: usize, root: HeapId) -> [u8; 8] {
    let mut bytes = vec![0xB5, tiny(key_size), tiny(data_size), tiny(levels)];
    bytes.put_u32(root);
    bytes.try_into().unwrap_or_default()
}
