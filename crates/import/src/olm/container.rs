//! The ZIP file that an OLM is. Where its directory at the end is lost, the entries are found by their own headers.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use foundmail_defect::Effect;
use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;

/// Bytes of one entry that are read at most.
const LARGEST: u64 = 1 << 30;
/// How many times larger than its packed bytes an entry may be, beyond the first ones. Text packs to a twentieth;
/// what grows more is made to fill memory.
const MOST_GROWTH: u64 = 250;
const ALWAYS: u64 = 1 << 20;
/// Entries that are taken of one file.
const MOST_ENTRIES: usize = 4_000_000;

/// The first bytes of every entry, and so of the file.
pub(crate) const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";

/// The first bytes of the directory.
const DIRECTORY_HEADER: [u8; 4] = *b"PK\x01\x02";

/// An OLM file, open for reading.
pub(super) struct Container {
    file: File,
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    /// What is wrong with the file as a whole, and what it costs.
    pub(super) flaws: Vec<(String, Effect)>,
}

/// An entry. A name that ends in `/` is a folder.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Where its own header stands.
    header: u64,
    /// Bytes in the file, as the directory or, without one, its header has them.
    packed: u64,
}

impl Container {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let mut container = Self { file, entries: Vec::new(), by_name: HashMap::new(), flaws: Vec::new() };
        if let Err(error) = container.by_directory() {
            let what = format!("its directory cannot be read ({error}); the entries were looked for");
            container.flaws.push((what, Effect::Nothing));
            container.entries.clear();
            container.by_headers()?;
        }
        let names = container.entries.iter().enumerate().map(|(index, entry)| (entry.name.clone(), index));
        container.by_name = names.collect();
        Ok(container)
    }

    /// The names of the entries as the directory has them, without looking for others.
    pub(super) fn names(path: &Path) -> io::Result<Vec<String>> {
        let mut archive = ZipArchive::new(File::open(path)?).map_err(io::Error::from)?;
        let count = archive.len().min(MOST_ENTRIES);
        let name = |index| Ok(name_of(archive.by_index_raw(index)?.name_raw()));
        (0..count).map(name).collect()
    }

    fn by_directory(&mut self) -> io::Result<()> {
        let mut archive = ZipArchive::new(self.file.try_clone()?).map_err(io::Error::from)?;
        for index in 0..archive.len().min(MOST_ENTRIES) {
            let entry = archive.by_index_raw(index).map_err(io::Error::from)?;
            let (header, packed) = (entry.header_start(), entry.compressed_size());
            self.entries.push(Entry { name: name_of(entry.name_raw()), header, packed });
        }
        Ok(())
    }

    fn by_headers(&mut self) -> io::Result<()> {
        let mut at = 0;
        let mut skipped = 0_u64;
        while let Some(header) = self.next_header(at)? {
            skipped = skipped.saturating_add(header.saturating_sub(at));
            self.file.seek(SeekFrom::Start(header))?;
            let found = read_zipfile_from_stream(&mut self.file);
            let found =
                found.ok().flatten().map(|entry| (name_of(entry.name_raw()), entry.compressed_size()));
            // What is dropped passes over its bytes, to where the next header should be.
            at = match &found {
                Some(_) => self.file.stream_position()?.max(header.saturating_add(4)),
                None => header.saturating_add(4),
            };
            if let Some((name, packed)) = found {
                self.entries.push(Entry { name, header, packed });
            }
            if self.entries.len() >= MOST_ENTRIES {
                break;
            }
        }
        if skipped > 0 {
            self.flaws
                .push((format!("{skipped} bytes between its entries are none"), Effect::FolderIncomplete));
        }
        let mut behind = [0; 4];
        self.file.seek(SeekFrom::Start(at))?;
        if self.file.read_exact(&mut behind).is_err() || behind != DIRECTORY_HEADER {
            self.flaws.push(("it breaks off before its directory".to_owned(), Effect::RestUnreadable));
        }
        Ok(())
    }

    /// Where the next header stands, from `from` on.
    fn next_header(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut block = Vec::new();
        let mut start = from;
        loop {
            self.file.seek(SeekFrom::Start(start))?;
            block.clear();
            (&self.file).take(1 << 16).read_to_end(&mut block)?;
            if let Some(found) = block.windows(4).position(|window| window == LOCAL_HEADER) {
                return Ok(start.checked_add(found as u64));
            }
            if block.len() < 1 << 16 {
                return Ok(None);
            }
            start = start.saturating_add((block.len() as u64).saturating_sub(3));
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// An entry's bytes, as many as can be read, and what is wrong if those are not all.
    pub(super) fn read(&mut self, index: usize) -> (Vec<u8>, Option<String>) {
        let Some(entry) = self.entries.get(index) else {
            return (Vec::new(), Some("is not there".to_owned()));
        };
        let limit = entry.packed.saturating_mul(MOST_GROWTH).saturating_add(ALWAYS).min(LARGEST);
        let (header, packed) = (entry.header, entry.packed);
        let mut bytes = Vec::new();
        let read = self.unpack(header, packed, limit, &mut bytes);
        let flaw = match read {
            Err(error) => Some(error.to_string()),
            Ok(()) if bytes.len() as u64 >= limit => Some("unpacks to more than the limit".to_owned()),
            Ok(()) => None,
        };
        (bytes, flaw)
    }

    fn unpack(&mut self, header: u64, packed: u64, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(header))?;
        let found = zip::read::read_zipfile_from_stream_with_compressed_size(&mut self.file, packed);
        let Some(mut entry) = found.map_err(io::Error::from)? else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "there is no entry"));
        };
        Read::take(&mut entry, limit).read_to_end(bytes)?;
        Ok(())
    }
}

/// Names are UTF-8 in what Outlook writes.
fn name_of(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).into_owned()
}
