//! The header of a compound file, [MS-CFB] 2.2.

use super::{CompoundError, MAGIC};
use crate::bytes::{u16_at, u32_at};
use crate::{ReadAt, read_up_to};

/// Size of the header in bytes, in both versions.
const SIZE: usize = 512;
/// Number of FAT sectors that the header lists.
const IN_HEADER: usize = 109;

/// The fields of the header.
pub(super) struct CompoundHeader {
    /// Size of a sector as a power of two: 9 in version 3, 12 in version 4.
    pub(super) sector_shift: u32,
    pub(super) first_directory: u32,
    /// Streams that are shorter than this size are in the mini stream.
    pub(super) cutoff: u64,
    pub(super) first_mini_fat: u32,
    pub(super) first_difat: u32,
    pub(super) difat: Vec<u32>,
}

impl CompoundHeader {
    pub(super) fn read(source: &dyn ReadAt, flaws: &mut Vec<String>) -> Result<Self, CompoundError> {
        let bytes = read_up_to(source, 0, SIZE)?;
        if !bytes.starts_with(&MAGIC) {
            return Err(CompoundError::Magic);
        }
        let word = |at| u16_at(&bytes, at).unwrap_or(0);
        let dword = |at| u32_at(&bytes, at).unwrap_or(u32::MAX);
        let sector_shift = match (word(30), word(26)) {
            (9, _) => 9,
            (12, _) => 12,
            (_, version) => {
                flaws.push("the header has an invalid sector size".to_owned());
                if version == 4 { 12 } else { 9 }
            }
        };
        let cutoff = dword(56);
        if cutoff != 4096 {
            flaws.push(format!("the header declares an invalid size limit for short streams ({cutoff})"));
        }
        Ok(Self {
            sector_shift,
            first_directory: dword(48),
            // The standard permits only this value.
            cutoff: 4096,
            first_mini_fat: dword(60),
            first_difat: dword(68),
            difat: (0..IN_HEADER).map(|index| dword(index.saturating_mul(4).saturating_add(76))).collect(),
        })
    }
}
