//! ZIP files (APPNOTE 4.3) in memory. Where the directory at the end is lost, entries are found by their own headers.

use std::io::Read;

use flate2::bufread::DeflateDecoder;

use crate::budget::Budget;
use crate::bytes::{find, find_last, size_at, slice_at, u16_at, u64_at};
use crate::{Kind, Reason, charset};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
/// Entries that are listed of one file.
const MOST: usize = 100_000;
/// A size that stands in the extra field instead.
const ELSEWHERE: usize = 0xFFFF_FFFF;
/// Where the end of the directory may begin, from the file's end.
const LONGEST_END: usize = 22 + 0xFFFF;
/// Bytes of a name that are kept.
const LONGEST_NAME: usize = 1_024;
/// Bytes of a stream that may always be unpacked, however few they are packed to.
const ALWAYS: usize = 1 << 20;

/// A ZIP file.
#[derive(Debug)]
pub(crate) struct Zip<'b> {
    bytes: &'b [u8],
    pub(crate) entries: Vec<Entry>,
    /// False if the directory was lost and more entries may have been.
    pub(crate) whole: bool,
}

/// One entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    method: u16,
    encrypted: bool,
    packed: usize,
    /// Where its own header stands.
    header: usize,
}

impl<'b> Zip<'b> {
    pub(crate) fn open(bytes: &'b [u8]) -> Self {
        match by_directory(bytes) {
            Some(entries) => Self { bytes, entries, whole: true },
            None => Self { bytes, entries: by_headers(bytes), whole: false },
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of the entry of a name; none if there is no such entry.
    pub(crate) fn read_named(&self, name: &str, budget: &mut Budget) -> Result<Option<Vec<u8>>, Reason> {
        self.find(name).map(|entry| self.read(entry, budget)).transpose()
    }

    /// An entry's bytes. Of one that is damaged, what comes before the damage, if anything does.
    pub(crate) fn read(&self, entry: &Entry, budget: &mut Budget) -> Result<Vec<u8>, Reason> {
        budget.entry()?;
        if entry.encrypted {
            return Err(Reason::Encrypted);
        }
        let packed = self.packed(entry).ok_or(Reason::Damaged)?;
        match entry.method {
            0 => {
                let room = budget.unpacked.min(packed.len());
                budget.unpacked = budget.unpacked.saturating_sub(room);
                packed.get(..room).map(<[u8]>::to_vec).ok_or(Reason::TooLarge)
            }
            8 => unpack(DeflateDecoder::new(packed), packed.len(), budget),
            _ => Err(Reason::Unsupported),
        }
    }

    fn packed(&self, entry: &Entry) -> Option<&'b [u8]> {
        let header = self.bytes.get(entry.header..)?;
        if !header.starts_with(LOCAL) {
            return None;
        }
        let start = 30_usize
            .checked_add(usize::from(u16_at(header, 26)?))?
            .checked_add(usize::from(u16_at(header, 28)?))?;
        let rest = header.get(start..)?;
        // Of a file that is cut, what there is.
        rest.get(..entry.packed.min(rest.len()))
    }
}

/// Unpacks a stream of `packed` bytes within the budget. What is there before damage counts.
pub(crate) fn unpack(mut from: impl Read, packed: usize, budget: &mut Budget) -> Result<Vec<u8>, Reason> {
    const STEP: usize = 64 * 1024;
    let allowed = packed.saturating_mul(budget.growth).max(ALWAYS);
    let mut out = Vec::with_capacity(packed.saturating_mul(3).min(ALWAYS));
    loop {
        budget.check_time()?;
        let room = budget.unpacked.min(allowed.saturating_add(1).saturating_sub(out.len())).min(STEP);
        let before = out.len();
        let done = from.by_ref().take(room as u64).read_to_end(&mut out);
        let count = out.len().saturating_sub(before);
        budget.unpacked = budget.unpacked.saturating_sub(count);
        if out.len() > allowed {
            return Err(Reason::TooLarge);
        }
        match done {
            Err(_) if out.is_empty() => return Err(Reason::Damaged),
            Err(_) => return Ok(out),
            Ok(_) if count < room => return Ok(out),
            Ok(_) if budget.unpacked == 0 => return Err(Reason::TooLarge),
            Ok(_) => {}
        }
    }
}

/// What a ZIP file is, by the names in it.
pub(crate) fn kind(bytes: &[u8]) -> Kind {
    // OpenDocument has its media type first, stored: OpenDocument 1.3, part 2, 3.3.
    let media_type = slice_at(bytes, 30, 8).filter(|name| *name == b"mimetype").and_then(|_| bytes.get(38..));
    let media_type = media_type.map(|rest| rest.get(..rest.len().min(80)).unwrap_or_default());
    if media_type.is_some_and(|media_type| find(media_type, b"opendocument").is_some()) {
        return Kind::OpenDocument;
    }
    let zip = Zip::open(bytes);
    let has = |start: &str| zip.entries.iter().take(5_000).any(|entry| entry.name.starts_with(start));
    let office = || has("[Content_Types].xml") || has("_rels/");
    match () {
        () if has("xl/workbook.bin") => Kind::Xlsb,
        () if has("word/") && (office() || has("word/document")) => Kind::Docx,
        () if has("xl/") && (office() || has("xl/workbook")) => Kind::Xlsx,
        () if has("ppt/") && (office() || has("ppt/presentation")) => Kind::Pptx,
        () if has("content.xml") && has("META-INF/") => Kind::OpenDocument,
        () => Kind::Zip,
    }
}

fn by_directory(bytes: &[u8]) -> Option<Vec<Entry>> {
    let tail_at = bytes.len().saturating_sub(LONGEST_END);
    let end_at = tail_at.checked_add(find_last(bytes.get(tail_at..)?, END)?)?;
    let end = bytes.get(end_at..)?;
    let mut count = usize::from(u16_at(end, 10)?);
    let mut size = size_at(end, 12)?;
    let mut start = size_at(end, 16)?;
    let mut directory_end = end_at;
    if count == 0xFFFF || start == ELSEWHERE {
        let near = end_at.saturating_sub(LONGEST_END);
        let at = near.checked_add(find_last(bytes.get(near..end_at)?, END_64)?)?;
        let end = bytes.get(at..)?;
        count = usize::try_from(u64_at(end, 32)?).ok()?;
        size = usize::try_from(u64_at(end, 40)?).ok()?;
        start = usize::try_from(u64_at(end, 48)?).ok()?;
        directory_end = at;
    }
    // Something may stand before the first entry, of which the offsets know nothing.
    let shift = directory_end.checked_sub(size)?.saturating_sub(start);
    let mut at = start.checked_add(shift)?;
    let mut entries = Vec::new();
    while entries.len() < count.min(MOST) {
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

fn central(header: &[u8], shift: usize) -> Option<(Entry, usize)> {
    let (name_len, extra_len) = (usize::from(u16_at(header, 28)?), usize::from(u16_at(header, 30)?));
    let comment_len = usize::from(u16_at(header, 32)?);
    let name = slice_at(header, 46, name_len)?;
    let extra_at = 46_usize.checked_add(name_len)?;
    let extra = slice_at(header, extra_at, extra_len)?;
    let (mut packed, unpacked, mut offset) =
        (size_at(header, 20)?, size_at(header, 24)?, size_at(header, 42)?);
    if let Some(mut wide) = extra_field(extra, 1) {
        // Only those stand there that did not fit: APPNOTE 4.5.3.
        let mut next = || {
            let value = u64_at(wide, 0).and_then(|value| usize::try_from(value).ok());
            wide = wide.get(8..).unwrap_or_default();
            value
        };
        if unpacked == ELSEWHERE {
            next();
        }
        if packed == ELSEWHERE {
            packed = next()?;
        }
        if offset == ELSEWHERE {
            offset = next()?;
        }
    }
    let entry = Entry {
        name: name_of(name),
        method: u16_at(header, 10)?,
        encrypted: u16_at(header, 8)? & 1 != 0,
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

/// Entries by their own headers, as far as they are there.
fn by_headers(bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = 0_usize;
    while entries.len() < MOST {
        let Some(found) = bytes.get(at..).and_then(|rest| find(rest, LOCAL)) else { break };
        let header_at = at.saturating_add(found);
        at = header_at.saturating_add(4);
        let Some(entry) = local(bytes, header_at) else { continue };
        if entry.packed < ELSEWHERE {
            at = at.max(header_at.saturating_add(entry.packed));
        }
        entries.push(entry);
    }
    entries
}

fn local(bytes: &[u8], at: usize) -> Option<Entry> {
    let header = bytes.get(at..)?;
    let flags = u16_at(header, 6)?;
    let name = slice_at(header, 30, usize::from(u16_at(header, 26)?))?;
    // With bit 3 set the size stands behind the data, which DEFLATE ends by itself.
    let packed = if flags & 8 == 0 { size_at(header, 18)? } else { ELSEWHERE };
    Some(Entry {
        name: name_of(name),
        method: u16_at(header, 8)?,
        encrypted: flags & 1 != 0,
        packed,
        header: at,
    })
}

/// Names are UTF-8 by now; older ones are in the code page of their writer.
fn name_of(bytes: &[u8]) -> String {
    let name = charset::decode(bytes.get(..bytes.len().min(LONGEST_NAME)).unwrap_or_default());
    name.chars().filter(|c| !c.is_control()).map(|c| if c == '\\' { '/' } else { c }).collect()
}
