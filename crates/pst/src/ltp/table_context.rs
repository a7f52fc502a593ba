//! Table context, [MS-PST] 2.3.4.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foundmail_mapi::Value;

use super::heap::{Heap, HeapClient, Place};
use super::{Budget, bth, value};
use crate::bytes::{slice_at, u8_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::ndb::{DataTree, Ndb, NodeData};

/// A table: rows by id, columns by property.
pub(crate) struct TableContext {
    heap: Heap,
    columns: Vec<Column>,
    row_size: usize,
    /// Where the cell existence bitmap begins in a row.
    bitmap: usize,
    matrix: Matrix,
    /// How many rows a block of the matrix holds.
    rows_per_block: usize,
    rows: Vec<RowRef>,
    /// Places in `rows` by id; made when a row is first asked for by its id.
    by_id: OnceLock<HashMap<u32, usize>>,
}

/// `TCOLDESC`, [MS-PST] 2.3.4.2.
#[derive(Debug, Clone, Copy)]
struct Column {
    property_type: u16,
    id: u16,
    offset: usize,
    size: usize,
    bit: usize,
}

/// `TCROWID`: a row's id and its place in the row matrix.
#[derive(Debug, Clone, Copy)]
struct RowRef {
    id: u32,
    index: u32,
}

/// Where the row matrix lies.
enum Matrix {
    None,
    Heap(Vec<u8>),
    Subnode(DataTree),
}

/// A row's bytes.
pub(crate) struct Row(Vec<u8>);

impl TableContext {
    pub(crate) fn open(ndb: &Arc<Ndb>, node: NodeData, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let heap = Heap::open(ndb, node, HeapClient::TableContext, flaws)?;
        let info = heap.allocation(heap.user_root(), flaws)?;
        let broken = |what: &str| Flaw::new("TCINFO", what);
        if u8_at(&info, 0) != Some(0x7C) {
            return Err(broken("bType is not 0x7C"));
        }
        let cut = || broken("is cut");
        let column_count = usize::from(u8_at(&info, 1).ok_or_else(cut)?);
        // rgib: ends of the 8- and 4-byte, 2-byte and 1-byte cells, then of the bitmap, which is the row's end.
        let bitmap = usize::from(u16_at(&info, 6).ok_or_else(cut)?);
        let row_size = usize::from(u16_at(&info, 8).ok_or_else(cut)?);
        let row_index = u32_at(&info, 10).ok_or_else(cut)?;
        let hnid_rows = u32_at(&info, 14).ok_or_else(cut)?;
        if row_size < 4 || bitmap > row_size {
            return Err(broken("rgib is out of order"));
        }
        let columns = info.get(22..).unwrap_or_default().chunks_exact(8).take(column_count);
        let columns = columns.filter_map(Column::parse).collect();
        let matrix = match heap.place(hnid_rows, flaws) {
            Ok(Place::Nothing) => Matrix::None,
            Ok(Place::Heap(bytes)) => Matrix::Heap(bytes.to_vec()),
            Ok(Place::Subnode(tree)) => Matrix::Subnode(tree),
            Err(flaw) => {
                flaws.push(flaw);
                Matrix::None
            }
        };
        let rows_per_block = matrix.rows_per_block(row_size, ndb.layout().block_capacity(), flaws);
        let (rows, by_id) = (Vec::new(), OnceLock::new());
        let mut table = Self { heap, columns, row_size, bitmap, matrix, rows_per_block, rows, by_id };
        table.rows = match table.read_row_index(row_index, flaws) {
            Ok(rows) => rows,
            Err(flaw) => {
                flaws.push(flaw);
                table.rows_of_matrix(flaws)
            }
        };
        Ok(table)
    }

    /// The rows' ids in the order of the row matrix. `dwRowID` is the `NID` of what the row is about.
    pub(crate) fn ids(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.id)
    }

    /// The row with an id.
    pub(crate) fn row(&self, id: u32, flaws: &mut Flaws) -> Result<Row, Flaw> {
        let places = || self.rows.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
        let place = self.by_id.get_or_init(places).get(&id);
        let row = place.and_then(|place| self.rows.get(*place));
        let row = row.ok_or_else(|| Flaw::new("row index", format!("there is no row {id:#x}")))?;
        self.read_row(*row, flaws)
    }

    /// Calls `visit` with each row's id and the row, in the order of the row matrix.
    pub(crate) fn for_each(&self, flaws: &mut Flaws, visit: &mut dyn FnMut(u32, Row, &mut Flaws)) {
        for row in &self.rows {
            let bytes = self.read_row(*row, flaws);
            if let Some(bytes) = flaws.catch(bytes) {
                visit(row.id, bytes, flaws);
            }
        }
    }

    /// The cells of a row that exist, each with its property id and value.
    pub(crate) fn cells(
        &self,
        row: &Row,
        budget: &mut Budget,
        flaws: &mut Flaws,
    ) -> Vec<(u16, Result<Option<Value>, Flaw>)> {
        let present = self.columns.iter().filter(|column| column.exists(&row.0, self.bitmap));
        present.map(|column| (column.id, self.cell(column, row, budget, flaws))).collect()
    }

    fn cell(
        &self,
        column: &Column,
        row: &Row,
        budget: &mut Budget,
        flaws: &mut Flaws,
    ) -> Result<Option<Value>, Flaw> {
        let cut = || Flaw::new("row matrix", "a cell lies outside of its row");
        let bytes = slice_at(&row.0, column.offset, column.size).ok_or_else(cut)?;
        budget.take_bytes(16)?;
        if value::fixed_size(column.property_type).is_some() {
            return value::from_bytes(column.property_type, bytes).map(Some).ok_or_else(cut);
        }
        let hnid = u32_at(bytes, 0).ok_or_else(cut)?;
        value::from_place(&self.heap, hnid, column.property_type, budget, flaws)
    }

    /// The row index: `dwRowID` to a place in the matrix, four bytes wide, in ANSI files two, [MS-PST] 2.3.4.3.
    fn read_row_index(&self, header: u32, flaws: &mut Flaws) -> Result<Vec<RowRef>, Flaw> {
        let mut rows = Vec::new();
        bth::walk(&self.heap, header, 4, flaws, &mut |key, data| {
            let index = u32_at(data, 0).or_else(|| u16_at(data, 0).map(u32::from));
            if let (Some(id), Some(index)) = (u32_at(key, 0), index) {
                rows.push(RowRef { id, index });
            }
        })?;
        rows.sort_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        rows.sort_by_key(|row| row.index);
        Ok(rows)
    }

    /// All rows of the matrix, for tables whose row index is lost. Each row begins with its id.
    fn rows_of_matrix(&self, flaws: &mut Flaws) -> Vec<RowRef> {
        let bytes = match &self.matrix {
            Matrix::None => 0,
            Matrix::Heap(bytes) => bytes.len() as u64,
            Matrix::Subnode(tree) => tree.len(),
        };
        let count = bytes.checked_div(self.row_size as u64).unwrap_or(0);
        let indices = 0..u32::try_from(count).unwrap_or(u32::MAX);
        let rows = indices.map_while(|index| {
            let row = self.row_at(index, flaws).ok()?;
            Some(RowRef { id: u32_at(&row.0, 0)?, index })
        });
        rows.filter(|row| row.id != 0).collect()
    }

    fn read_row(&self, row: RowRef, flaws: &mut Flaws) -> Result<Row, Flaw> {
        let found = self.row_at(row.index, flaws)?;
        match u32_at(&found.0, 0) {
            Some(id) if id == row.id => Ok(found),
            id => {
                let what = format!("row {} is that of {:#x}, not {:#x}", row.index, id.unwrap_or(0), row.id);
                Err(Flaw::new("row matrix", what))
            }
        }
    }

    /// A row by its place. Rows never span blocks: what is left at a block's end is not used, [MS-PST] 2.3.4.4.1.
    fn row_at(&self, index: u32, flaws: &mut Flaws) -> Result<Row, Flaw> {
        let missing = || Flaw::new("row matrix", format!("there is no row {index}"));
        let index = usize::try_from(index).map_err(|_| missing())?;
        let bytes_of = |bytes: &[u8], index: usize| {
            let start = index.checked_mul(self.row_size)?;
            slice_at(bytes, start, self.row_size).map(|row| Row(row.to_vec()))
        };
        match &self.matrix {
            Matrix::None => Err(missing()),
            Matrix::Heap(bytes) => bytes_of(bytes, index).ok_or_else(missing),
            Matrix::Subnode(tree) => {
                let place =
                    index.checked_div(self.rows_per_block).zip(index.checked_rem(self.rows_per_block));
                let (block, within) = place.ok_or_else(missing)?;
                let block = tree.block(block, flaws)?;
                bytes_of(&block.data, within).ok_or_else(missing)
            }
        }
    }
}

impl Matrix {
    /// All blocks but the last hold as many rows as the first one; by the standard it is full.
    fn rows_per_block(&self, row_size: usize, capacity: usize, flaws: &mut Flaws) -> usize {
        let first = match self {
            Self::Subnode(tree) if tree.block_count() > 1 => tree.block(0, flaws).ok(),
            _ => None,
        };
        first.map_or(capacity, |block| block.data.len()).checked_div(row_size).unwrap_or(0)
    }
}

impl Column {
    fn parse(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            property_type: u16_at(bytes, 0)?,
            id: u16_at(bytes, 2)?,
            offset: u16_at(bytes, 4)?.into(),
            size: u8_at(bytes, 6)?.into(),
            bit: u8_at(bytes, 7)?.into(),
        })
    }

    /// The cell existence bitmap counts from the highest bit on, [MS-PST] 2.3.4.4.1.
    fn exists(&self, row: &[u8], bitmap: usize) -> bool {
        let at = bitmap.saturating_add(self.bit >> 3);
        u8_at(row, at).is_some_and(|byte| byte & (0x80_u8 >> (self.bit & 7)) != 0)
    }
}
