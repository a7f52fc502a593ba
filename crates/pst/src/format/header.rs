//! `HEADER` and `ROOT`, [MS-PST] 2.2.2.6 and 2.2.2.5.

use super::{BlockId, ByteIndex, Encryption, Layout, PageRef, crc};
use crate::PstError;
use crate::bytes::{array_at, u8_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};

/// The kind of a file: `wMagicClient`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `SM`: a personal store (PST).
    Pst,
    /// `SO`: the local copy of an Exchange mailbox (OST).
    Ost,
    /// `AB`: a personal address book (PAB).
    Pab,
    /// Any other value. The reader treats such a file like a personal store.
    Other,
}

/// The fields of the header that the reader needs.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub layout: Layout,
    pub encryption: Encryption,
    pub kind: FileKind,
    pub version: u16,
    /// `ibFileEof`: the length of the file in bytes that the header declares.
    pub file_eof: u64,
    pub node_btree: PageRef,
    pub block_btree: PageRef,
    /// True if the header in the file could not be read, so this header was rebuilt from the rest of the file.
    pub is_rebuilt: bool,
}

/// The size in bytes of the largest header of all layouts.
pub(crate) const HEADER_SIZE: usize = 564;
const STRUCTURE: &str = "HEADER";
const MAGIC: [u8; 4] = *b"!BDN";

impl Header {
    /// Parses a header from the first bytes of a file. Adds flaws that leave the header usable to `flaws`.
    pub(crate) fn parse(bytes: &[u8], flaws: &mut Flaws) -> Result<Self, PstError> {
        if array_at(bytes, 0) != Some(MAGIC) {
            return Err(PstError::NoMagic { offset: 0 });
        }
        let cut = || PstError::HeaderCut { size: bytes.len() as u64 };
        let version = u16_at(bytes, 10).ok_or_else(cut)?;
        let layout = Layout::from_version(version).ok_or(PstError::Version { version })?;
        let fields = FieldOffsets::of(layout);
        let encryption = u8_at(bytes, fields.crypt_method).ok_or_else(cut)?;
        check_crc(bytes, 4, 8..479, "dwCRCPartial", flaws);
        if layout != Layout::Ansi {
            check_crc(bytes, 524, 8..524, "dwCRCFull", flaws);
        }
        let root = fields.root;
        let field = |slot: usize| root_field(bytes, layout, root, slot).ok_or_else(cut);
        Ok(Self {
            layout,
            encryption: Encryption::from_byte(encryption).unwrap_or_else(|| {
                flaws.push(
                    Flaw::new(
                        STRUCTURE,
                        format!(
                            "the encoding {encryption} (bCryptMethod) is unknown, so the blocks are not decoded"
                        ),
                    )
                    .at(0),
                );
                Encryption::None
            }),
            kind: match array_at(bytes, 8) {
                Some([b'S', b'M']) => FileKind::Pst,
                Some([b'S', b'O']) => FileKind::Ost,
                Some([b'A', b'B']) => FileKind::Pab,
                _ => {
                    flaws.push(Flaw::new(STRUCTURE, "the kind of the file (wMagicClient) is unknown").at(8));
                    FileKind::Other
                }
            },
            version,
            file_eof: field(0)?,
            // Slots of ROOT: ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, BREFNBT (bid, ib), BREFBBT (bid, ib).
            node_btree: PageRef { bid: BlockId::new(field(4)?), offset: ByteIndex::new(field(5)?) },
            block_btree: PageRef { bid: BlockId::new(field(6)?), offset: ByteIndex::new(field(7)?) },
            is_rebuilt: false,
        })
    }
}

impl Header {
    /// Creates a header for a file whose own header is lost. The new header refers to no B-trees.
    pub(crate) fn rebuilt(layout: Layout, encryption: Encryption, file_eof: u64) -> Self {
        let (version, kind) = match layout {
            Layout::Ansi => (14, FileKind::Pst),
            Layout::Unicode => (23, FileKind::Pst),
            Layout::Unicode4k => (36, FileKind::Ost),
        };
        let none = PageRef { bid: BlockId::NONE, offset: ByteIndex::new(0) };
        let (node_btree, block_btree) = (none, none);
        Self { layout, encryption, kind, version, file_eof, node_btree, block_btree, is_rebuilt: true }
    }

    /// Replaces the references to the roots of the B-trees by the newest roots in the file, if a scan found any. A
    /// header with a wrong checksum was only partly written, so the B-trees in the file may be newer than the
    /// header.
    pub(crate) fn with_roots(self, (node_root, block_root): (PageRef, PageRef)) -> Self {
        let newest = |found: PageRef, named| if found.bid.is_none() { named } else { found };
        Self {
            node_btree: newest(node_root, self.node_btree),
            block_btree: newest(block_root, self.block_btree),
            ..self
        }
    }
}

/// Offsets of fields that differ between the layouts.
struct FieldOffsets {
    /// Offset of the first field of ROOT after `dwReserved`.
    root: usize,
    crypt_method: usize,
}

impl FieldOffsets {
    fn of(layout: Layout) -> Self {
        match layout {
            Layout::Ansi => Self { root: 168, crypt_method: 461 },
            Layout::Unicode | Layout::Unicode4k => Self { root: 184, crypt_method: 513 },
        }
    }
}

/// Reads the field of ROOT at index `slot`.
fn root_field(bytes: &[u8], layout: Layout, root: usize, slot: usize) -> Option<u64> {
    layout.id_at(bytes, root.checked_add(slot.checked_mul(layout.id_size())?)?)
}

fn check_crc(bytes: &[u8], at: usize, range: std::ops::Range<usize>, name: &str, flaws: &mut Flaws) {
    let stored = u32_at(bytes, at);
    let actual = bytes.get(range).map(crc);
    if stored != actual {
        flaws.push(Flaw::new(STRUCTURE, format!("the checksum {name} is wrong")).at(at as u64));
    }
}

#[cfg(test)]
mod tests {
    use super::{FileKind, HEADER_SIZE, Header};
    use crate::PstError;
    use crate::flaw::Flaws;
    use crate::format::{Encryption, Layout, crc};

    fn header(version: u16, client: [u8; 2]) -> Vec<u8> {
        let mut bytes = vec![0; HEADER_SIZE];
        bytes[..4].copy_from_slice(b"!BDN");
        bytes[8..10].copy_from_slice(&client);
        bytes[10..12].copy_from_slice(&version.to_le_bytes());
        let (crypt, nbt, eof) = if version < 20 { (461, 188, 168) } else { (513, 224, 184) };
        bytes[crypt] = 1;
        bytes[nbt] = 0x44;
        bytes[eof] = 0x99;
        let partial = crc(&bytes[8..479]);
        bytes[4..8].copy_from_slice(&partial.to_le_bytes());
        let full = crc(&bytes[8..524]);
        bytes[524..528].copy_from_slice(&full.to_le_bytes());
        bytes
    }

    #[test]
    fn each_version_and_kind() {
        for (version, client, layout, kind, clean) in [
            (14, *b"SM", Layout::Ansi, FileKind::Pst, true),
            (15, *b"AB", Layout::Ansi, FileKind::Pab, true),
            (21, *b"SM", Layout::Unicode, FileKind::Pst, true),
            (23, *b"SO", Layout::Unicode, FileKind::Ost, true),
            (36, *b"SO", Layout::Unicode4k, FileKind::Ost, true),
            (37, *b"??", Layout::Unicode4k, FileKind::Other, false),
        ] {
            let mut flaws = Flaws::default();
            let header = Header::parse(&header(version, client), &mut flaws).unwrap();
            assert_eq!((header.layout, header.kind, flaws.is_empty()), (layout, kind, clean), "{version}");
            assert_eq!((header.encryption, header.file_eof), (Encryption::Permute, 0x99), "{version}");
            assert_eq!(header.node_btree.offset.value(), 0x44, "{version}");
        }
    }

    #[test]
    fn a_header_with_a_wrong_crc_is_read() {
        let mut bytes = header(23, *b"SM");
        bytes[200] ^= 1;
        let mut flaws = Flaws::default();
        Header::parse(&bytes, &mut flaws).unwrap();
        let defects: Vec<_> =
            flaws.with_effect(foundmail_defect::Effect::Nothing).map(|defect| defect.what).collect();
        assert_eq!(defects, ["the checksum dwCRCPartial is wrong", "the checksum dwCRCFull is wrong"]);
    }

    #[test]
    fn files_without_a_usable_header_are_refused() {
        let parse = |bytes: &[u8]| Header::parse(bytes, &mut Flaws::default()).unwrap_err();
        assert!(matches!(parse(b""), PstError::NoMagic { .. }));
        assert!(matches!(parse(b"From - Mon Jan"), PstError::NoMagic { .. }));
        assert!(matches!(parse(&header(23, *b"SM")[..200]), PstError::HeaderCut { size: 200 }));
        assert!(matches!(parse(&header(99, *b"SM")), PstError::Version { version: 99 }));
    }
}
