//! `HEADER` and `ROOT`, [MS-PST] 2.2.2.6 and 2.2.2.5.

use crate::bytes::{array_at, u8_at, u16_at, u32_at, u64_at};
use crate::crc::crc;
use crate::flaw::{Flaw, Flaws};
use crate::ndb::{BlockId, ByteIndex, PageRef};
use crate::{Encryption, Layout, PstError};

/// What a file is, by `wMagicClient`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `SM`: a personal store.
    Pst,
    /// `SO`: the local copy of an Exchange mailbox.
    Ost,
    /// `AB`: a personal address book.
    Pab,
    /// Something else; read as if it were a personal store.
    Other,
}

/// The part of the header that reading needs.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub layout: Layout,
    pub encryption: Encryption,
    pub kind: FileKind,
    pub version: u16,
    /// `ibFileEof`
    pub file_eof: u64,
    pub node_btree: PageRef,
    pub block_btree: PageRef,
    /// True if the file's own header could not be read, and this one was made from the rest of the file.
    pub is_rebuilt: bool,
}

/// The most bytes that a header takes up, all layouts.
pub(crate) const HEADER_SIZE: usize = 564;
const STRUCTURE: &str = "HEADER";
const MAGIC: [u8; 4] = *b"!BDN";

impl Header {
    /// Reads a header from the first bytes of a file. What is odd in it but not the end of it goes to `flaws`.
    pub(crate) fn parse(bytes: &[u8], flaws: &mut Flaws) -> Result<Self, PstError> {
        if array_at(bytes, 0) != Some(MAGIC) {
            return Err(PstError::NoMagic { offset: 0 });
        }
        let cut = || PstError::HeaderCut { size: bytes.len() as u64 };
        let version = u16_at(bytes, 10).ok_or_else(cut)?;
        let layout = Layout::from_version(version).ok_or(PstError::Version { version })?;
        let fields = Places::of(layout);
        let encryption = u8_at(bytes, fields.crypt_method).ok_or_else(cut)?;
        check_crc(bytes, 4, 8..479, "dwCRCPartial", flaws);
        if layout != Layout::Ansi {
            check_crc(bytes, 524, 8..524, "dwCRCFull", flaws);
        }
        let root = fields.root;
        let place = |slot: usize| place_at(bytes, layout, root, slot).ok_or_else(cut);
        Ok(Self {
            layout,
            encryption: Encryption::from_byte(encryption).unwrap_or_else(|| {
                flaws
                    .push(Flaw::new(STRUCTURE, format!("bCryptMethod is {encryption}, taken as none")).at(0));
                Encryption::None
            }),
            kind: match array_at(bytes, 8) {
                Some([b'S', b'M']) => FileKind::Pst,
                Some([b'S', b'O']) => FileKind::Ost,
                Some([b'A', b'B']) => FileKind::Pab,
                _ => {
                    flaws.push(Flaw::new(STRUCTURE, "wMagicClient is none of SM, SO, AB").at(8));
                    FileKind::Other
                }
            },
            version,
            file_eof: place(0)?,
            // Slots of ROOT: ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, BREFNBT (bid, ib), BREFBBT (bid, ib).
            node_btree: PageRef { bid: BlockId::new(place(4)?), offset: ByteIndex::new(place(5)?) },
            block_btree: PageRef { bid: BlockId::new(place(6)?), offset: ByteIndex::new(place(7)?) },
            is_rebuilt: false,
        })
    }
}

impl Header {
    /// A header for a file that has none any more.
    pub(crate) fn made(layout: Layout, encryption: Encryption, file_eof: u64) -> Self {
        let (version, kind) = match layout {
            Layout::Ansi => (14, FileKind::Pst),
            Layout::Unicode => (23, FileKind::Pst),
            Layout::Unicode4k => (36, FileKind::Ost),
        };
        let nowhere = PageRef { bid: BlockId::NONE, offset: ByteIndex::new(0) };
        let (node_btree, block_btree) = (nowhere, nowhere);
        Self { layout, encryption, kind, version, file_eof, node_btree, block_btree, is_rebuilt: true }
    }

    /// With the newest roots that lie in the file, where one was found: a header whose checksum is wrong was not written
    /// to its end, and the trees may have been changed after it.
    pub(crate) fn with_roots(self, (nodes, blocks): (PageRef, PageRef)) -> Self {
        let newest = |found: PageRef, named| if found.bid.is_none() { named } else { found };
        Self {
            node_btree: newest(nodes, self.node_btree),
            block_btree: newest(blocks, self.block_btree),
            ..self
        }
    }
}

/// Where the layouts put things.
struct Places {
    /// The first place within ROOT, after its `dwReserved`.
    root: usize,
    crypt_method: usize,
}

impl Places {
    fn of(layout: Layout) -> Self {
        match layout {
            Layout::Ansi => Self { root: 168, crypt_method: 461 },
            Layout::Unicode | Layout::Unicode4k => Self { root: 184, crypt_method: 513 },
        }
    }
}

fn place_at(bytes: &[u8], layout: Layout, root: usize, slot: usize) -> Option<u64> {
    let at = root.checked_add(slot.checked_mul(layout.id_size())?)?;
    match layout {
        Layout::Ansi => u32_at(bytes, at).map(u64::from),
        Layout::Unicode | Layout::Unicode4k => u64_at(bytes, at),
    }
}

fn check_crc(bytes: &[u8], at: usize, range: std::ops::Range<usize>, name: &str, flaws: &mut Flaws) {
    let stored = u32_at(bytes, at);
    let real = bytes.get(range).map(crc);
    if stored != real {
        flaws.push(Flaw::new(STRUCTURE, format!("{name} does not match")).at(at as u64));
    }
}

#[cfg(test)]
mod tests {
    use super::{FileKind, HEADER_SIZE, Header};
    use crate::crc::crc;
    use crate::flaw::Flaws;
    use crate::{Encryption, Layout, PstError};

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
    fn a_wrong_crc_is_no_end() {
        let mut bytes = header(23, *b"SM");
        bytes[200] ^= 1;
        let mut flaws = Flaws::default();
        Header::parse(&bytes, &mut flaws).unwrap();
        let defects: Vec<_> =
            flaws.costing(foundmail_defect::Effect::Nothing).map(|defect| defect.what).collect();
        assert_eq!(defects, ["dwCRCPartial does not match", "dwCRCFull does not match"]);
    }

    #[test]
    fn what_ends_the_reading() {
        let parse = |bytes: &[u8]| Header::parse(bytes, &mut Flaws::default()).unwrap_err();
        assert!(matches!(parse(b""), PstError::NoMagic { .. }));
        assert!(matches!(parse(b"From - Mon Jan"), PstError::NoMagic { .. }));
        assert!(matches!(parse(&header(23, *b"SM")[..200]), PstError::HeaderCut { size: 200 }));
        assert!(matches!(parse(&header(99, *b"SM")), PstError::Version { version: 99 }));
    }
}
