//! Builds heaps, property contexts and table contexts.

use super::image::Image;
use crate::Layout;

/// A property: its id, its type and the bytes of its value.
pub type Property = (u16, u16, Vec<u8>);

/// The block ids of a node's data and of its list of subnodes.
pub type Refs = (u64, u64);

/// The size of the largest allocation in bytes, [MS-PST] 2.3.1.1. A larger value is stored in a subnode.
const LARGEST: usize = 3580;

/// A heap that is being built: the allocations of each block.
struct HeapImage {
    layout: Layout,
    blocks: Vec<Vec<Vec<u8>>>,
    /// The size in bytes after which a new block begins.
    block_size: usize,
}

impl HeapImage {
    fn new(layout: Layout, block_size: usize) -> Self {
        Self { layout, blocks: vec![Vec::new()], block_size }
    }

    fn add(&mut self, bytes: Vec<u8>) -> u32 {
        let used: usize = self.blocks.last().unwrap().iter().map(|allocation| allocation.len() + 2).sum();
        if used > 0 && used + bytes.len() > self.block_size {
            self.blocks.push(Vec::new());
        }
        let block = self.blocks.len() as u32 - 1;
        let allocations = self.blocks.last_mut().unwrap();
        allocations.push(bytes);
        (block << (5 + self.layout.heap_index_bits())) | ((allocations.len() as u32) << 5)
    }

    /// Adds a B-tree-on-heap with `per_block` records in each block.
    fn bth(&mut self, sizes: (u8, u8), records: &[(Vec<u8>, Vec<u8>)], per_block: usize) -> u32 {
        let mut records = records.to_vec();
        let mut levels = 0;
        let mut root = 0;
        while !records.is_empty() {
            let mut above = Vec::new();
            for records in records.chunks(per_block) {
                let bytes = records.iter().flat_map(|(key, data)| [key.as_slice(), data].concat()).collect();
                root = self.add(bytes);
                above.push((records[0].0.clone(), root.to_le_bytes().to_vec()));
            }
            if above.len() == 1 {
                break;
            }
            levels += 1;
            records = above;
        }
        let mut header = vec![0xB5, sizes.0, sizes.1, levels];
        header.extend(root.to_le_bytes());
        self.add(header)
    }

    fn finish(self, client: u8, user_root: u32) -> Vec<Vec<u8>> {
        let heads = |index| match index {
            0 => [&[0, 0, 0xEC, client][..], &user_root.to_le_bytes(), &[0; 4]].concat(),
            // The ninth block begins with an HNBITMAPHDR, the others with an HNPAGEHDR.
            8 => vec![0; 66],
            _ => vec![0; 2],
        };
        let blocks = self.blocks.into_iter().enumerate();
        blocks.map(|(index, allocations)| heap_block(heads(index), &allocations)).collect()
    }
}

fn heap_block(mut bytes: Vec<u8>, allocations: &[Vec<u8>]) -> Vec<u8> {
    let mut offsets = vec![bytes.len() as u16];
    for allocation in allocations {
        bytes.extend(allocation);
        offsets.push(bytes.len() as u16);
    }
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    let map = bytes.len() as u16;
    bytes[..2].copy_from_slice(&map.to_le_bytes());
    bytes.extend((allocations.len() as u16).to_le_bytes());
    // Some real files have a wrong cFree too.
    bytes.extend(7_u16.to_le_bytes());
    bytes.extend(offsets.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// Values that are too large for a heap, each with its own subnode id.
#[derive(Default)]
struct LargeValues(Vec<(u32, u64, u64)>);

impl LargeValues {
    fn add_value(&mut self, image: &mut Image, heap: &mut HeapImage, bytes: &[u8]) -> u32 {
        match bytes.len() {
            0 => 0,
            1..=LARGEST => heap.add(bytes.to_vec()),
            _ => {
                let nid = 0x8000 + ((self.0.len() as u32) << 5) + 0x1F;
                self.0.push((nid, image.data(bytes), 0));
                nid
            }
        }
    }
}

/// Builds a property context. `subnodes` contains the subnodes of the node except large values.
pub fn property_context(image: &mut Image, properties: &[Property], subnodes: &[(u32, u64, u64)]) -> Refs {
    let mut heap = HeapImage::new(image.layout, 2000);
    let mut large = LargeValues::default();
    let mut records = Vec::new();
    let mut properties = properties.to_vec();
    properties.sort_by_key(|property| property.0);
    for (id, property_type, bytes) in properties {
        let value = if inline(property_type) {
            let mut value = bytes;
            value.resize(4, 0);
            u32::from_le_bytes(value.try_into().unwrap())
        } else {
            large.add_value(image, &mut heap, &bytes)
        };
        let data = [&property_type.to_le_bytes()[..], &value.to_le_bytes()].concat();
        records.push((id.to_le_bytes().to_vec(), data));
    }
    let root = heap.bth((2, 6), &records, 5);
    let data = image.data_in(heap.finish(0xBC, root));
    let mut all = large.0;
    all.extend(subnodes);
    all.sort_unstable();
    (data, image.subnodes(&all))
}

fn inline(property_type: u16) -> bool {
    matches!(property_type, 0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B)
}

/// Builds a table context. Each row consists of an id and cells. The columns are derived from the cells.
pub fn table_context(image: &mut Image, rows: &[(u32, Vec<Property>)]) -> Refs {
    let columns = columns(rows);
    let widths =
        |wide: bool| columns.iter().filter(move |column| (column.width >= 4) == wide).map(|c| c.width);
    let four: usize = 8 + widths(true).sum::<usize>();
    let one = four + widths(false).sum::<usize>();
    let row_size = one + (columns.len() + 2).div_ceil(8);

    let mut heap = HeapImage::new(image.layout, 3000);
    let mut large = LargeValues::default();
    let mut matrix = Vec::new();
    for (id, cells) in rows {
        let mut row = vec![0; row_size];
        row[..4].copy_from_slice(&id.to_le_bytes());
        row[one] |= 0xC0;
        for (cell_id, property_type, bytes) in cells {
            let column = columns.iter().find(|column| column.id == *cell_id).unwrap();
            let value = match fixed_width(*property_type) {
                Some(_) => bytes.clone(),
                None => large.add_value(image, &mut heap, bytes).to_le_bytes().to_vec(),
            };
            row[column.offset..column.offset + column.width].copy_from_slice(&value);
            row[one + column.bit / 8] |= 0x80 >> (column.bit % 8);
        }
        matrix.push(row);
    }
    let index: Vec<_> =
        rows.iter().enumerate().map(|(index, (id, _))| row_id(image.layout, *id, index)).collect();
    let row_index = heap.bth((4, if image.layout == Layout::Ansi { 2 } else { 4 }), &index, 100);
    let matrix_at = if matrix.len() * row_size <= LARGEST {
        large.add_value(image, &mut heap, &matrix.concat())
    } else {
        // Rows never span blocks, and all blocks except the last are full.
        let capacity = image.layout.block_capacity();
        let mut blocks: Vec<_> = matrix.chunks(capacity / row_size).map(<[Vec<u8>]>::concat).collect();
        let last = blocks.len() - 1;
        blocks[..last].iter_mut().for_each(|block| block.resize(capacity, 0));
        large.0.push((0x7_FFFF, image.data_in(blocks), 0));
        0x7_FFFF
    };
    let mut info = vec![0x7C, columns.len() as u8 + 2];
    info.extend([four, four, one, row_size].into_iter().flat_map(|end| (end as u16).to_le_bytes()));
    info.extend([row_index, matrix_at, 0].into_iter().flat_map(u32::to_le_bytes));
    info.extend([0x03, 0, 0xF2, 0x67, 0, 0, 4, 0]);
    info.extend([0x03, 0, 0xF3, 0x67, 4, 0, 4, 1]);
    for column in &columns {
        info.extend(column.property_type.to_le_bytes());
        info.extend(column.id.to_le_bytes());
        info.extend((column.offset as u16).to_le_bytes());
        info.extend([column.width as u8, column.bit as u8]);
    }
    let root = heap.add(info);
    let data = image.data_in(heap.finish(0x7C, root));
    large.0.sort_unstable();
    (data, image.subnodes(&large.0))
}

struct Column {
    id: u16,
    property_type: u16,
    width: usize,
    offset: usize,
    bit: usize,
}

/// Returns the columns in the order of their width, the widest first.
fn columns(rows: &[(u32, Vec<Property>)]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (id, property_type, _) in rows.iter().flat_map(|(_, cells)| cells) {
        if columns.iter().all(|column| column.id != *id) {
            let width = fixed_width(*property_type).unwrap_or(4);
            columns.push(Column { id: *id, property_type: *property_type, width, offset: 0, bit: 0 });
        }
    }
    columns.sort_by_key(|column| std::cmp::Reverse(column.width));
    let mut offset = 8;
    for (index, column) in columns.iter_mut().enumerate() {
        column.offset = offset;
        column.bit = index + 2;
        offset += column.width;
    }
    columns
}

fn fixed_width(property_type: u16) -> Option<usize> {
    match property_type {
        0x000B => Some(1),
        0x0002 => Some(2),
        0x0003 => Some(4),
        0x0014 | 0x0040 => Some(8),
        _ => None,
    }
}

/// Returns a `TCROWID`. The index has two bytes in ANSI files.
fn row_id(layout: Layout, id: u32, index: usize) -> (Vec<u8>, Vec<u8>) {
    let width = if layout == Layout::Ansi { 2 } else { 4 };
    (id.to_le_bytes().to_vec(), index.to_le_bytes()[..width].to_vec())
}
