//! The columns of a table context: `TCINFO` and `TCOLDESC`, [MS-PST] 2.3.4.1 and 2.3.4.2.

use super::heap::HeapId;
use crate::ltp::fixed_size;
use crate::write::WriteError;
use crate::write::bytes::{Put, saturating_u8, saturating_u16};

/// `PidTagLtpRowId`
pub(super) const ROW_ID: u32 = 0x67F2_0003;
/// `PidTagLtpRowVer`
pub(super) const ROW_VERSION: u32 = 0x67F3_0003;
/// The largest number of columns. `cCols` is a byte.
const MAX_COLUMNS: usize = 255;

/// A column whose place is determined by the template of a table: its tag, the offset of its cell and its bit.
pub(crate) type TemplateColumn = (u32, usize, usize);

/// `TCOLDESC`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableColumn {
    pub tag: u32,
    pub offset: usize,
    pub size: usize,
    pub bit: usize,
}

/// The columns of a table by tag.
#[derive(Debug)]
pub(super) struct TableColumns {
    columns: Vec<TableColumn>,
    /// `rgib`: the ends of the cells of 8 and 4 bytes, of 2 bytes and of 1 byte, and the end of the bitmap.
    pub ends: [usize; 4],
}

impl TableColumns {
    /// Returns the layout of the columns of a template and of further ones. Outlook expects that a table keeps the bits
    /// of its template, and the offsets of the cells with 4 or 8 bytes. Further columns follow by size.
    pub(super) fn new(template: &[TemplateColumn], further: &[u32]) -> Result<Self, WriteError> {
        let mut columns: Vec<TableColumn> = [(ROW_ID, 0, 0), (ROW_VERSION, 4, 1)]
            .iter()
            .chain(template)
            .map(|&(tag, offset, bit)| TableColumn { tag, offset, size: cell_size(tag), bit })
            .collect();
        let mut further = further.to_vec();
        further.retain(|tag| columns.iter().all(|column| column.tag != *tag));
        further.sort_unstable();
        further.dedup();
        let first = columns.len();
        let new = further.iter().zip(first..);
        columns.extend(new.map(|(&tag, bit)| TableColumn {
            tag,
            offset: usize::MAX,
            size: cell_size(tag),
            bit,
        }));
        if columns.len() > MAX_COLUMNS {
            return Err(WriteError::Full { structure: "TCINFO", limit: MAX_COLUMNS as u64 });
        }
        let ends = place(&mut columns);
        columns.sort_by_key(|column| column.tag);
        Ok(Self { columns, ends })
    }

    /// Returns the column of a tag.
    pub(super) fn of(&self, tag: u32) -> Option<TableColumn> {
        let at = self.columns.binary_search_by_key(&tag, |column| column.tag).ok()?;
        self.columns.get(at).copied()
    }

    /// Returns `TCINFO`. The header of the row index is the first allocation of the heap.
    pub(super) fn info(&self, rows: HeapId) -> Vec<u8> {
        const ROW_INDEX: u32 = 0x20;
        let mut bytes = vec![0x7C, saturating_u8(self.columns.len())];
        for end in self.ends {
            bytes.put_u16(saturating_u16(end));
        }
        bytes.put_u32(ROW_INDEX);
        bytes.put_u32(rows);
        bytes.put_u32(0);
        for column in &self.columns {
            bytes.put_u32(column.tag);
            bytes.put_u16(saturating_u16(column.offset));
            bytes.put_u8(saturating_u8(column.size));
            bytes.put_u8(saturating_u8(column.bit));
        }
        bytes
    }
}

/// Sets the offsets of all columns except the wide ones of the template, which have theirs. Returns `rgib`.
fn place(columns: &mut [TableColumn]) -> [usize; 4] {
    let is_placed = |column: &TableColumn| column.size >= 4 && column.offset != usize::MAX;
    let mut next = columns
        .iter()
        .filter(|column| is_placed(column))
        .map(|column| column.offset.saturating_add(column.size))
        .max()
        .unwrap_or(0);
    let groups: [&dyn Fn(usize) -> bool; 3] = [&|size| size >= 4, &|size| size == 2, &|size| size < 2];
    let [wide, double, single] = groups.map(|is_of_group| {
        for column in columns.iter_mut().filter(|column| is_of_group(column.size)) {
            if !is_placed(column) {
                column.offset = next;
                next = next.saturating_add(column.size);
            }
        }
        next
    });
    [wide, double, single, single.saturating_add(columns.len().div_ceil(8))]
}

/// Returns true if cells of this column contain their value, not a reference to it.
pub(super) fn is_fixed(tag: u32) -> bool {
    fixed_size(type_of(tag)).is_some()
}

fn cell_size(tag: u32) -> usize {
    fixed_size(type_of(tag)).unwrap_or(4)
}

fn type_of(tag: u32) -> u16 {
    let [a, b, ..] = tag.to_le_bytes();
    u16::from_le_bytes([a, b])
}

#[cfg(test)]
mod tests {
    use super::TableColumns;

    fn places(columns: &TableColumns) -> Vec<(u32, usize, usize)> {
        columns.columns.iter().map(|column| (column.tag, column.offset, column.bit)).collect()
    }

    #[test]
    fn columns_are_placed_by_size_and_listed_by_tag() {
        let columns =
            TableColumns::new(&[], &[0x3001_001F, 0x0E06_0040, 0x0E1B_000B, 0x6001_0002, 0x3001_001F])
                .unwrap();
        assert_eq!(
            places(&columns),
            [
                (0x0E06_0040, 8, 2),
                (0x0E1B_000B, 22, 3),
                (0x3001_001F, 16, 4),
                (0x6001_0002, 20, 5),
                (0x67F2_0003, 0, 0),
                (0x67F3_0003, 4, 1),
            ]
        );
        assert_eq!(columns.ends, [20, 22, 23, 24]);
    }

    /// The columns of a template keep their bits, and their offsets if they are wide.
    #[test]
    fn further_columns_follow_those_of_the_template() {
        let template = [(0x0E0F_000B, 12, 2), (0x3002_001F, 8, 3)];
        let columns = TableColumns::new(&template, &[0x39FE_001F, 0x3002_001F, 0x0001_000B]).unwrap();
        assert_eq!(
            places(&columns),
            [
                (0x0001_000B, 17, 4),
                (0x0E0F_000B, 16, 2),
                (0x3002_001F, 8, 3),
                (0x39FE_001F, 12, 5),
                (0x67F2_0003, 0, 0),
                (0x67F3_0003, 4, 1),
            ]
        );
        assert_eq!(columns.ends, [16, 16, 18, 19]);
    }

    #[test]
    fn a_table_has_255_columns() {
        let tags = |count: u32| (1..=count).map(|id| (id << 16) | 3).collect::<Vec<u32>>();
        assert!(TableColumns::new(&[], &tags(253)).is_ok());
        assert!(TableColumns::new(&[], &tags(254)).is_err());
    }
}
