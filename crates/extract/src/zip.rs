//! Reads ZIP files in memory (APPNOTE, section 4.3). If the central directory is missing, entries are found by
//! their local headers.

use std::io::Read;

use flate2::bufread::DeflateDecoder;

use crate::budget::ExtractionBudget;
use crate::bytes::{find, find_last, size_at, slice_at, u16_at, u32_at, u64_at};
use crate::charset;
use crate::extracted::FailureReason;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
/// Maximum number of entries.
const MAX_ENTRIES: usize = 100_000;
/// The value of a size or offset whose actual value is in the extra field.
const IN_EXTRA_FIELD: usize = 0xFFFF_FFFF;
/// Maximum distance of the end record from the end of the file, in bytes.
const MAX_END_DISTANCE: usize = 22 + 0xFFFF;
/// Maximum length of a name, in bytes.
const MAX_NAME_LENGTH: usize = 1_024;
/// Unpacked size that is allowed for any stream, regardless of its packed size, in bytes.
const MIN_ALLOWED_SIZE: usize = 1 << 20;

/// A ZIP file.
#[derive(Debug)]
pub(crate) struct Zip<'b> {
    bytes: &'b [u8],
    pub(crate) entries: Vec<ZipEntry>,
    /// False if the central directory is damaged or missing. Entries may then be missing too.
    pub(crate) is_complete: bool,
}

/// An entry of a ZIP file.
#[derive(Debug, Clone)]
pub(crate) struct ZipEntry {
    pub(crate) name: String,
    method: u16,
    pub(crate) encrypted: bool,
    /// Size in bytes. 0 if only the end of the data says it.
    pub(crate) size: u64,
    /// CRC-32 of the data. `None` if only the end of the data says it.
    checksum: Option<u32>,
    /// Packed size in bytes.
    packed: usize,
    /// Offset of the entry's local header.
    header: usize,
}

impl<'b> Zip<'b> {
    /// Lists the entries of a ZIP file.
    pub(crate) fn open(bytes: &'b [u8]) -> Self {
        match entries_of_directory(bytes) {
            Some(entries) => Self { bytes, entries, is_complete: true },
            None => Self { bytes, entries: entries_of_headers(bytes), is_complete: false },
        }
    }

    /// Returns the entry with this name. Upper and lower case do not matter.
    pub(crate) fn find(&self, name: &str) -> Option<&ZipEntry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Returns the bytes of the entry with this name. Returns `None` if the entry does not exist.
    pub(crate) fn read_named(
        &self,
        name: &str,
        budget: &mut ExtractionBudget,
    ) -> Result<Option<Vec<u8>>, FailureReason> {
        self.find(name).map(|entry| self.read(entry, budget)).transpose()
    }

    /// Returns the bytes of an entry. If the entry is damaged, returns the bytes before the damage. Fails if no
    /// bytes can be read.
    pub(crate) fn read(
        &self,
        entry: &ZipEntry,
        budget: &mut ExtractionBudget,
    ) -> Result<Vec<u8>, FailureReason> {
        let packed = self.openable(entry, budget)?;
        match entry.method {
            0 => {
                let room = budget.unpacked.min(packed.len());
                budget.unpacked = budget.unpacked.saturating_sub(room);
                packed.get(..room).map(<[u8]>::to_vec).ok_or(FailureReason::TooLarge)
            }
            8 => unpack(DeflateDecoder::new(packed), packed.len(), budget),
            _ => Err(FailureReason::Unsupported),
        }
    }

    /// Returns the bytes of an entry like [`read`](Self::read), and says whether they are complete.
    pub(crate) fn read_checked(
        &self,
        entry: &ZipEntry,
        budget: &mut ExtractionBudget,
    ) -> Result<Unpacked, FailureReason> {
        let packed = self.openable(entry, budget)?;
        let mut unpacked = match entry.method {
            0 if packed.len() > budget.unpacked => return Err(FailureReason::TooLarge),
            0 => Unpacked { bytes: packed.to_vec(), is_damaged: false },
            8 => unpack_checked(DeflateDecoder::new(packed), packed.len(), budget)?,
            _ => return Err(FailureReason::Unsupported),
        };
        let mut crc = flate2::Crc::new();
        crc.update(&unpacked.bytes);
        unpacked.is_damaged |= entry.checksum.is_some_and(|checksum| checksum != crc.sum());
        Ok(unpacked)
    }

    /// Returns the packed bytes of an entry that needs no password.
    fn openable(&self, entry: &ZipEntry, budget: &mut ExtractionBudget) -> Result<&'b [u8], FailureReason> {
        budget.entry()?;
        if entry.encrypted {
            return Err(FailureReason::Encrypted);
        }
        self.packed(entry).ok_or(FailureReason::Damaged)
    }

    fn packed(&self, entry: &ZipEntry) -> Option<&'b [u8]> {
        let header = self.bytes.get(entry.header..)?;
        if !header.starts_with(LOCAL) {
            return None;
        }
        let start = 30_usize
            .checked_add(usize::from(u16_at(header, 26)?))?
            .checked_add(usize::from(u16_at(header, 28)?))?;
        let rest = header.get(start..)?;
        // A truncated file may contain fewer bytes.
        rest.get(..entry.packed.min(rest.len()))
    }
}

/// The bytes of a stream.
#[derive(Debug)]
pub(crate) struct Unpacked {
    pub(crate) bytes: Vec<u8>,
    /// True if the stream is damaged, so that bytes are missing or wrong.
    pub(crate) is_damaged: bool,
}

/// Unpacks a stream of `packed` bytes within the budget. If the stream is damaged, returns the bytes before the
/// damage.
pub(crate) fn unpack(
    from: impl Read,
    packed: usize,
    budget: &mut ExtractionBudget,
) -> Result<Vec<u8>, FailureReason> {
    unpack_checked(from, packed, budget).map(|unpacked| unpacked.bytes)
}

/// Unpacks a stream like [`unpack`], and says whether it is complete.
pub(crate) fn unpack_checked(
    mut from: impl Read,
    packed: usize,
    budget: &mut ExtractionBudget,
) -> Result<Unpacked, FailureReason> {
    const STEP: usize = 64 * 1024;
    let allowed = packed.saturating_mul(budget.growth).max(MIN_ALLOWED_SIZE);
    let mut out = Vec::with_capacity(packed.saturating_mul(3).min(MIN_ALLOWED_SIZE));
    loop {
        budget.check_time()?;
        let room = budget.unpacked.min(allowed.saturating_add(1).saturating_sub(out.len())).min(STEP);
        let before = out.len();
        let done = from.by_ref().take(room as u64).read_to_end(&mut out);
        let count = out.len().saturating_sub(before);
        budget.unpacked = budget.unpacked.saturating_sub(count);
        if out.len() > allowed {
            return Err(FailureReason::TooLarge);
        }
        match done {
            Err(_) if out.is_empty() => return Err(FailureReason::Damaged),
            Err(_) => return Ok(Unpacked { bytes: out, is_damaged: true }),
            Ok(_) if count < room => return Ok(Unpacked { bytes: out, is_damaged: false }),
            Ok(_) if budget.unpacked == 0 => return Err(FailureReason::TooLarge),
            Ok(_) => {}
        }
    }
}

fn entries_of_directory(bytes: &[u8]) -> Option<Vec<ZipEntry>> {
    let tail_at = bytes.len().saturating_sub(MAX_END_DISTANCE);
    let end_at = tail_at.checked_add(find_last(bytes.get(tail_at..)?, END)?)?;
    let end = bytes.get(end_at..)?;
    let mut count = usize::from(u16_at(end, 10)?);
    let mut size = size_at(end, 12)?;
    let mut start = size_at(end, 16)?;
    let mut directory_end = end_at;
    if count == 0xFFFF || start == IN_EXTRA_FIELD {
        let near = end_at.saturating_sub(MAX_END_DISTANCE);
        let at = near.checked_add(find_last(bytes.get(near..end_at)?, END_64)?)?;
        let end = bytes.get(at..)?;
        count = usize::try_from(u64_at(end, 32)?).ok()?;
        size = usize::try_from(u64_at(end, 40)?).ok()?;
        start = usize::try_from(u64_at(end, 48)?).ok()?;
        directory_end = at;
    }
    // Other bytes may precede the ZIP file. The offsets do not count these bytes.
    let shift = directory_end.checked_sub(size)?.saturating_sub(start);
    let mut at = start.checked_add(shift)?;
    let mut entries = Vec::new();
    while entries.len() < count.min(MAX_ENTRIES) {
        let header = bytes.get(at..)?;
        if !header.starts_with(CENTRAL) {
            return None;
        }
        let (entry, length) = central(header, shift)?;
        entries.push(entry);
        at = at.checked_add(length)?;
    }
    let first_is_there =
        entries.first().is_none_or(|entry| bytes.get(entry.header..).is_some_and(|at| at.starts_with(LOCAL)));
    first_is_there.then_some(entries)
}

fn central(header: &[u8], shift: usize) -> Option<(ZipEntry, usize)> {
    let (name_len, extra_len) = (usize::from(u16_at(header, 28)?), usize::from(u16_at(header, 30)?));
    let comment_len = usize::from(u16_at(header, 32)?);
    let name = slice_at(header, 46, name_len)?;
    let extra_at = 46_usize.checked_add(name_len)?;
    let extra = slice_at(header, extra_at, extra_len)?;
    let (mut packed, unpacked, mut offset) =
        (size_at(header, 20)?, size_at(header, 24)?, size_at(header, 42)?);
    let mut size = unpacked as u64;
    if let Some(mut wide) = extra_field(extra, 1) {
        // The extra field contains only the values that are too large for their fields (APPNOTE, section 4.5.3).
        let mut next = || {
            let value = u64_at(wide, 0).and_then(|value| usize::try_from(value).ok());
            wide = wide.get(8..).unwrap_or_default();
            value
        };
        if unpacked == IN_EXTRA_FIELD {
            size = next().unwrap_or(0) as u64;
        }
        if packed == IN_EXTRA_FIELD {
            packed = next()?;
        }
        if offset == IN_EXTRA_FIELD {
            offset = next()?;
        }
    }
    let entry = ZipEntry {
        name: name_of(name),
        method: u16_at(header, 10)?,
        encrypted: u16_at(header, 8)? & 1 != 0,
        size,
        checksum: u32_at(header, 16),
        packed,
        header: offset.checked_add(shift)?,
    };
    Some((entry, extra_at.checked_add(extra_len)?.checked_add(comment_len)?))
}

fn extra_field(mut extra: &[u8], id: u16) -> Option<&[u8]> {
    loop {
        let (this, len) = (u16_at(extra, 0)?, usize::from(u16_at(extra, 2)?));
        let content = slice_at(extra, 4, len)?;
        if this == id {
            return Some(content);
        }
        extra = extra.get(len.checked_add(4)?..)?;
    }
}

/// Finds entries by their local headers.
fn entries_of_headers(bytes: &[u8]) -> Vec<ZipEntry> {
    let mut entries = Vec::new();
    let mut at = 0_usize;
    while entries.len() < MAX_ENTRIES {
        let Some(found) = bytes.get(at..).and_then(|rest| find(rest, LOCAL)) else { break };
        let header_at = at.saturating_add(found);
        at = header_at.saturating_add(4);
        let Some(entry) = local(bytes, header_at) else { continue };
        if entry.packed < IN_EXTRA_FIELD {
            at = at.max(header_at.saturating_add(entry.packed));
        }
        entries.push(entry);
    }
    entries
}

fn local(bytes: &[u8], at: usize) -> Option<ZipEntry> {
    let header = bytes.get(at..)?;
    let flags = u16_at(header, 6)?;
    let name = slice_at(header, 30, usize::from(u16_at(header, 26)?))?;
    // If bit 3 is set, the size follows the data. The DEFLATE data contains its own end mark.
    let packed = if flags & 8 == 0 { size_at(header, 18)? } else { IN_EXTRA_FIELD };
    Some(ZipEntry {
        name: name_of(name),
        method: u16_at(header, 8)?,
        encrypted: flags & 1 != 0,
        size: if flags & 8 == 0 { size_at(header, 22)? as u64 } else { 0 },
        checksum: if flags & 8 == 0 { u32_at(header, 14) } else { None },
        packed,
        header: at,
    })
}

/// Decodes a name. Newer programs write names in UTF-8, older programs in the code page of their system.
fn name_of(bytes: &[u8]) -> String {
    let name = charset::decode(bytes.get(..bytes.len().min(MAX_NAME_LENGTH)).unwrap_or_default());
    name.chars().filter(|c| !c.is_control()).map(|c| if c == '\\' { '/' } else { c }).collect()
}
