//! TAR files: the POSIX formats `ustar` and `pax` (IEEE 1003.1, utility `pax`), and the long names of GNU tar.
//! This module reads the headers without a library, because it must limit names and sizes, and must find entries
//! after a damaged header.

use std::collections::HashMap;
use std::io::{self, Read, Seek as _, SeekFrom};

use foundmail_defect::{Defect, Effect, Reason};

use crate::content::{Content, ReadSeek};

/// Headers and files begin at multiples of this number of bytes.
const BLOCK: u64 = 512;
/// The largest number of zero bytes at the end of an intact archive. The zeros usually fill a tape record of 10
/// KiB, but some programs write many more.
const MOST_ZEROS: u64 = 1 << 20;
/// The largest number of bytes of a long name, or of a list of pax records, that are read.
const LONGEST: u64 = 64 * 1024;
/// The largest number of entries that are read from one archive.
const MOST_ENTRIES: usize = 4_000_000;

/// A file, folder or link in a TAR file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TarEntry {
    /// The name, in the encoding of the archive.
    pub(crate) name: Vec<u8>,
    pub(crate) kind: TarEntryKind,
    /// Offset of the entry's first byte in the archive.
    pub(crate) at: u64,
    pub(crate) size: u64,
    /// A description of damage to the entry.
    pub(crate) flaw: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TarEntryKind {
    File,
    Folder,
    Link,
}

/// The contents of a TAR file.
#[derive(Debug, Default)]
pub(crate) struct TarContents {
    pub(crate) entries: Vec<TarEntry>,
    /// Defects of the archive itself.
    pub(crate) flaws: Vec<Defect>,
}

/// Returns true if the bytes begin with a header of a TAR file.
pub(crate) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.get(..512) else { return false };
    block.get(257..262) == Some(b"ustar") && checksum_fits(block)
}

/// Lists the contents of a TAR file.
pub(crate) fn list(content: &Content) -> io::Result<TarContents> {
    let length = content.size()?;
    let mut listing = TarScanner {
        file: content.open()?,
        length,
        contents: TarContents::default(),
        by_name: HashMap::new(),
        long_name: None,
        long_size: None,
    };
    listing.all()?;
    Ok(listing.contents)
}

struct TarScanner {
    file: Box<dyn ReadSeek>,
    length: u64,
    contents: TarContents,
    /// Offset and size of each file by name. A hard link refers to a file by its name.
    by_name: HashMap<Vec<u8>, (u64, u64)>,
    /// Name and size that a special entry declares for the entry after it.
    long_name: Option<Vec<u8>>,
    long_size: Option<u64>,
}

impl TarScanner {
    fn all(&mut self) -> io::Result<()> {
        let end = self.length.div_ceil(BLOCK).saturating_mul(BLOCK);
        let (mut at, mut last) = (0, 0);
        // An intact archive ends with blocks of zeros. If they are absent, entries may be missing.
        let mut has_end_mark = false;
        let mut last_zeros = 0_u64;
        while at != end && self.contents.entries.len() < MOST_ENTRIES {
            let block = if at < self.length { self.bytes(at, BLOCK)? } else { Vec::new() };
            if block.len() == 512 && block.iter().all(|&byte| byte == 0) {
                at = at.saturating_add(BLOCK);
                last = at;
                has_end_mark = true;
                last_zeros = last_zeros.saturating_add(BLOCK);
            } else if block.len() == 512 && checksum_fits(&block) {
                has_end_mark = false;
                last_zeros = 0;
                last = at.saturating_add(BLOCK);
                let size = self.entry(&block, last)?;
                at = last.saturating_add(size.div_ceil(BLOCK).saturating_mul(BLOCK));
            } else {
                // The previous entry declares a wrong size, a header is damaged, or the end of the file is
                // missing.
                let found = self.next_header(last)?;
                self.cut_last(found.unwrap_or(self.length));
                let Some(found) = found else {
                    if at >= self.length {
                        self.ends_early();
                    } else {
                        let what = format!("the archive is damaged from byte {at} on");
                        self.flaw(what, Effect::RestUnreadable, Reason::PartDamaged);
                    }
                    return Ok(());
                };
                let what = format!("the archive is damaged before byte {found}");
                self.flaw(what, Effect::FolderIncomplete, Reason::PartDamaged);
                (at, last) = (found, found);
            }
        }
        if last_zeros > MOST_ZEROS {
            let what = format!("the last {last_zeros} bytes of the archive are zero");
            self.flaw(what, Effect::RestUnreadable, Reason::PartDamaged);
        }
        if self.contents.entries.len() >= MOST_ENTRIES {
            let why = format!("the archive has more than {MOST_ENTRIES} entries");
            self.flaw(why.clone(), Effect::RestUnreadable, Reason::Limit { why });
        }
        if self.contents.entries.last().is_some_and(|last| last.at.saturating_add(last.size) > self.length) {
            self.cut_last(self.length);
            self.ends_early();
        } else if !has_end_mark && self.contents.entries.len() < MOST_ENTRIES {
            self.ends_early();
        }
        Ok(())
    }

    fn ends_early(&mut self) {
        let what = format!("the archive ends too early, at byte {}", self.length);
        let reason = Reason::EndsEarly { size: self.length, expected: None };
        self.flaw(what, Effect::RestUnreadable, reason);
    }

    fn flaw(&mut self, what: String, effect: Effect, reason: Reason) {
        self.contents.flaws.push(Defect::new("file", what, effect).because(reason));
    }

    /// Shortens the last entry if it extends beyond `end`, which is the next header or the end of the file.
    fn cut_last(&mut self, end: u64) {
        if let Some(last) = self.contents.entries.last_mut()
            && last.at.saturating_add(last.size) > end
        {
            last.size = end.saturating_sub(last.at);
            last.flaw = Some("the end of this file is missing in the archive");
        }
    }

    fn bytes(&mut self, at: u64, size: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(at))?;
        (&mut self.file).take(size).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns the offset of the next header at or after `from`.
    fn next_header(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut at = from.div_ceil(BLOCK).saturating_mul(BLOCK);
        while at < self.length {
            let bytes = self.bytes(at, 1 << 20)?;
            for block in bytes.chunks(512) {
                if is_header(block) {
                    return Ok(Some(at));
                }
                at = at.saturating_add(BLOCK);
            }
        }
        Ok(None)
    }

    /// Reads the header of one entry. Returns the number of data bytes that follow the header.
    fn entry(&mut self, block: &[u8], data: u64) -> io::Result<u64> {
        let field = |range: std::ops::Range<usize>| block.get(range).unwrap_or_default();
        let type_flag = block.get(156).copied().unwrap_or_default();
        let own_size = number(field(124..136)).unwrap_or(0);
        match type_flag {
            b'L' => {
                let name = self.bytes(data, own_size.min(LONGEST))?;
                self.long_name = Some(until_zero(&name).to_vec());
                return Ok(own_size);
            }
            b'x' => {
                let records = self.bytes(data, own_size.min(LONGEST))?;
                self.pax(&records);
                return Ok(own_size);
            }
            b'K' | b'g' => return Ok(own_size),
            _ => {}
        }
        let size = self.long_size.take().unwrap_or(own_size);
        let name = self.long_name.take().unwrap_or_else(|| {
            let prefix = if field(257..263) == b"ustar\0" { until_zero(field(345..500)) } else { &[] };
            let name = until_zero(field(0..100));
            if prefix.is_empty() { name.to_vec() } else { [prefix, b"/", name].concat() }
        });
        let entry = |kind, at, size, flaw| TarEntry { name: name.clone(), kind, at, size, flaw };
        match type_flag {
            0 | b'0' | b'7' if name.ends_with(b"/") => {
                self.contents.entries.push(entry(TarEntryKind::Folder, data, 0, None));
            }
            0 | b'0' | b'7' => {
                self.by_name.insert(name.clone(), (data, size));
                self.contents.entries.push(entry(TarEntryKind::File, data, size, None));
            }
            b'1' => {
                let target = self.by_name.get(until_zero(field(157..257))).copied();
                let (kind, at, size) = match target {
                    Some((at, size)) => (TarEntryKind::File, at, size),
                    None => (TarEntryKind::Link, data, 0),
                };
                self.contents.entries.push(entry(kind, at, size, None));
                return Ok(0);
            }
            b'2' => {
                self.contents.entries.push(entry(TarEntryKind::Link, data, 0, None));
                return Ok(0);
            }
            b'5' => {
                self.contents.entries.push(entry(TarEntryKind::Folder, data, 0, None));
                return Ok(0);
            }
            b'S' => {
                let flaw = Some(
                    "the file is stored as a sparse file, which is not supported; unpack the archive, then import the folder",
                );
                self.contents.entries.push(entry(TarEntryKind::File, data, 0, flaw));
            }
            // Devices have no bytes.
            _ => {}
        }
        Ok(size)
    }

    /// Reads the name and size of the next entry from pax records of the form `LENGTH KEY=VALUE`.
    fn pax(&mut self, mut records: &[u8]) {
        while let Some(space) = records.iter().position(|&byte| byte == b' ') {
            let length = records.get(..space).and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(length) = length.and_then(|digits| digits.parse::<usize>().ok()) else { return };
            let record = space.checked_add(1).and_then(|start| records.get(start..length));
            let Some(record) = record else { return };
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            if let Some(path) = record.strip_prefix(b"path=") {
                self.long_name = Some(path.to_vec());
            } else if let Some(size) = record.strip_prefix(b"size=") {
                self.long_size = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok());
            }
            records = records.get(length..).unwrap_or_default();
        }
    }
}

/// Returns the bytes before the first zero.
fn until_zero(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// Reads a number in octal digits. A number too large for the field is binary, marked by the highest bit of the
/// first byte.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((first, rest)) = field.split_first()
        && first & 0x80 != 0
    {
        let start = u64::from(first & 0x7F);
        return rest.iter().try_fold(start, |sum, &byte| sum.checked_mul(256)?.checked_add(u64::from(byte)));
    }
    let digits =
        field.iter().skip_while(|&&byte| byte == b' ').take_while(|byte| (b'0'..=b'7').contains(byte));
    digits
        .copied()
        .try_fold(0, |sum: u64, digit| sum.checked_mul(8)?.checked_add(u64::from(digit.saturating_sub(b'0'))))
}

/// Returns true if the checksum of a header is correct. The correct checksum is the sum of all bytes of the
/// header. Each byte of the checksum field counts as a space.
fn checksum_fits(block: &[u8]) -> bool {
    let field = 148..156;
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, &byte)| if field.contains(&at) { 32 } else { u64::from(byte) })
        .fold(0, u64::saturating_add);
    let said = block.get(field).and_then(number);
    said == Some(sum) && sum > 256
}
