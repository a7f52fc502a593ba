//! Writing of sections with their map pages, and of page trailers.

use std::io::{Seek, Write};

use super::NdbWriter;
use super::allocation::{MapGeometry, MapPage};
use crate::Layout;
use crate::bytes::low_half;
use crate::format::{crc, signature};
use crate::write::WriteError;
use crate::write::bytes::Put;

impl<W: Write + Seek> NdbWriter<W> {
    /// Allocates space and moves the output to it. Begins the next section if the current one is full.
    pub(super) fn allocate(&mut self, size: u64, alignment: u64) -> Result<u64, WriteError> {
        let before = self.section.next;
        if let Some(offset) = self.section.allocate(size, alignment) {
            self.write_zeros(before, offset)?;
            return Ok(offset);
        }
        self.write_zeros(before, self.section.end())?;
        self.finish_section()?;
        self.section = self.section.next_section();
        self.begin_section()?;
        let before = self.section.next;
        let limit = MapGeometry::of(self.layout).section_size();
        let offset =
            self.section.allocate(size, alignment).ok_or(WriteError::ValueTooLong { size, limit })?;
        self.write_zeros(before, offset)?;
        Ok(offset)
    }

    /// Writes the map pages at the start of a section. Its allocation map is overwritten when the section is full.
    pub(super) fn begin_section(&mut self) -> Result<(), WriteError> {
        let limit = MapGeometry::of(self.layout).limit;
        if self.section.end() > limit {
            return Err(WriteError::FileFull { limit });
        }
        let pages: Vec<MapPage> = self.section.pages().collect();
        for page in pages {
            let size = self.section.page_size();
            let offset = self.section.allocate(size, size).unwrap_or(self.section.next);
            let ones = vec![0xFF; MapGeometry::of(self.layout).map];
            self.map_page(page, offset, &ones)?;
        }
        Ok(())
    }

    /// Writes the allocation map of the current section, and moves the output to the end of the section.
    pub(super) fn finish_section(&mut self) -> Result<(), WriteError> {
        let (start, end) = (self.section.start(), self.section.end());
        let bits = self.section.bits().to_vec();
        self.seek_to(start)?;
        self.map_page(MapPage::Allocation, start, &bits)?;
        self.free_runs.push(self.section.longest_free_run());
        self.seek_to(end)
    }

    /// Writes the pages of the free map, [MS-PST] 2.2.2.7.5. Must be called after all sections were finished.
    pub(super) fn write_free_maps(&mut self) -> Result<(), WriteError> {
        let geometry = MapGeometry::of(self.layout);
        let runs = std::mem::take(&mut self.free_runs);
        for (first, offset) in geometry.free_map_pages(runs.len()) {
            let mut bytes: Vec<u8> = runs.iter().skip(first).take(geometry.map).copied().collect();
            bytes.resize(geometry.map, 0xFF);
            self.seek_to(offset)?;
            self.map_page(MapPage::Free, offset, &bytes)?;
        }
        self.free_runs = runs;
        Ok(())
    }

    /// Writes a map page. Its id is its offset, and it has no signature, [MS-PST] 2.2.2.7.1.
    fn map_page(&mut self, page: MapPage, offset: u64, bits: &[u8]) -> Result<(), WriteError> {
        let mut bytes = Vec::with_capacity(self.layout.page_size());
        // ANSI maps begin with four bytes of padding.
        bytes.pad_to(self.layout.page_trailer().saturating_sub(bits.len()));
        bytes.extend_from_slice(bits);
        self.page_trailer(&mut bytes, page.page_type(), 0, offset);
        self.write_bytes(offset, &bytes)
    }

    /// Writes an empty density list, [MS-PST] 2.2.2.7.8. The list is only a hint about free space.
    pub(super) fn write_density_list(&mut self) -> Result<(), WriteError> {
        let offset = MapGeometry::of(self.layout).density_list;
        let bid = self.next_page_id();
        let mut bytes = Vec::with_capacity(self.layout.page_size());
        self.page_trailer(&mut bytes, 0x86, signature(offset, bid), bid);
        self.seek_to(offset)?;
        self.write_bytes(offset, &bytes)
    }

    /// Appends `PAGETRAILER` to a page, [MS-PST] 2.2.2.7.1.
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
