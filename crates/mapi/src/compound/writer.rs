//! Writes a storage as a compound file, [MS-CFB] version 3. This turns an embedded OLE object into a file. The
//! same storage always gives the same bytes.

use super::{Compound, MAGIC, Storage};

const SECTOR: usize = 512;
const MINI_SECTOR: usize = 64;
/// Streams that are shorter than this size are in the mini stream.
const CUTOFF: usize = 4096;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const NO_ENTRY: u32 = 0xFFFF_FFFF;
/// Number of FAT sectors that the header lists. `IN_DIFAT` is the number that each DIFAT sector lists.
const IN_HEADER: usize = 109;
const IN_DIFAT: usize = 127;
/// Maximum depth of storages.
const DEEPEST: usize = 32;

/// Writes a storage. Returns the file and a phrase for each unreadable stream.
pub(crate) fn write_storage(compound: &Compound, storage: Storage<'_>) -> (Vec<u8>, Vec<String>) {
    let mut writer = CompoundWriter::default();
    writer.entries.push(NewEntry::new("Root Entry", 5, storage.class()));
    writer.fill(compound, storage, 0, 0);
    let flaws = std::mem::take(&mut writer.flaws);
    (writer.finish(), flaws)
}

#[derive(Default)]
struct CompoundWriter {
    /// Sectors after the header.
    sectors: Vec<u8>,
    fat: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_fat: Vec<u32>,
    entries: Vec<NewEntry>,
    flaws: Vec<String>,
}

struct NewEntry {
    name: Vec<u16>,
    kind: u8,
    class: [u8; 16],
    links: [u32; 2],
    child: u32,
    start: u32,
    length: usize,
}

impl NewEntry {
    fn new(name: &str, kind: u8, class: [u8; 16]) -> Self {
        let name = name.encode_utf16().take(31).collect();
        let start = if kind == 2 { END_OF_CHAIN } else { 0 };
        Self { name, kind, class, links: [NO_ENTRY; 2], child: NO_ENTRY, start, length: 0 }
    }

    /// Returns the sort key of a name: its length, then its text without case, [MS-CFB] 2.6.4.
    fn key(&self) -> (usize, Vec<u16>) {
        let upper = |unit: u16| u8::try_from(unit).map_or(unit, |byte| byte.to_ascii_uppercase().into());
        (self.name.len(), self.name.iter().copied().map(upper).collect())
    }

    fn write(&self, out: &mut Vec<u8>) {
        let end = out.len().saturating_add(128);
        out.extend(self.name.iter().flat_map(|unit| unit.to_le_bytes()));
        out.resize(end.saturating_sub(64), 0);
        let name_size = self.name.len().saturating_add(1).saturating_mul(2);
        out.extend(u16::try_from(name_size).unwrap_or(64).to_le_bytes());
        // All nodes of the red-black tree are black, because the tree is already balanced.
        out.extend([self.kind, 1]);
        out.extend(words(&self.links));
        out.extend(self.child.to_le_bytes());
        out.extend(self.class);
        out.resize(end.saturating_sub(12), 0);
        out.extend(self.start.to_le_bytes());
        out.extend((self.length as u64).to_le_bytes());
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NO_ENTRY)
}

impl CompoundWriter {
    /// Adds the content of `storage` to the entry `at`.
    fn fill(&mut self, compound: &Compound, storage: Storage<'_>, at: usize, depth: usize) {
        let mut children = Vec::new();
        for (name, stream) in storage.streams() {
            let (bytes, error) = compound.stream(&stream).bytes();
            self.flaws.extend(error.map(|error| format!("{}: {error}", name.escape_debug())));
            let mut entry = NewEntry::new(name, 2, [0; 16]);
            entry.length = bytes.len();
            entry.start = self.put(&bytes);
            children.push(self.entries.len());
            self.entries.push(entry);
        }
        for (name, below) in storage.storages() {
            if depth >= DEEPEST {
                self.flaws.push("storages are nested too deeply".to_owned());
                break;
            }
            let index = self.entries.len();
            self.entries.push(NewEntry::new(name, 1, below.class()));
            children.push(index);
            self.fill(compound, below, index, depth.saturating_add(1));
        }
        children.sort_by_cached_key(|&index| self.entries.get(index).map(NewEntry::key));
        let root = self.tree(&children);
        if let Some(entry) = self.entries.get_mut(at) {
            entry.child = root;
        }
    }

    /// Links sorted entries as a balanced tree, and returns the root.
    fn tree(&mut self, sorted: &[usize]) -> u32 {
        let middle = sorted.len() >> 1;
        let Some((left, [root, right @ ..])) = sorted.split_at_checked(middle) else { return NO_ENTRY };
        let links = [self.tree(left), self.tree(right)];
        if let Some(entry) = self.entries.get_mut(*root) {
            entry.links = links;
        }
        number(*root)
    }

    /// Stores a stream, and returns its first sector.
    fn put(&mut self, bytes: &[u8]) -> u32 {
        if bytes.is_empty() {
            return END_OF_CHAIN;
        }
        if bytes.len() >= CUTOFF {
            return self.put_sectors(bytes);
        }
        self.mini_stream.extend_from_slice(bytes);
        self.mini_stream.resize(self.mini_stream.len().next_multiple_of(MINI_SECTOR), 0);
        chain(&mut self.mini_fat, bytes.len().div_ceil(MINI_SECTOR))
    }

    fn put_sectors(&mut self, bytes: &[u8]) -> u32 {
        self.sectors.extend_from_slice(bytes);
        self.sectors.resize(self.sectors.len().next_multiple_of(SECTOR), 0);
        chain(&mut self.fat, bytes.len().div_ceil(SECTOR))
    }

    fn finish(mut self) -> Vec<u8> {
        let mini_stream = std::mem::take(&mut self.mini_stream);
        if let Some(root) = self.entries.first_mut() {
            root.length = mini_stream.len();
            root.start = END_OF_CHAIN;
        }
        if !mini_stream.is_empty() {
            let start = self.put_sectors(&mini_stream);
            self.entries.iter_mut().take(1).for_each(|root| root.start = start);
        }
        let mini_fat_sectors = self.mini_fat.len().div_ceil(SECTOR >> 2);
        let mut table = std::mem::take(&mut self.mini_fat);
        table.resize(mini_fat_sectors.saturating_mul(SECTOR >> 2), FREE);
        let mini_fat = if table.is_empty() { END_OF_CHAIN } else { self.put_sectors(&words(&table)) };
        let mut directory = Vec::new();
        self.entries.iter().for_each(|entry| entry.write(&mut directory));
        // The last sector is filled with unused entries.
        while directory.len().checked_rem(SECTOR).is_some_and(|rest| rest != 0) {
            let end = directory.len().saturating_add(128);
            directory.resize(directory.len().saturating_add(68), 0);
            directory.extend([0xFF; 12]);
            directory.resize(end, 0);
        }
        let directory = self.put_sectors(&directory);
        self.with_tables(directory, mini_fat, mini_fat_sectors)
    }

    /// Returns the complete file: header, sectors, FAT and DIFAT.
    fn with_tables(mut self, directory: u32, mini_fat: u32, mini_fat_sectors: usize) -> Vec<u8> {
        const FAT_SECTOR: u32 = 0xFFFF_FFFD;
        const DIFAT_SECTOR: u32 = 0xFFFF_FFFC;
        let each = SECTOR >> 2;
        let (mut fat_sectors, mut difat_sectors) = (0_usize, 0_usize);
        let used = self.fat.len();
        while fat_sectors.saturating_mul(each)
            < used.saturating_add(fat_sectors).saturating_add(difat_sectors)
        {
            fat_sectors = fat_sectors.saturating_add(1);
            difat_sectors = fat_sectors.saturating_sub(IN_HEADER).div_ceil(IN_DIFAT);
        }
        let first_difat = used.saturating_add(fat_sectors);
        self.fat.extend(std::iter::repeat_n(FAT_SECTOR, fat_sectors));
        self.fat.extend(std::iter::repeat_n(DIFAT_SECTOR, difat_sectors));
        self.fat.resize(fat_sectors.saturating_mul(each), FREE);
        let mut places: Vec<u32> = (used..first_difat).map(number).collect();
        let behind = places.split_off(places.len().min(IN_HEADER));
        places.resize(IN_HEADER, FREE);

        let mut out = Vec::with_capacity(self.sectors.len().saturating_add(self.fat.len().saturating_mul(5)));
        out.extend(MAGIC);
        out.extend([0; 16]);
        for word in [0x3E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
            out.extend(word.to_le_bytes());
        }
        let counts =
            [0, number(fat_sectors), directory, 0, number(CUTOFF), mini_fat, number(mini_fat_sectors)];
        let difat = if behind.is_empty() { END_OF_CHAIN } else { number(first_difat) };
        out.extend(words(&counts));
        out.extend(words(&[difat, number(difat_sectors)]));
        out.extend(words(&places));
        out.extend(self.sectors);
        out.extend(words(&self.fat));
        for (index, places) in behind.chunks(IN_DIFAT).enumerate() {
            let mut places = places.to_vec();
            places.resize(IN_DIFAT, FREE);
            let next = index.saturating_add(1);
            let next =
                if next < difat_sectors { number(first_difat.saturating_add(next)) } else { END_OF_CHAIN };
            places.push(next);
            out.extend(words(&places));
        }
        out
    }
}

/// Appends a chain of sectors to a table, and returns its first sector.
fn chain(table: &mut Vec<u32>, sectors: usize) -> u32 {
    let start = table.len();
    table.extend((1..sectors).map(|next| number(start.saturating_add(next))));
    table.push(END_OF_CHAIN);
    number(start)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
