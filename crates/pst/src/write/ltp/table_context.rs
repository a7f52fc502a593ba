//! Writing of a table context, [MS-PST] 2.3.4.

use super::bth::{self, BthWriter};
use super::heap::{HeapClient, HeapWriter};
use super::table_columns::{ROW_ID, ROW_VERSION, TableColumn, TableColumns, TemplateColumn, is_fixed};
use super::{EncodedValue, LONGEST_ALLOCATION, LONGEST_IN_HEAP};
use crate::Layout;
use crate::format::{BlockId, NodeData};
use crate::write::WriteError;
use crate::write::bytes::{Put, overwrite};
use crate::write::ndb::{BlockSink, DataTreeWriter, SubnodeTree, SubnodeType};

/// A table context that is being written.
#[derive(Debug)]
pub(crate) struct TableWriter {
    columns: TableColumns,
    heap: HeapWriter,
    /// The row ids, in the order of the rows.
    ids: Vec<u32>,
    index_width: usize,
    /// The rows of the block of the matrix that is not full yet.
    rows: Vec<u8>,
    matrix: DataTreeWriter,
    matrix_blocks: usize,
    subnodes: SubnodeTree,
    subnode_bytes: u64,
}

/// A cell: the tag of its column, and its value.
pub(crate) type Cell<'a> = (u32, &'a EncodedValue);

impl TableWriter {
    /// Creates a table with the columns of a template, columns for further tags, and those that every table has.
    pub(crate) fn new(
        layout: Layout,
        template: &[TemplateColumn],
        further: &[u32],
        sink: &mut dyn BlockSink,
    ) -> Result<Self, WriteError> {
        let columns = TableColumns::new(template, further)?;
        let mut heap = HeapWriter::new(layout, HeapClient::TableContext);
        // `overwrite_first` needs this order: the header of the row index, then TCINFO.
        let index_width = if layout == Layout::Ansi { 2 } else { 4 };
        heap.allocate(&bth::header(4, index_width, 0, 0), sink)?;
        let info = heap.allocate(&columns.info(0), sink)?;
        heap.set_user_root(info);
        Ok(Self {
            columns,
            heap,
            ids: Vec::new(),
            index_width,
            rows: Vec::new(),
            matrix: DataTreeWriter::default(),
            matrix_blocks: 0,
            subnodes: SubnodeTree::default(),
            subnode_bytes: 0,
        })
    }

    /// Appends a row. Cells without a column are ignored. No two rows may have the same id.
    pub(crate) fn push_row(
        &mut self,
        id: u32,
        cells: &[Cell<'_>],
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        self.check_capacity()?;
        let version = sink.next_row_number()?;
        let [_, _, bitmap, row_size] = self.columns.ends;
        let mut row = vec![0; row_size];
        let own = [(ROW_ID, &EncodedValue::Inline(id)), (ROW_VERSION, &EncodedValue::Inline(version))];
        for (tag, value) in own.into_iter().chain(cells.iter().copied()) {
            let Some(column) = self.columns.of(tag) else { continue };
            let bytes = self.cell(column, value, sink)?;
            overwrite(&mut row, column.offset, bytes.get(..column.size).unwrap_or(&bytes));
            if let Some(byte) = row.get_mut(bitmap.saturating_add(column.bit >> 3)) {
                *byte |= 0x80_u8 >> (column.bit & 7);
            }
        }
        self.put_row(&row, sink)?;
        self.ids.push(id);
        Ok(())
    }

    /// Fails if the table is full. The row index of ANSI files has indices of two bytes.
    pub(crate) fn check_capacity(&self) -> Result<(), WriteError> {
        let limit = u32::MAX.checked_shr(if self.index_width == 2 { 16 } else { 1 }).unwrap_or(0);
        if self.count() < limit {
            return Ok(());
        }
        Err(WriteError::Full { structure: "row index", limit: limit.into() })
    }

    /// Returns the number of rows.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Returns an upper limit for the number of bytes that [`Self::finish`] writes.
    pub(crate) fn bytes_left(&self) -> u64 {
        // A record of the row index for each row, and an entry of a list for each block and subnode.
        let rows = (self.ids.len() as u64).saturating_mul(9);
        let blocks = (self.matrix_blocks as u64).saturating_mul(9);
        let subnodes = (self.subnodes.len() as u64).saturating_mul(25);
        let open = self.heap.open_bytes().saturating_add(self.rows.len()) as u64;
        // Trailers and padding.
        let ends = 1 << 9;
        [rows, blocks, subnodes, open].into_iter().fold(ends, u64::saturating_add)
    }

    /// Writes the rest of the table. Returns its node and the number of bytes in it.
    pub(crate) fn finish(mut self, sink: &mut dyn BlockSink) -> Result<(NodeData, u64), WriteError> {
        let rows = if self.matrix_blocks == 0 && self.rows.len() <= LONGEST_ALLOCATION {
            if self.rows.is_empty() { 0 } else { self.heap.allocate(&self.rows, sink)? }
        } else {
            self.matrix.push(&self.rows, sink)?;
            self.subnode_bytes = self.subnode_bytes.saturating_add(self.matrix.len());
            let data = std::mem::take(&mut self.matrix).finish(sink)?;
            self.subnode(data, sink)?
        };
        let header = self.write_index(sink)?;
        self.heap.overwrite_first(1, &header);
        self.heap.overwrite_first(2, &self.columns.info(rows));
        let (data, length) = self.heap.finish(sink)?;
        let subnodes = self.subnodes.finish(sink)?;
        Ok((NodeData { data, subnodes }, length.saturating_add(self.subnode_bytes)))
    }

    /// Writes the row index, whose keys ascend, although rows can be added in any order.
    fn write_index(&mut self, sink: &mut dyn BlockSink) -> Result<[u8; 8], WriteError> {
        let mut records: Vec<(u32, u32)> = std::mem::take(&mut self.ids).into_iter().zip(0..).collect();
        records.sort_unstable();
        let mut index = BthWriter::new(4, self.index_width);
        for (id, number) in records {
            let number = number.to_le_bytes();
            let number = number.get(..self.index_width).unwrap_or_default();
            index.push(&id.to_le_bytes(), number, &mut self.heap, sink)?;
        }
        index.finish(&mut self.heap, sink)
    }

    /// Returns the bytes of a cell: the value, or a reference to it.
    fn cell(
        &mut self,
        column: TableColumn,
        value: &EncodedValue,
        sink: &mut dyn BlockSink,
    ) -> Result<Vec<u8>, WriteError> {
        Ok(match value {
            EncodedValue::Inline(value) => value.to_le_bytes().to_vec(),
            EncodedValue::Bytes(bytes) if is_fixed(column.tag) => bytes.clone(),
            EncodedValue::Bytes(bytes) if bytes.is_empty() => vec![0; 4],
            EncodedValue::Bytes(bytes) if bytes.len() <= LONGEST_IN_HEAP => {
                self.heap.allocate(bytes, sink)?.to_le_bytes().to_vec()
            }
            EncodedValue::Bytes(bytes) => {
                let (data, len) = DataTreeWriter::write_bytes(bytes, sink)?;
                self.subnode_bytes = self.subnode_bytes.saturating_add(len);
                self.subnode(data, sink)?.to_le_bytes().to_vec()
            }
            EncodedValue::Stored { data, len, .. } => {
                // The row shares the block of its object. SCANPST reports a copy of it.
                sink.add_reference(*data);
                self.subnode_bytes = self.subnode_bytes.saturating_add(*len);
                self.subnode(*data, sink)?.to_le_bytes().to_vec()
            }
        })
    }

    /// Adds a subnode and returns its id.
    fn subnode(&mut self, data: BlockId, sink: &mut dyn BlockSink) -> Result<u32, WriteError> {
        let nid = sink.next_subnode(SubnodeType::Value)?;
        self.subnodes.add(nid, NodeData { data, subnodes: BlockId::NONE });
        Ok(nid.value())
    }

    /// Appends a row to the matrix. Rows never span blocks, and all blocks but the last one are full, [MS-PST]
    /// 2.3.4.4.1.
    fn put_row(&mut self, row: &[u8], sink: &mut dyn BlockSink) -> Result<(), WriteError> {
        let capacity = sink.layout().block_capacity();
        if self.rows.len().saturating_add(row.len()) > capacity {
            self.rows.pad_to(capacity);
            self.matrix.push(&self.rows, sink)?;
            self.matrix_blocks = self.matrix_blocks.saturating_add(1);
            self.rows.clear();
        }
        self.rows.extend_from_slice(row);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::TableWriter;
    use crate::Layout;
    use crate::format::BlockId;
    use crate::write::ltp::EncodedValue;
    use crate::write::ndb::MemorySink;

    #[test]
    fn tables_of_ansi_files_have_65535_rows() {
        for (layout, fails_at) in [(Layout::Ansi, Some(65_535)), (Layout::Unicode, None)] {
            let mut sink = MemorySink::new(layout);
            let mut table = TableWriter::new(layout, &[], &[0x0E07_0003], &mut sink).unwrap();
            let failed = (0..70_000).find(|&id| table.push_row(id, &[], &mut sink).is_err());
            assert_eq!(failed, fails_at, "{layout:?}");
        }
    }

    /// Row versions come from the counter of the file, and a stored value is shared.
    #[test]
    fn rows_have_numbers_of_the_file_and_share_stored_values() {
        let mut sink = MemorySink::new(Layout::Unicode);
        let mut table = TableWriter::new(Layout::Unicode, &[], &[0x0E04_001F], &mut sink).unwrap();
        let stored =
            EncodedValue::Stored { nid: crate::NodeId::new(0x83F), data: BlockId::new(0x40), len: 2000 };
        table.push_row(7, &[], &mut sink).unwrap();
        table.push_row(3, &[(0x0E04_001F, &stored)], &mut sink).unwrap();
        let (node, _) = table.finish(&mut sink).unwrap();
        assert_eq!(sink.shared, [BlockId::new(0x40)]);
        assert_ne!(node.subnodes, BlockId::NONE);
        let heap = sink.blocks.iter().find(|block| block[2] == 0xEC).unwrap();
        // Two rows of 13 bytes: id, version, cell, bitmap.
        let rows = [7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xC0, 3, 0, 0, 0, 2, 0, 0, 0, 0x3F, 0x80, 0, 0, 0xE0];
        assert!(heap.windows(rows.len()).any(|window| window == rows), "{heap:?}");
        // The row index ascends.
        let index = [3, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];
        assert!(heap.windows(index.len()).any(|window| window == index), "{heap:?}");
    }
}
