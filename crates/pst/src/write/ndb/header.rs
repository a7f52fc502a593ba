//! Writing of `HEADER` and `ROOT`, [MS-PST] 2.2.2.6 and 2.2.2.5.

use std::io::{Seek, Write};

use super::NdbWriter;
use super::btree::PageRef;
use crate::format::crc;
use crate::write::bytes::{Put, overwrite};
use crate::{Encryption, FileKind, Layout};

/// Number of sections whose free runs are in `rgbFM`.
pub(super) const FREE_RUNS_IN_HEADER: usize = 128;
/// `fAMapValid`: `VALID_AMAP2`.
const MAPS_VALID: u8 = 2;

/// The indices before those of the first folder and the first message.
pub(super) const BEFORE_FIRST_FOLDER: u32 = 0x400;
pub(super) const BEFORE_FIRST_MESSAGE: u32 = 0x1_0000;

/// Returns `rgnid` of an empty file, [MS-PST] 2.2.2.6: the index after which the ids of each node type begin.
pub(super) fn first_indices() -> [u32; 32] {
    let mut indices = [BEFORE_FIRST_FOLDER; 32];
    for (node_type, index) in [(3, 0x4000), (4, BEFORE_FIRST_MESSAGE), (8, 0x8000)] {
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
        // dwUnique: the next number for a row.
        bytes.put_u32(self.row_number.saturating_add(1));
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
        // rgbFM and rgbFP. Files with 4 KiB pages do not have these maps.
        if self.layout == Layout::Unicode4k {
            bytes.extend_from_slice(&[0; 256]);
        } else {
            let end = bytes.len().saturating_add(FREE_RUNS_IN_HEADER);
            bytes.extend(self.free_runs.iter().take(FREE_RUNS_IN_HEADER));
            bytes.resize(end, 0xFF);
            bytes.extend_from_slice(&[0xFF; 128]);
        }
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

    /// Returns `rgnid`: the highest index of each node type, including subnodes. The tables of a folder have the index of
    /// the folder.
    fn indices(&self) -> [u32; 32] {
        let mut indices = self.highest_index;
        let folders = self.folders.highest();
        let of_nodes =
            [(4, self.messages.highest()), (2, folders), (0x0D, folders), (0x0E, folders), (0x0F, folders)];
        for (node_type, highest) in of_nodes {
            if let Some(slot) = indices.get_mut(node_type) {
                *slot = highest.max(*slot);
            }
        }
        indices
    }
}
