//! The allocation of sectors, [MS-CFB] 2.3 to 2.5. The FAT links the sectors of each stream, the DIFAT lists the
//! sectors of the FAT, and the mini FAT links the sectors of short streams.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use super::header::CompoundHeader;
use super::stream::CompoundStream;
use crate::bytes::u32_at;
use crate::{ReadAt, read_up_to};

/// `FREESECT`, the value for a free sector. It also replaces entries that cannot be read.
const FREE: u32 = 0xFFFF_FFFF;
/// Size of a mini sector in bytes.
const MINI_SECTOR: u64 = 64;

/// The FAT and the mini FAT. They need one byte of memory for each 128 bytes of the file.
pub(super) struct Allocation {
    sector_shift: u32,
    cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// Sectors of the mini stream.
    mini_stream: Vec<u32>,
}

impl Allocation {
    pub(super) fn read(
        source: &Arc<dyn ReadAt>,
        size: u64,
        header: &CompoundHeader,
        flaws: &mut Vec<String>,
    ) -> io::Result<Self> {
        let mut allocation = Self {
            sector_shift: header.sector_shift,
            cutoff: header.cutoff,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
        };
        allocation.read_fat(&**source, size, header, flaws)?;
        if header.first_mini_fat < FREE.saturating_sub(5) {
            let (bytes, error) = allocation.whole_chain(source, header.first_mini_fat, size >> 4);
            if let Some(error) = error {
                flaws.push(format!("the mini FAT is damaged: {error}"));
            }
            allocation.mini_fat = bytes.chunks_exact(4).filter_map(|entry| u32_at(entry, 0)).collect();
        }
        Ok(allocation)
    }

    fn read_fat(
        &mut self,
        source: &dyn ReadAt,
        size: u64,
        header: &CompoundHeader,
        flaws: &mut Vec<String>,
    ) -> io::Result<()> {
        let sector = self.sector_size();
        let sectors = size.saturating_sub(sector).div_ceil(sector);
        let count = usize::try_from(sectors).unwrap_or(usize::MAX);
        let sector = usize::try_from(sector).unwrap_or(512);
        let each = sector >> 2;
        let mut offsets = header.difat.clone();
        let mut next = header.first_difat;
        let mut unreadable = 0_usize;
        // The file may list more sectors for the tables than its size requires. The additional sectors are
        // ignored.
        let needed = count.div_ceil(each.max(1));
        for _ in 0..=needed {
            if offsets.len() >= needed || u64::from(next) >= sectors {
                break;
            }
            let bytes = read_up_to(source, self.offset(next), sector)?;
            let mut entries: Vec<u32> = bytes.chunks_exact(4).filter_map(|entry| u32_at(entry, 0)).collect();
            next = entries.pop().unwrap_or(FREE);
            offsets.extend(entries);
        }
        for &place in offsets.iter().take(needed) {
            if u64::from(place) < sectors {
                let bytes = read_up_to(source, self.offset(place), sector)?;
                self.fat.extend(bytes.chunks_exact(4).filter_map(|entry| u32_at(entry, 0)));
            } else if place != FREE {
                unreadable = unreadable.saturating_add(1);
            }
            // The index of an entry is the number of its sector. If a sector of the table is missing, its entries
            // become free, so that later entries keep their index.
            let whole = self.fat.len().div_ceil(each.max(1)).saturating_mul(each);
            let filled = if u64::from(place) < sectors { whole } else { self.fat.len().saturating_add(each) };
            self.fat.resize(filled.min(needed.saturating_mul(each)), FREE);
        }
        self.fat.truncate(count);
        if unreadable > 0 {
            flaws.push(format!("{unreadable} sectors of the FAT are outside the file"));
        }
        Ok(())
    }

    /// Locates the mini stream, which contains all short streams.
    pub(super) fn set_mini_stream(&mut self, start: u32, length: u64, flaws: &mut Vec<String>) {
        let wanted = length.div_ceil(self.sector_size());
        self.mini_stream = follow(&self.fat, start, wanted);
        if (self.mini_stream.len() as u64) < wanted {
            flaws.push(format!("the mini stream has only {} of {wanted} sectors", self.mini_stream.len()));
        }
    }

    /// Returns the known offsets of the sectors of a stream, and the size of a sector.
    pub(super) fn offsets(&self, start: u32, length: u64) -> (Vec<u64>, u64) {
        if length >= self.cutoff {
            let sectors = follow(&self.fat, start, length.div_ceil(self.sector_size()));
            return (sectors.into_iter().map(|sector| self.offset(sector)).collect(), self.sector_size());
        }
        let mini = follow(&self.mini_fat, start, length.div_ceil(MINI_SECTOR));
        (mini.into_iter().map_while(|sector| self.mini_offset(sector)).collect(), MINI_SECTOR)
    }

    /// Reads a chain of unknown length, up to a limit.
    pub(super) fn whole_chain(
        &self,
        source: &Arc<dyn ReadAt>,
        start: u32,
        limit: u64,
    ) -> (Vec<u8>, Option<io::Error>) {
        let sectors = follow(&self.fat, start, limit.div_ceil(self.sector_size()).max(1));
        let length = (sectors.len() as u64).saturating_mul(self.sector_size());
        let offsets = sectors.into_iter().map(|sector| self.offset(sector)).collect();
        CompoundStream::new(Arc::clone(source), offsets, self.sector_size(), length).bytes()
    }

    fn mini_offset(&self, mini: u32) -> Option<u64> {
        let at = u64::from(mini).checked_mul(MINI_SECTOR)?;
        let sector = self.mini_stream.get(usize::try_from(at >> self.sector_shift).ok()?)?;
        self.offset(*sector).checked_add(at.checked_rem(self.sector_size())?)
    }

    fn sector_size(&self) -> u64 {
        1_u64.checked_shl(self.sector_shift).unwrap_or(512)
    }

    /// Returns the offset of a sector. The header occupies the space of one sector.
    fn offset(&self, sector: u32) -> u64 {
        u64::from(sector).saturating_add(1).saturating_mul(self.sector_size())
    }
}

/// Returns up to `wanted` sectors of a chain. Stops at the end of the chain and at a cycle.
fn follow(table: &[u32], start: u32, wanted: u64) -> Vec<u32> {
    let mut chain = Vec::new();
    let mut seen = HashSet::new();
    let mut at = start;
    while (chain.len() as u64) < wanted {
        let next = usize::try_from(at).ok().and_then(|at| table.get(at));
        // A damaged table may mark the last sector of a chain as free.
        let Some(&next) = next.filter(|_| seen.insert(at)) else { break };
        chain.push(at);
        at = next;
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::follow;

    #[test]
    fn chains_end() {
        const END: u32 = 0xFFFF_FFFE;
        for (table, start, wanted, expected) in [
            (&[1, 2, END][..], 0, 9, &[0, 1, 2][..]),
            (&[1, 2, END], 0, 2, &[0, 1]),
            (&[1, 0], 0, 9, &[0, 1]),
            (&[7], 0, 9, &[0]),
            (&[1], 5, 9, &[]),
            (&[], END, 1, &[]),
        ] {
            assert_eq!(follow(table, start, wanted), expected, "{table:?} from {start}");
        }
    }
}
