//! ZIP files (APPNOTE, section 4.3). If the directory at the end of the file is missing, entries are found by
//! their local headers.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek as _, SeekFrom};

use foundmail_defect::{Defect, Effect, Reason};
use zip::read::{read_zipfile_from_stream, read_zipfile_from_stream_with_options};
use zip::{CompressionMethod, ZipArchive, ZipReadOptions};

use crate::content::{Content, ReadSeek};

/// The largest number of bytes of one entry that are read into memory.
const LARGEST: u64 = 1 << 30;
/// The largest number of unpacked bytes for each packed byte, in addition to [`ALWAYS`]. Text compresses to about
/// one twentieth.
const MOST_GROWTH: u64 = 250;
/// Unpacked bytes that are allowed for any entry, regardless of its packed size.
const ALWAYS: u64 = 1 << 20;
/// The largest number of entries that are read from one archive.
const MOST_ENTRIES: usize = 4_000_000;

/// The first bytes of every local header. A ZIP file begins with a local header.
pub(crate) const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";

/// The first bytes of every entry in the directory.
const DIRECTORY_HEADER: [u8; 4] = *b"PK\x01\x02";

/// A ZIP file, open for reading.
pub(crate) struct ZipFile {
    file: Box<dyn ReadSeek>,
    entries: Vec<ZipEntry>,
    by_name: HashMap<String, usize>,
    /// Defects of the archive itself.
    pub(crate) flaws: Vec<Defect>,
}

/// An entry of a ZIP file. It is a folder if its name ends in `/`.
#[derive(Debug)]
pub(crate) struct ZipEntry {
    /// The name. Invalid UTF-8 is replaced by U+FFFD.
    pub(crate) name: String,
    /// The original bytes of the name, if they are not UTF-8.
    pub(crate) foreign_name: Option<Vec<u8>>,
    /// Offset of the entry's local header.
    header: u64,
    /// Number of packed bytes that the directory or the local header declares.
    pub(crate) packed: u64,
    /// Number of unpacked bytes and their CRC-32, which the directory declares.
    unpacked: Option<(u64, u32)>,
    /// True if the entry is a symbolic link.
    pub(crate) is_link: bool,
    /// The reason why the entry cannot be unpacked.
    refused: Option<&'static str>,
}

impl ZipEntry {
    /// Returns the number of unpacked bytes that the directory declares.
    pub(crate) fn size(&self) -> Option<u64> {
        self.unpacked.map(|(size, _)| size)
    }
}

impl ZipFile {
    pub(crate) fn open(content: &Content) -> io::Result<Self> {
        let file = content.open()?;
        let mut container = Self { file, entries: Vec::new(), by_name: HashMap::new(), flaws: Vec::new() };
        match directory(content) {
            Ok((entries, false)) => container.entries = entries,
            // The `zip` library keeps only the last entry of each name. The other entries are found by their local
            // headers.
            Ok((entries, true)) => {
                let listed: HashSet<u64> = entries.iter().map(|entry| entry.header).collect();
                container.by_headers()?;
                container.flaws.clear();
                container.entries.retain(|entry| !listed.contains(&entry.header));
                container.entries.extend(entries);
                container.entries.sort_by_key(|entry| entry.header);
            }
            Err(error) => {
                let what = format!(
                    "the directory of the archive cannot be read ({error}), so Foundmail searched the whole file for entries"
                );
                let defect = Defect::new("file", what, Effect::Nothing);
                container.flaws.push(defect.because(Reason::DirectoryDamaged));
                container.by_headers()?;
            }
        }
        if container.entries.len() >= MOST_ENTRIES {
            let why = format!("the archive has more than {MOST_ENTRIES} entries");
            let defect = Defect::new("file", why.clone(), Effect::RestUnreadable);
            container.flaws.push(defect.because(Reason::Limit { why }));
        }
        let names = container.entries.iter().enumerate().map(|(index, entry)| (entry.name.clone(), index));
        container.by_name = names.collect();
        Ok(container)
    }

    /// Returns the names in the directory. Does not search for entries that the directory does not list.
    pub(crate) fn names(content: &Content) -> io::Result<Vec<String>> {
        Ok(directory(content)?.0.into_iter().map(|entry| entry.name).collect())
    }

    fn by_headers(&mut self) -> io::Result<()> {
        let mut at = 0;
        let mut skipped = 0_u64;
        while let Some(header) = self.next_header(at)? {
            skipped = skipped.saturating_add(header.saturating_sub(at));
            self.file.seek(SeekFrom::Start(header))?;
            let found = read_zipfile_from_stream(&mut self.file);
            let found = found.ok().flatten().map(|entry| ZipEntry {
                unpacked: None,
                ..entry_of(entry.name_raw(), header, entry.compressed_size())
            });
            // When the library drops an entry, it seeks to the end of the entry's bytes.
            at = match &found {
                Some(_) => self.file.stream_position()?.max(header.saturating_add(4)),
                None => header.saturating_add(4),
            };
            self.entries.extend(found);
            if self.entries.len() >= MOST_ENTRIES {
                break;
            }
        }
        if skipped > 0 {
            let what = format!("{skipped} bytes of the archive belong to no entry");
            let defect = Defect::new("file", what, Effect::FolderIncomplete);
            self.flaws.push(defect.because(Reason::PartDamaged));
        }
        let mut next = [0; 4];
        self.file.seek(SeekFrom::Start(at))?;
        if self.file.read_exact(&mut next).is_err() || next != DIRECTORY_HEADER {
            let size = self.file.seek(SeekFrom::End(0))?;
            let what = "the archive ends before its directory";
            let defect = Defect::new("file", what, Effect::RestUnreadable);
            self.flaws.push(defect.because(Reason::EndsEarly { size, expected: None }));
        }
        Ok(())
    }

    /// Returns the offset of the next local header at or after `from`.
    fn next_header(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut block = Vec::new();
        let mut start = from;
        loop {
            self.file.seek(SeekFrom::Start(start))?;
            block.clear();
            (&mut self.file).take(1 << 16).read_to_end(&mut block)?;
            if let Some(found) = block.windows(4).position(|window| window == LOCAL_HEADER) {
                return Ok(start.checked_add(found as u64));
            }
            if block.len() < 1 << 16 {
                return Ok(None);
            }
            start = start.saturating_add((block.len() as u64).saturating_sub(3));
        }
    }

    pub(crate) fn entries(&self) -> &[ZipEntry] {
        &self.entries
    }

    /// Returns the index of the entry with this name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Returns the bytes of an entry and, if some are missing, the reason.
    pub(crate) fn read(&mut self, index: usize) -> (Vec<u8>, Option<String>) {
        let Some(entry) = self.entries.get(index) else {
            return (Vec::new(), Some("the entry does not exist".to_owned()));
        };
        let limit = entry.packed.saturating_mul(MOST_GROWTH).saturating_add(ALWAYS).min(LARGEST);
        let mut bytes = Vec::new();
        let read = self.unpack(index, &mut |entry| entry.take(limit).read_to_end(&mut bytes).map(|_| ()));
        let flaw = match read {
            Err(error) => Some(error.to_string()),
            Ok(()) if bytes.len() as u64 >= limit => {
                Some("the unpacked file is larger than the limit".to_owned())
            }
            Ok(()) => None,
        };
        (bytes, flaw)
    }

    /// Calls `take` with a reader of the entry's unpacked bytes. The reader fails if bytes are missing or the
    /// checksum is wrong.
    pub(crate) fn unpack(
        &mut self,
        index: usize,
        take: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>,
    ) -> io::Result<()> {
        let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let entry = self.entries.get(index).ok_or_else(|| invalid("the entry does not exist"))?;
        if let Some(refused) = entry.refused {
            return Err(invalid(refused));
        }
        self.file.seek(SeekFrom::Start(entry.header))?;
        let mut options = ZipReadOptions::default().override_compressed_size(entry.packed);
        if let Some((size, crc)) = entry.unpacked {
            options = options.override_uncompressed_size(size).override_crc(crc);
        }
        let found = read_zipfile_from_stream_with_options(&mut self.file, options);
        let Some(mut entry) = found.map_err(io::Error::from)? else {
            return Err(invalid("the entry does not exist"));
        };
        take(&mut entry)
    }
}

/// Returns the entries in the directory. The second value is true if several entries have the same name.
fn directory(content: &Content) -> io::Result<(Vec<ZipEntry>, bool)> {
    let mut archive = ZipArchive::new(content.open()?).map_err(io::Error::from)?;
    let mut entries = Vec::new();
    for index in 0..archive.len().min(MOST_ENTRIES) {
        let entry = archive.by_index_raw(index).map_err(io::Error::from)?;
        let refused = if entry.encrypted() {
            Some(ENCRYPTED)
        } else {
            let known =
                [CompressionMethod::Stored, CompressionMethod::Deflated, CompressionMethod::Deflate64];
            (!known.contains(&entry.compression())).then_some(UNKNOWN_METHOD)
        };
        entries.push(ZipEntry {
            unpacked: Some((entry.size(), entry.crc32())),
            is_link: entry.is_symlink(),
            refused,
            ..entry_of(entry.name_raw(), entry.header_start(), entry.compressed_size())
        });
    }
    Ok((entries, archive.has_duplicate_names()))
}

const ENCRYPTED: &str = "the file is encrypted; unpack the archive with its password, then import the folder";
const UNKNOWN_METHOD: &str =
    "the compression method of the file is not supported; unpack the archive, then import the folder";

fn entry_of(name: &[u8], header: u64, packed: u64) -> ZipEntry {
    let foreign_name = std::str::from_utf8(name).is_err().then(|| name.to_vec());
    let name = String::from_utf8_lossy(name).into_owned();
    ZipEntry { name, foreign_name, header, packed, unpacked: None, is_link: false, refused: None }
}
