//! The directory of storages and streams, [MS-CFB] 2.6.

use std::sync::Arc;

use super::CompoundError;
use super::allocation::Allocation;
use super::header::CompoundHeader;
use crate::ReadAt;
use crate::bytes::{slice_at, u16_at, u32_at, u64_at, utf16};

/// Size of an entry in bytes.
const ENTRY: usize = 128;
/// Maximum number of entries. A message with ten thousand attachments has fewer.
const MOST_ENTRIES: usize = 1 << 19;

/// All entries, and the tree that they form.
pub(super) struct Directory {
    entries: Vec<DirectoryEntry>,
    /// For each entry that is a storage: the numbers of the entries in the storage.
    children: Vec<Vec<u32>>,
}

struct DirectoryEntry {
    name: String,
    is_storage: bool,
    class: [u8; 16],
    stream: StreamEntry,
    links: [u32; 2],
    child: u32,
}

/// The position of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamEntry {
    pub(super) start: u32,
    /// Declared length in bytes.
    pub length: u64,
}

impl Directory {
    pub(super) fn read(
        source: &Arc<dyn ReadAt>,
        allocation: &Allocation,
        header: &CompoundHeader,
        flaws: &mut Vec<String>,
    ) -> Result<Self, CompoundError> {
        let limit = (MOST_ENTRIES as u64).saturating_mul(ENTRY as u64);
        let (bytes, error) = allocation.whole_chain(source, header.first_directory, limit);
        if let Some(error) = error {
            flaws.push(format!("the directory is damaged: {error}"));
        }
        let short_lengths = header.sector_shift == 9;
        let entries: Vec<DirectoryEntry> = bytes
            .chunks_exact(ENTRY)
            .filter_map(|bytes| DirectoryEntry::parse(bytes, short_lengths))
            .collect();
        if entries.first().is_none_or(|root| !root.is_storage) {
            return Err(CompoundError::NoDirectory);
        }
        let mut directory = Self { children: vec![Vec::new(); entries.len()], entries };
        directory.grow(flaws);
        Ok(directory)
    }

    /// Assigns entries to storages. An entry belongs to the first storage that links to it.
    fn grow(&mut self, flaws: &mut Vec<String>) {
        let mut taken = vec![false; self.entries.len()];
        if let Some(root) = taken.first_mut() {
            *root = true;
        }
        let mut broken = 0_usize;
        let mut storages = vec![0_usize];
        while let Some(storage) = storages.pop() {
            let mut open: Vec<u32> = self.entries.get(storage).map(|entry| entry.child).into_iter().collect();
            while let Some(link) = open.pop() {
                const NONE: u32 = 0xFFFF_FFFF;
                let Ok(index) = usize::try_from(link) else { continue };
                let (Some(entry), Some(is_taken)) = (self.entries.get(index), taken.get_mut(index)) else {
                    broken = broken.saturating_add(usize::from(link != NONE));
                    continue;
                };
                if *is_taken {
                    broken = broken.saturating_add(1);
                    continue;
                }
                *is_taken = true;
                open.extend(entry.links);
                if let Some(children) = self.children.get_mut(storage) {
                    children.push(link);
                }
                if entry.is_storage {
                    storages.push(index);
                }
            }
        }
        if broken > 0 {
            flaws.push(format!("{broken} links of the directory are invalid"));
        }
    }

    pub(super) fn root(&self) -> Storage<'_> {
        Storage { directory: self, index: 0 }
    }

    /// Returns the start and length of the mini stream, which the root entry contains.
    pub(super) fn mini_stream(&self) -> (u32, u64) {
        self.entries.first().map_or((u32::MAX, 0), |root| (root.stream.start, root.stream.length))
    }
}

impl DirectoryEntry {
    /// Parses an entry. Returns `None` only if the data is too short. Unused entries are parsed as well, so that
    /// all entries keep their numbers.
    fn parse(bytes: &[u8], short_lengths: bool) -> Option<Self> {
        let name_size = usize::from(u16_at(bytes, 64)?).clamp(2, 64).saturating_sub(2);
        let length = u64_at(bytes, 120)?;
        Some(Self {
            name: utf16(slice_at(bytes, 0, name_size)?).trim_end_matches('\0').to_owned(),
            // 1 is a storage, 2 a stream, 5 the root.
            is_storage: matches!(bytes.get(66)?, 1 | 5),
            class: *bytes.get(80..)?.first_chunk()?,
            stream: StreamEntry {
                start: u32_at(bytes, 116)?,
                // In version 3, the upper half is undefined.
                length: if short_lengths { length & 0xFFFF_FFFF } else { length },
            },
            links: [u32_at(bytes, 68)?, u32_at(bytes, 72)?],
            child: u32_at(bytes, 76)?,
        })
    }
}

/// A storage, which contains streams and other storages.
#[derive(Clone, Copy)]
pub struct Storage<'d> {
    directory: &'d Directory,
    index: usize,
}

impl<'d> Storage<'d> {
    /// Returns the class id of the object in the storage, or zeros if the storage has no class id.
    pub fn class(&self) -> [u8; 16] {
        self.directory.entries.get(self.index).map_or([0; 16], |entry| entry.class)
    }

    /// Returns the streams in the storage with their names.
    pub fn streams(&self) -> impl Iterator<Item = (&'d str, StreamEntry)> + use<'d> {
        self.entries()
            .filter(|(_, entry)| !entry.is_storage)
            .map(|(_, entry)| (entry.name.as_str(), entry.stream))
    }

    /// Returns the storages in the storage with their names.
    pub fn storages(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let directory = self.directory;
        self.entries()
            .filter(|(_, entry)| entry.is_storage)
            .map(move |(index, entry)| (entry.name.as_str(), Storage { directory, index }))
    }

    /// Returns the stream with a name, ignoring ASCII case.
    pub fn stream(&self, name: &str) -> Option<StreamEntry> {
        self.streams().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, stream)| stream)
    }

    /// Returns the storage with a name, ignoring ASCII case.
    pub fn storage(&self, name: &str) -> Option<Self> {
        self.storages().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, storage)| storage)
    }

    fn entries(&self) -> impl Iterator<Item = (usize, &'d DirectoryEntry)> + use<'d> {
        let directory = self.directory;
        let numbers = directory.children.get(self.index).into_iter().flatten();
        numbers.filter_map(move |&number| {
            let index = usize::try_from(number).ok()?;
            Some((index, directory.entries.get(index)?))
        })
    }
}
