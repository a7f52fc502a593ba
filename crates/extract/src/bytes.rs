//! Reads little-endian numbers at an offset. The functions return `None` if the bytes end before the number does.

/// Returns `len` bytes from `offset` on.
pub(crate) fn slice_at(bytes: &[u8], offset: usize, len: usize) -> Option<&[u8]> {
    bytes.get(offset..offset.checked_add(len)?)
}

/// Returns the 16-bit number at `offset`.
pub(crate) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(offset..)?.first_chunk()?))
}

/// Returns the 32-bit number at `offset`.
pub(crate) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(offset..)?.first_chunk()?))
}

/// Returns the 64-bit number at `offset`.
pub(crate) fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(offset..)?.first_chunk()?))
}

/// Returns the 32-bit number at `offset` as a `usize`.
pub(crate) fn size_at(bytes: &[u8], offset: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, offset)?).ok()
}

/// Returns the first offset of `what` in `bytes`.
pub(crate) fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0_usize;
    while let Some(at) = bytes.get(from..)?.iter().position(|&byte| byte == first) {
        let start = from.checked_add(at)?;
        if bytes.get(start..)?.starts_with(what) {
            return Some(start);
        }
        from = start.checked_add(1)?;
    }
    None
}

/// Returns the last offset of `what` in `bytes`.
pub(crate) fn find_last(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len().max(1)).rposition(|window| window == what)
}
