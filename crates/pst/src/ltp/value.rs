//! Property values from their bytes, [MS-PST] 2.3.3.3 and [MS-OXCDATA] 2.11.1.

use std::sync::Arc;

use foundmail_mapi::{Data, Value};

use super::heap::{Heap, HeapNodeId, HeapValue};
use super::limits::ItemLimits;
use crate::bytes::{slice_at, u32_at};
use crate::flaw::{Flaw, Flaws};
use crate::format::NodeId;
use crate::ndb::DataTree;

/// `PtypObject`: the type of an embedded object.
pub(crate) const OBJECT: u16 = 0x000D;
/// `PtypBinary`: the type of binary data.
const BINARY: u16 = 0x0102;

/// Returns the size of the values of a type in bytes, or `None` if the size varies.
pub(crate) fn fixed_size(property_type: u16) -> Option<usize> {
    match property_type {
        0x000B => Some(1),
        0x0002 => Some(2),
        0x0003 | 0x0004 | 0x000A => Some(4),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        _ => None,
    }
}

/// Returns the value of a type from its bytes, or `None` if there are too few bytes.
pub(crate) fn from_bytes(property_type: u16, bytes: &[u8]) -> Option<Value> {
    /// The bit that marks a multi-valued type.
    const MULTIPLE: u16 = 0x1000;
    let single = property_type & !MULTIPLE;
    match property_type {
        0x1002 => Some(fixed_values(single, bytes, 2)),
        0x1003 | 0x1004 => Some(fixed_values(single, bytes, 4)),
        0x1005..=0x1007 | 0x1014 | 0x1040 => Some(fixed_values(single, bytes, 8)),
        0x1048 => Some(fixed_values(single, bytes, 16)),
        0x101E | 0x101F | 0x1102 => Some(Value::list_from_bytes(single, variable_values(bytes)?)),
        _ => Value::from_bytes(property_type, bytes),
    }
}

/// Returns the value that an `HNID` refers to. Returns `None` if the `HNID` is zero and the type has no empty value.
pub(crate) fn from_heap(
    heap: &Heap,
    hnid: HeapNodeId,
    property_type: u16,
    limits: &mut ItemLimits,
    flaws: &mut Flaws,
) -> Result<Option<Value>, Flaw> {
    let broken =
        || Flaw::new("property value", format!("the value has too few bytes for type {property_type:#06x}"));
    match heap.value(hnid, flaws)? {
        HeapValue::Empty if matches!(property_type, 0x101E | 0x101F | 0x1102) => {
            Ok(from_bytes(property_type, &[0; 4]))
        }
        HeapValue::Empty => Ok(from_bytes(property_type, &[])),
        HeapValue::Allocation(bytes) if property_type == OBJECT => {
            // The allocation contains the NID and the size of the object, [MS-PST] 2.3.3.5.
            let nid = u32_at(&bytes, 0).ok_or_else(broken)?;
            from_tree(heap.subnode_data(NodeId::new(nid), flaws)?, property_type, limits, flaws)
        }
        HeapValue::Allocation(bytes) => {
            limits.count_bytes(bytes.len() as u64)?;
            from_bytes(property_type, &bytes).map(Some).ok_or_else(broken)
        }
        HeapValue::Subnode(tree) => from_tree(tree, property_type, limits, flaws),
    }
}

/// Returns the value in a data tree. A large binary value stays in the file until it is read.
fn from_tree(
    tree: DataTree,
    property_type: u16,
    limits: &mut ItemLimits,
    flaws: &mut Flaws,
) -> Result<Option<Value>, Flaw> {
    let is_binary = matches!(property_type, BINARY | OBJECT);
    if is_binary && (tree.len() > ItemLimits::INLINE || limits.count_bytes(tree.len()).is_err()) {
        return Ok(Some(Value::Binary(Data::Stream(Arc::new(tree)))));
    }
    if !is_binary {
        // A text can be up to 1.5 times as long in UTF-8 as in UTF-16.
        limits.count_bytes(tree.len().min(ItemLimits::TEXT).saturating_mul(2))?;
    }
    let bytes = tree.read(ItemLimits::TEXT, flaws);
    if is_binary {
        return Ok(Some(Value::Binary(Data::Inline(bytes))));
    }
    from_bytes(property_type, &bytes).map(Some).ok_or_else(|| {
        Flaw::new("property value", format!("the value has too few bytes for type {property_type:#06x}"))
    })
}

/// Returns the values of a multi-valued type of fixed size, [MS-PST] 2.3.3.4.1.
fn fixed_values(single: u16, bytes: &[u8], size: usize) -> Value {
    Value::list_from_bytes(single, bytes.chunks_exact(size))
}

/// Splits the bytes of a multi-valued type of variable size into its values, [MS-PST] 2.3.3.4.2. The bytes contain
/// a count, an offset for each value, and the values.
fn variable_values(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let count = usize::try_from(u32_at(bytes, 0)?).ok()?;
    let offsets = slice_at(bytes, 4, count.checked_mul(4)?)?;
    let starts = offsets.chunks_exact(4).filter_map(|offset| u32_at(offset, 0)?.try_into().ok());
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    // Each value ends where the next one begins. If values could overlap, a small file could fill the memory.
    Some(starts.iter().zip(ends).map(|(&start, end)| bytes.get(start..end).unwrap_or_default()).collect())
}

#[cfg(test)]
mod tests {
    use super::from_bytes;

    fn check(property_type: u16, bytes: &[u8], expected: &str) {
        let value = from_bytes(property_type, bytes);
        assert_eq!(format!("{value:?}"), expected, "{property_type:#06x} {bytes:?}");
    }

    #[test]
    fn values_of_each_type() {
        check(0x0002, &[0xFF, 0xFF], "Some(I16(-1))");
        check(0x0003, &[1, 0, 0, 0], "Some(I32(1))");
        check(0x0003, &[1, 0, 0], "None");
        check(0x000B, &[1], "Some(Bool(true))");
        check(0x0014, &[2, 0, 0, 0, 0, 0, 0, 0], "Some(I64(2))");
        check(0x001E, b"ab", "Some(Text8([97, 98]))");
        check(0x001F, b"a\0b\0\0\0", "Some(Text(\"ab\"))");
        check(0x001F, &[0x00, 0xD8, b'x', 0, 9], "Some(Text(\"\u{FFFD}x\"))");
        check(0x0040, &[9, 0, 0, 0, 0, 0, 0, 0], "Some(Time(FileTime(9)))");
        check(0x0102, &[1, 2, 3], "Some(Binary(Data(3 bytes)))");
        check(0x1003, &[1, 0, 0, 0, 2, 0, 0, 0, 9], "Some(I32List([1, 2]))");
        check(0x0099, &[7], "Some(Unknown { property_type: 153, bytes: [7] })");
    }

    #[test]
    fn values_of_variable_size() {
        let two = [2, 0, 0, 0, 12, 0, 0, 0, 14, 0, 0, 0, b'a', 0, b'b', 0];
        check(0x101F, &two, "Some(TextList([\"a\", \"b\"]))");
        check(0x101F, &[0, 0, 0, 0], "Some(TextList([]))");
        check(0x1102, &[0xFF, 0xFF, 0xFF, 0xFF], "None");
        let backwards = [2, 0, 0, 0, 14, 0, 0, 0, 12, 0, 0, 0, b'a', 0, b'b', 0];
        check(0x1102, &backwards, "Some(BinaryList([[], [97, 0, 98, 0]]))");
    }
}
