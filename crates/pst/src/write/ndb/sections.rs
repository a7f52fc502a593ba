//! The parts of the file, each with its map pages, and what all pages end with.

use std::io::{Seek, Write};

use super::NdbWriter;
use super::allocation::{Geometry, MapPage};
use crate::Layout;
use crate::format::{crc, signature};
use crate::write::WriteError;
use crate::write::bytes::{Put, low_half};

impl<W: Write + Seek> NdbWriter<W> {
    /// Finds room; the output stands there afterwards.
    pub(super) fn take(&mut self, size: u64, alignment: u64) -> Result<u64, WriteError> {
        let before = self.space.next;
        if let Some(offset) = self.space.take(size, alignment) {
            self.zeros(before, offset)?;
            return Ok(offset);
        }
        self.zeros(before, self.space.end())?;
        self.close_part()?;
        self.space = self.space.following();
        self.open_part()?;
        let before = self.space.next;
        let limit = Geometry::of(self.layout).part();
        let offset = self.space.take(size, alignment).ok_or(WriteError::ValueTooLong { size, limit })?;
        self.zeros(before, offset)?;
        Ok(offset)
    }

    /// Writes the pages at the beginning of a part; its allocation map is filled in when the part is full.
    pub(super) fn open_part(&mut self) -> Result<(), WriteError> {
        let limit = Geometry::of(self.layout).limit;
        if self.space.end() > limit {
            return Err(WriteError::FileFull { limit });
        }
        let pages: Vec<MapPage> = self.space.pages().collect();
        for page in pages {
            let size = self.space.page_size();
            let offset = self.space.take(size, size).unwrap_or(self.space.next);
            let ones = vec![0xFF; Geometry::of(self.layout).map];
            self.map_page(page, offset, &ones)?;
        }
        Ok(())
    }

    /// Writes the allocation map of the part that is being left; the output stands anywhere afterwards but for a
    /// following part at its beginning.
    pub(super) fn close_part(&mut self) -> Result<(), WriteError> {
        let (start, end) = (self.space.start(), self.space.end());
        let bits = self.space.bits().to_vec();
        self.go_to(start)?;
        self.map_page(MapPage::Allocation, start, &bits)?;
        self.go_to(end)
    }

    /// Writes a map page; its id is its place, and it has no signature, [MS-PST] 2.2.2.7.1.
    fn map_page(&mut self, page: MapPage, offset: u64, bits: &[u8]) -> Result<(), WriteError> {
        let mut bytes = Vec::with_capacity(self.layout.page_size());
        // ANSI maps begin with a padding of four bytes.
        bytes.pad_to(self.layout.page_trailer().saturating_sub(bits.len()));
        bytes.extend_from_slice(bits);
        self.page_trailer(&mut bytes, page.page_type(), 0, offset);
        self.put(offset, &bytes)
    }

    /// The density list, [MS-PST] 2.2.2.7.8: only a hint where there is room, here none.
    pub(super) fn write_density_list(&mut self) -> Result<(), WriteError> {
        let offset = Geometry::of(self.layout).density_list;
        let bid = self.next_page_id();
        let mut bytes = Vec::with_capacity(self.layout.page_size());
        self.page_trailer(&mut bytes, 0x86, signature(offset, bid), bid);
        self.go_to(offset)?;
        self.put(offset, &bytes)
    }

    /// Ends a page with its `PAGETRAILER`, [MS-PST] 2.2.2.7.1.
    pub(super) fn page_trailer(&self, bytes: &mut Vec<u8>, page_type: u8, signature: u16, bid: u64) {
        bytes.pad_to(self.layout.page_trailer());
        let sum = crc(bytes);
        bytes.extend_from_slice(&[page_type, page_type]);
        bytes.put_u16(signature);
        self.put_crc_and_bid(bytes, sum, bid);
        if self.layout == Layout::Unicode4k {
            bytes.put_u64(1);
        }
    }

    pub(super) fn put_crc_and_bid(&self, bytes: &mut Vec<u8>, sum: u32, bid: u64) {
        match self.layout {
            Layout::Ansi => {
                bytes.put_u32(low_half(bid));
                bytes.put_u32(sum);
            }
            Layout::Unicode | Layout::Unicode4k => {
                bytes.put_u32(sum);
                bytes.put_u64(bid);
            }
        }
    }
}
