//! Writing of `HEADER` and `ROOT`, [MS-PST] 2.2.2.6 and 2.2.2.5.

use std::io::{Seek, Write};

use super::NdbWriter;
use super::btree::PageRef;
use crate::format::crc;
use crate::write::bytes::{Put, overwrite};
use crate::{Encryption, FileKind, Layout};

/// `fAMapValid`: `VALID_AMAP2`.
const MAPS_VALID: u8 = 2;

/// Returns `rgnid` of an empty file, [MS-PST] 2.2.2.6: the index after which the ids of each node type begin.
pub(super) fn first_indices() -> [u32; 32] {
    let mut indices = [0x400; 32];
    for (node_type, index) in [(3, 0x4000), (4, 0x1_0000), (8, 0x8000)] {
        if let Some(slot) = indices.get_mut(node_type) {
            *slot = index;
        }
    }
    indices
}

impl<W: Write + Seek> NdbWriter<W> {
    /// Returns the header of a file whose maps have been written.
    pub(super) fn header_bytes(&self, node_root: PageRef, block_root: PageRef) -> Vec<u8> {
        let layout = self.layout;
        let ansi = layout == Layout::Ansi;
        let mut bytes = Vec::with_capacity(564);
        bytes.extend_from_slice(b"!BDN\0\0\0\0");
        let (client, client_version) = match self.kind {
            FileKind::Ost => (b"SO", 12),
            FileKind::Pab => (b"AB", 19),
            FileKind::Pst | FileKind::Other => (b"SM", 19),
        };
        bytes.extend_from_slice(client);
        bytes.put_u16(match layout {
            Layout::Ansi => 14,
            Layout::Unicode => 23,
            Layout::Unicode4k => 36,
        });
        bytes.put_u16(client_version);
        // bPlatformCreate, bPlatformAccess, dwReserved1, dwReserved2
        bytes.extend_from_slice(&[1, 1]);
        bytes.put_u64(0);
        if ansi {
            bytes.put_id(layout, self.next_block);
        } else {
            // bidUnused
            bytes.put_u64(0);
        }
        bytes.put_id(layout, self.next_page);
        // dwUnique: the number of times that the header was written.
        bytes.put_u32(1);
        for index in self.indices() {
            bytes.put_u32(index);
        }
        if !ansi {
            // qwUnused
            bytes.put_u64(0);
        }
        self.put_root(&mut bytes, node_root, block_root);
        if !ansi {
            bytes.put_u32(0);
        }
        self.put_header_end(&mut bytes);
        let partial = bytes.get(8..479).map_or(0, crc);
        overwrite(&mut bytes, 4, &partial.to_le_bytes());
        if !ansi {
            let full = bytes.get(8..524).map_or(0, crc);
            overwrite(&mut bytes, 524, &full.to_le_bytes());
        }
        bytes
    }

    fn put_root(&self, bytes: &mut Vec<u8>, node_root: PageRef, block_root: PageRef) {
        // dwReserved, ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, BREFNBT, BREFBBT
        bytes.put_u32(0);
        for place in [
            self.section.end(),
            self.section.start(),
            self.section.free_bytes(),
            0,
            node_root.bid,
            node_root.offset,
            block_root.bid,
            block_root.offset,
        ] {
            bytes.put_id(self.layout, place);
        }
        bytes.extend_from_slice(&[MAPS_VALID, 0, 0, 0]);
    }

    /// Appends the fields from `rgbFM` on.
    fn put_header_end(&self, bytes: &mut Vec<u8>) {
        // Both maps are deprecated and filled with ones, except in files with 4 KiB pages, which do not have them.
        let fill = if self.layout == Layout::Unicode4k { 0 } else { 0xFF };
        bytes.extend_from_slice(&[fill; 256]);
        bytes.put_u8(0x80);
        bytes.put_u8(match self.encryption {
            Encryption::None => 0,
            Encryption::Permute => 1,
            Encryption::Cyclic => 2,
        });
        bytes.put_u16(0);
        if self.layout == Layout::Ansi {
            bytes.pad_to(512);
        } else {
            bytes.put_u64(self.next_block);
            // dwCRCFull follows.
            bytes.pad_to(564);
        }
    }

    /// Returns `rgnid`. The tables of a folder have the index of the folder.
    fn indices(&self) -> [u32; 32] {
        let mut indices = self.last_index;
        let folders = indices.get(2).copied().unwrap_or(0);
        for table in [0x0D, 0x0E, 0x0F] {
            if let Some(slot) = indices.get_mut(table) {
                *slot = folders;
            }
        }
        indices
    }
}
