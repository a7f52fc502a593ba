//! The table context, [MS-PST] 2.3.4.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foundmail_mapi::Value;

use super::heap::{Heap, HeapClient, HeapValue};
use super::limits::ItemLimits;
use super::{bth, value};
use crate::bytes::{slice_at, u8_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::format::NodeData;
use crate::ndb::{DataTree, Ndb};

/// A table with a row for each item, subfolder, recipient or attachment, and a column for each property.
pub(crate) struct TableContext {
    heap: Heap,
    columns: Vec<ColumnDescriptor>,
    row_size: usize,
    /// Offset of the cell existence bitmap in a row.
    bitmap_offset: usize,
    matrix: RowMatrix,
    /// Number of rows in a full block of the row matrix.
    rows_per_block: usize,
    rows: Vec<RowIndexEntry>,
    /// Indices in `rows` by row id. Built at the first look-up.
    by_id: OnceLock<HashMap<u32, usize>>,
}

/// `TCOLDESC`: the description of a column, [MS-PST] 2.3.4.2.
#[derive(Debug, Clone, Copy)]
struct ColumnDescriptor {
    property_type: u16,
    id: u16,
    offset: usize,
    size: usize,
    bit: usize,
}

/// `TCROWID`: the id of a row, and its index in the row matrix.
#[derive(Debug, Clone, Copy)]
struct RowIndexEntry {
    id: u32,
    index: u32,
}

/// The row matrix: the cells of all rows, [MS-PST] 2.3.4.4.
enum RowMatrix {
    Empty,
    Allocation(Vec<u8>),
    Subnode(DataTree),
}

/// The bytes of a row.
pub(crate) struct TableRow(Vec<u8>);

impl TableContext {
    pub(crate) fn open(ndb: &Arc<Ndb>, node: NodeData, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let heap = Heap::open(ndb, node, HeapClient::TableContext, flaws)?;
        let info = heap.allocation(heap.user_root(), flaws)?;
        let broken = |what: &str| Flaw::new("TCINFO", what);
        if u8_at(&info, 0) != Some(0x7C) {
            return Err(broken("the header of the table has the wrong type (bType)"));
        }
        let cut = || broken("the header of the table ends too early");
        let column_count = usize::from(u8_at(&info, 1).ok_or_else(cut)?);
        // rgib contains four offsets: the end of the cells with 8 or 4 bytes, the end of the cells with 2 bytes,
        // the end of the cells with 1 byte, and the end of the bitmap. The bitmap ends at the end of the row.
        let bitmap_offset = usize::from(u16_at(&info, 6).ok_or_else(cut)?);
        let row_size = usize::from(u16_at(&info, 8).ok_or_else(cut)?);
        let row_index = u32_at(&info, 10).ok_or_else(cut)?;
        let hnid_rows = u32_at(&info, 14).ok_or_else(cut)?;
        if row_size < 4 || bitmap_offset > row_size {
            return Err(broken("the column offsets of the table (rgib) are out of order"));
        }
        let columns = info.get(22..).unwrap_or_default().chunks_exact(8).take(column_count);
        let columns = columns.filter_map(ColumnDescriptor::parse).collect();
        let matrix = match heap.value(hnid_rows, flaws) {
            Ok(HeapValue::Empty) => RowMatrix::Empty,
            Ok(HeapValue::Allocation(bytes)) => RowMatrix::Allocation(bytes.to_vec()),
            Ok(HeapValue::Subnode(tree)) => RowMatrix::Subnode(tree),
            Err(flaw) => {
                flaws.push(flaw);
                RowMatrix::Empty
            }
        };
        let rows_per_block = matrix.rows_per_block(row_size, ndb.layout().block_capacity(), flaws);
        let (rows, by_id) = (Vec::new(), OnceLock::new());
        let mut table = Self { heap, columns, row_size, bitmap_offset, matrix, rows_per_block, rows, by_id };
        table.rows = match table.read_row_index(row_index, flaws) {
            Ok(rows) => rows,
            Err(flaw) => {
                flaws.push(flaw);
                table.rows_of_matrix(flaws)
            }
        };
        Ok(table)
    }

    /// Returns the ids of the rows in the order of the row matrix. `dwRowID` is the `NID` of the object that the row
    /// describes.
    pub(crate) fn ids(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.id)
    }

    /// Returns the row with an id.
    pub(crate) fn row(&self, id: u32, flaws: &mut Flaws) -> Result<TableRow, Flaw> {
        let by_id = || self.rows.iter().enumerate().map(|(index, row)| (row.id, index)).collect();
        let index = self.by_id.get_or_init(by_id).get(&id);
        let row = index.and_then(|index| self.rows.get(*index));
        let row =
            row.ok_or_else(|| Flaw::new("row index", format!("the table has no row with the id {id:#x}")))?;
        self.read_row(*row, flaws)
    }

    /// Visits each row with its id, in the order of the row matrix.
    pub(crate) fn for_each(&self, flaws: &mut Flaws, visit: &mut dyn FnMut(u32, TableRow, &mut Flaws)) {
        for row in &self.rows {
            let bytes = self.read_row(*row, flaws);
            if let Some(bytes) = flaws.catch(bytes) {
                visit(row.id, bytes, flaws);
            }
        }
    }

    /// Returns the existing cells of a row, each with its property id and value.
    pub(crate) fn cells(
        &self,
        row: &TableRow,
        limits: &mut ItemLimits,
        flaws: &mut Flaws,
    ) -> Vec<(u16, Result<Option<Value>, Flaw>)> {
        let present = self.columns.iter().filter(|column| column.exists(&row.0, self.bitmap_offset));
        present.map(|column| (column.id, self.cell(column, row, limits, flaws))).collect()
    }

    fn cell(
        &self,
        column: &ColumnDescriptor,
        row: &TableRow,
        limits: &mut ItemLimits,
        flaws: &mut Flaws,
    ) -> Result<Option<Value>, Flaw> {
        let cut = || Flaw::new("row matrix", "a cell is outside its row");
        let bytes = slice_at(&row.0, column.offset, column.size).ok_or_else(cut)?;
        limits.count_bytes(16)?;
        if value::fixed_size(column.property_type).is_some() {
            return value::from_bytes(column.property_type, bytes).map(Some).ok_or_else(cut);
        }
        let hnid = u32_at(bytes, 0).ok_or_else(cut)?;
        value::from_heap(&self.heap, hnid, column.property_type, limits, flaws)
    }

    /// Reads the row index, [MS-PST] 2.3.4.3. The field `dwRowIndex` has four bytes, or two bytes in ANSI files.
    fn read_row_index(&self, header: u32, flaws: &mut Flaws) -> Result<Vec<RowIndexEntry>, Flaw> {
        let mut rows = Vec::new();
        bth::for_each_record(&self.heap, header, 4, flaws, &mut |key, data| {
            let index = u32_at(data, 0).or_else(|| u16_at(data, 0).map(u32::from));
            if let (Some(id), Some(index)) = (u32_at(key, 0), index) {
                rows.push(RowIndexEntry { id, index });
            }
        })?;
        rows.sort_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        rows.sort_by_key(|row| row.index);
        Ok(rows)
    }

    /// Returns all rows of the matrix, for a table whose row index is lost. Each row begins with its id.
    fn rows_of_matrix(&self, flaws: &mut Flaws) -> Vec<RowIndexEntry> {
        let bytes = match &self.matrix {
            RowMatrix::Empty => 0,
            RowMatrix::Allocation(bytes) => bytes.len() as u64,
            RowMatrix::Subnode(tree) => tree.len(),
        };
        let count = bytes.checked_div(self.row_size as u64).unwrap_or(0);
        let indices = 0..u32::try_from(count).unwrap_or(u32::MAX);
        let rows = indices.map_while(|index| {
            let row = self.row_at(index, flaws).ok()?;
            Some(RowIndexEntry { id: u32_at(&row.0, 0)?, index })
        });
        rows.filter(|row| row.id != 0).collect()
    }

    fn read_row(&self, row: RowIndexEntry, flaws: &mut Flaws) -> Result<TableRow, Flaw> {
        let found = self.row_at(row.index, flaws)?;
        match u32_at(&found.0, 0) {
            Some(id) if id == row.id => Ok(found),
            id => {
                let what =
                    format!("row {} has the id {:#x} instead of {:#x}", row.index, id.unwrap_or(0), row.id);
                Err(Flaw::new("row matrix", what))
            }
        }
    }

    /// Returns the row at an index of the matrix. Rows never span blocks: the rest of a block is unused, [MS-PST]
    /// 2.3.4.4.1.
    fn row_at(&self, index: u32, flaws: &mut Flaws) -> Result<TableRow, Flaw> {
        let missing = || Flaw::new("row matrix", format!("the table has no row {index}"));
        let index = usize::try_from(index).map_err(|_| missing())?;
        let bytes_of = |bytes: &[u8], index: usize| {
            let start = index.checked_mul(self.row_size)?;
            slice_at(bytes, start, self.row_size).map(|row| TableRow(row.to_vec()))
        };
        match &self.matrix {
            RowMatrix::Empty => Err(missing()),
            RowMatrix::Allocation(bytes) => bytes_of(bytes, index).ok_or_else(missing),
            RowMatrix::Subnode(tree) => {
                let block = index.checked_div(self.rows_per_block);
                let (block, within) =
                    block.zip(index.checked_rem(self.rows_per_block)).ok_or_else(missing)?;
                let block = tree.block(block, flaws)?;
                bytes_of(&block.data, within).ok_or_else(missing)
            }
        }
    }
}

impl RowMatrix {
    /// Returns the number of rows in a block, computed from the length of the first block. According to the
    /// standard, all blocks except the last are full.
    fn rows_per_block(&self, row_size: usize, capacity: usize, flaws: &mut Flaws) -> usize {
        let first = match self {
            Self::Subnode(tree) if tree.block_count() > 1 => tree.block(0, flaws).ok(),
            _ => None,
        };
        first.map_or(capacity, |block| block.data.len()).checked_div(row_size).unwrap_or(0)
    }
}

impl ColumnDescriptor {
    fn parse(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            property_type: u16_at(bytes, 0)?,
            id: u16_at(bytes, 2)?,
            offset: u16_at(bytes, 4)?.into(),
            size: u8_at(bytes, 6)?.into(),
            bit: u8_at(bytes, 7)?.into(),
        })
    }

    /// Returns true if a row has a value in this column: its bit in the cell existence bitmap is set, [MS-PST]
    /// 2.3.4.4.1. Bit 0 is the highest bit of the first byte.
    fn exists(&self, row: &[u8], bitmap_offset: usize) -> bool {
        let at = bitmap_offset.saturating_add(self.bit >> 3);
        u8_at(row, at).is_some_and(|byte| byte & (0x80_u8 >> (self.bit & 7)) != 0)
    }
}
