//! Writing of a table context, [MS-PST] 2.3.4. Rows must be added in the order of their ids.

use super::bth::{self, BthWriter};
use super::heap::{HeapClient, HeapWriter};
use super::{EncodedValue, LONGEST_ALLOCATION};
use crate::Layout;
use crate::format::{BlockId, NodeData, NodeId};
use crate::ltp::fixed_size;
use crate::write::WriteError;
use crate::write::bytes::{Put, overwrite, saturating_u8, saturating_u16};
use crate::write::ndb::{BlockSink, DataTreeWriter, SubnodeTree};

/// `PidTagLtpRowId`
const ROW_ID: u32 = 0x67F2_0003;
/// `PidTagLtpRowVer`
const ROW_VERSION: u32 = 0x67F3_0003;
/// The largest number of columns, because `cCols` is a byte.
const MAX_COLUMNS: usize = 255;

/// A table context that is being written.
#[derive(Debug)]
pub(crate) struct TableWriter {
    columns: Vec<ColumnLayout>,
    /// `rgib`: the end of the cells with 8 or 4 bytes, with 2 bytes and with 1 byte, and the end of the bitmap.
    ends: [usize; 4],
    heap: HeapWriter,
    index: BthWriter,
    index_width: usize,
    /// The rows in the last block of the matrix, which is not full yet.
    rows: Vec<u8>,
    matrix: DataTreeWriter,
    matrix_blocks: usize,
    count: u32,
    subnodes: SubnodeTree,
    subnode_bytes: u64,
    next_subnode: u32,
}

/// `TCOLDESC`, [MS-PST] 2.3.4.2.
#[derive(Debug, Clone, Copy)]
struct ColumnLayout {
    tag: u32,
    offset: usize,
    size: usize,
    bit: usize,
}

/// A cell: the tag of its column, and its value.
pub(crate) type Cell<'a> = (u32, &'a EncodedValue);

impl TableWriter {
    /// Creates a table with columns for these tags, and those that every table has.
    pub(crate) fn new(layout: Layout, tags: &[u32], sink: &mut dyn BlockSink) -> Result<Self, WriteError> {
        let mut tags: Vec<u32> = tags.iter().copied().chain([ROW_ID, ROW_VERSION]).collect();
        tags.sort_unstable();
        tags.dedup();
        if tags.len() > MAX_COLUMNS {
            return Err(WriteError::Full { structure: "TCINFO", limit: MAX_COLUMNS as u64 });
        }
        let (columns, ends) = column_layouts(&tags);
        let mut heap = HeapWriter::new(layout, HeapClient::TableContext);
        // `overwrite_first` needs this order: the header of the row index, then TCINFO.
        let index_width = if layout == Layout::Ansi { 2 } else { 4 };
        heap.allocate(&bth::header(4, index_width, 0, 0), sink)?;
        let info = heap.allocate(&info(&columns, ends, 0), sink)?;
        heap.set_user_root(info);
        Ok(Self {
            columns,
            ends,
            heap,
            index: BthWriter::new(4, index_width),
            index_width,
            rows: Vec::new(),
            matrix: DataTreeWriter::default(),
            matrix_blocks: 0,
            count: 0,
            subnodes: SubnodeTree::default(),
            subnode_bytes: 0,
            next_subnode: 0,
        })
    }

    /// Appends a row. Cells without a column are ignored.
    pub(crate) fn push_row(
        &mut self,
        id: u32,
        cells: &[Cell<'_>],
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        self.check_capacity()?;
        let version = self.count.saturating_add(1);
        let [_, _, bitmap, row_size] = self.ends;
        let mut row = vec![0; row_size];
        let own = [(ROW_ID, &EncodedValue::Inline(id)), (ROW_VERSION, &EncodedValue::Inline(version))];
        for (tag, value) in own.into_iter().chain(cells.iter().copied()) {
            let column = self.columns.binary_search_by_key(&tag, |column| column.tag).ok();
            let Some(column) = column.and_then(|at| self.columns.get(at).copied()) else { continue };
            let bytes = self.cell(column, value, sink)?;
            overwrite(&mut row, column.offset, bytes.get(..column.size).unwrap_or(&bytes));
            if let Some(byte) = row.get_mut(bitmap.saturating_add(column.bit >> 3)) {
                *byte |= 0x80_u8 >> (column.bit & 7);
            }
        }
        self.put_row(&row, sink)?;
        let index = self.count.to_le_bytes();
        let index = index.get(..self.index_width).unwrap_or_default();
        self.index.push(&id.to_le_bytes(), index, &mut self.heap, sink)?;
        self.count = version;
        Ok(())
    }

    /// Fails if the table is full: in ANSI files, the indices in the row index have only two bytes.
    pub(crate) fn check_capacity(&self) -> Result<(), WriteError> {
        let limit = u32::MAX.checked_shr(if self.index_width == 2 { 16 } else { 1 }).unwrap_or(0);
        if self.count < limit {
            return Ok(());
        }
        Err(WriteError::Full { structure: "row index", limit: limit.into() })
    }

    /// Returns the number of rows.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Writes the rest of the table. Returns its node and the number of bytes in it.
    pub(crate) fn finish(mut self, sink: &mut dyn BlockSink) -> Result<(NodeData, u64), WriteError> {
        let rows = if self.matrix_blocks == 0 && self.rows.len() <= LONGEST_ALLOCATION {
            if self.rows.is_empty() { 0 } else { self.heap.allocate(&self.rows, sink)? }
        } else {
            self.matrix.push(&self.rows, sink)?;
            self.subnode_bytes = self.subnode_bytes.saturating_add(self.matrix.len());
            let data = std::mem::take(&mut self.matrix).finish(sink)?;
            self.subnode(NodeData { data, subnodes: BlockId::NONE }).value()
        };
        let header = self.index.finish(&mut self.heap, sink)?;
        self.heap.overwrite_first(1, &header);
        self.heap.overwrite_first(2, &info(&self.columns, self.ends, rows));
        let (data, length) = self.heap.finish(sink)?;
        let subnodes = self.subnodes.finish(sink)?;
        Ok((NodeData { data, subnodes }, length.saturating_add(self.subnode_bytes)))
    }

    /// Returns the bytes of a cell: the value, or a reference to it.
    fn cell(
        &mut self,
        column: ColumnLayout,
        value: &EncodedValue,
        sink: &mut dyn BlockSink,
    ) -> Result<Vec<u8>, WriteError> {
        Ok(match value {
            EncodedValue::Inline(value) => value.to_le_bytes().to_vec(),
            EncodedValue::Bytes(bytes) if is_fixed(column.tag) => bytes.clone(),
            EncodedValue::Bytes(bytes) if bytes.is_empty() => vec![0; 4],
            EncodedValue::Bytes(bytes) if bytes.len() <= LONGEST_ALLOCATION => {
                self.heap.allocate(bytes, sink)?.to_le_bytes().to_vec()
            }
            EncodedValue::Bytes(bytes) => {
                let (data, len) = DataTreeWriter::write_bytes(bytes, sink)?;
                self.subnode_bytes = self.subnode_bytes.saturating_add(len);
                let node = NodeData { data, subnodes: BlockId::NONE };
                self.subnode(node).value().to_le_bytes().to_vec()
            }
            EncodedValue::Subnode(nid) => nid.value().to_le_bytes().to_vec(),
        })
    }

    fn subnode(&mut self, node: NodeData) -> NodeId {
        self.next_subnode = self.next_subnode.saturating_add(1);
        let nid = NodeId::new((self.next_subnode << 5) | 0x1F);
        self.subnodes.add(nid, node);
        nid
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

fn is_fixed(tag: u32) -> bool {
    fixed_size(type_of(tag)).is_some()
}

fn type_of(tag: u32) -> u16 {
    let [a, b, ..] = tag.to_le_bytes();
    u16::from_le_bytes([a, b])
}

/// Returns the offset of each column in a row, and `rgib`. Row id and version come first, then the columns by size.
fn column_layouts(tags: &[u32]) -> (Vec<ColumnLayout>, [usize; 4]) {
    let size = |tag: u32| fixed_size(type_of(tag)).unwrap_or(4);
    let mut order: Vec<u32> = tags.to_vec();
    order.sort_by_key(|&tag| {
        let group = match size(tag) {
            8 | 4 => 0,
            2 => 1,
            _ => 2,
        };
        (tag != ROW_ID, tag != ROW_VERSION, group, tag)
    });
    let mut columns = Vec::new();
    let mut offset = 0_usize;
    let (mut wide, mut double) = (0, 0);
    for (bit, &tag) in order.iter().enumerate() {
        let size = size(tag);
        columns.push(ColumnLayout { tag, offset, size, bit });
        offset = offset.saturating_add(size);
        if size >= 4 {
            wide = offset;
        }
        if size >= 2 {
            double = offset;
        }
    }
    columns.sort_by_key(|column| column.tag);
    let bitmap = tags.len().div_ceil(8);
    (columns, [wide, double, offset, offset.saturating_add(bitmap)])
}

/// Returns `TCINFO`, [MS-PST] 2.3.4.1. The header of the row index is the first allocation of the heap.
fn info(columns: &[ColumnLayout], ends: [usize; 4], rows: u32) -> Vec<u8> {
    const ROW_INDEX: u32 = 0x20;
    let mut bytes = vec![0x7C, saturating_u8(columns.len())];
    for end in ends {
        bytes.put_u16(saturating_u16(end));
    }
    bytes.put_u32(ROW_INDEX);
    bytes.put_u32(rows);
    bytes.put_u32(0);
    for column in columns {
        bytes.put_u32(column.tag);
        bytes.put_u16(saturating_u16(column.offset));
        bytes.put_u8(saturating_u8(column.size));
        bytes.put_u8(saturating_u8(column.bit));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{TableWriter, column_layouts};
    use crate::Layout;
    use crate::write::WriteError;
    use crate::write::ndb::BlockSink;

    struct Nowhere(Layout);

    impl BlockSink for Nowhere {
        fn write_block(&mut self, _: &[u8], _: bool) -> Result<u64, WriteError> {
            Ok(4)
        }

        fn layout(&self) -> Layout {
            self.0
        }
    }

    #[test]
    fn columns_are_laid_out_by_size_and_listed_by_tag() {
        let (columns, ends) =
            column_layouts(&[0x0E06_0040, 0x0E1B_000B, 0x3001_001F, 0x6001_0002, 0x67F2_0003, 0x67F3_0003]);
        let offsets: Vec<_> = columns.iter().map(|column| (column.tag, column.offset, column.bit)).collect();
        assert_eq!(
            offsets,
            [
                (0x0E06_0040, 8, 2),
                (0x0E1B_000B, 22, 5),
                (0x3001_001F, 16, 3),
                (0x6001_0002, 20, 4),
                (0x67F2_0003, 0, 0),
                (0x67F3_0003, 4, 1),
            ]
        );
        assert_eq!(ends, [20, 22, 23, 24]);
    }

    #[test]
    fn tables_of_ansi_files_have_65535_rows() {
        for (layout, fails_at) in [(Layout::Ansi, Some(65_535)), (Layout::Unicode, None)] {
            let mut sink = Nowhere(layout);
            let mut table = TableWriter::new(layout, &[0x0E07_0003], &mut sink).unwrap();
            let failed = (0..70_000).find(|&id| table.push_row(id, &[], &mut sink).is_err());
            assert_eq!(failed, fails_at, "{layout:?}");
        }
    }

    #[test]
    fn a_table_has_255_columns() {
        let mut sink = Nowhere(Layout::Unicode);
        let tags = |count: u32| (1..=count).map(|id| (id << 16) | 3).collect::<Vec<u32>>();
        assert!(TableWriter::new(Layout::Unicode, &tags(253), &mut sink).is_ok());
        assert!(TableWriter::new(Layout::Unicode, &tags(254), &mut sink).is_err());
    }
}
