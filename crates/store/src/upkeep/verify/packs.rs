//! Comparison of every blob of the catalogue with its bytes in the packs.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use foundmail_mail::digest_of;
use rusqlite::Connection;

use super::{ArchiveDamage, Verifier, VerifyDepth, messages_of_blob};
use crate::catalogue::BlobRow;
use crate::ids::BlobId;
use crate::packs::{
    BlobHeader, Codec, HEADER, HEADER_BYTES, copy_decoded, decompress, pack_path, read_recipe,
};
use crate::read::BlobReader;

/// Number of blobs between two calls of `tell`.
const TELL: u64 = 256;

/// Checks every blob. Calls `tell` with the number of checked blobs and the number of all blobs.
pub(super) fn check(
    connection: &Connection,
    verify: &mut Verifier<'_>,
    tell: &mut dyn FnMut(u64, u64),
) -> rusqlite::Result<()> {
    let sql = format!("SELECT {} FROM blob b ORDER BY b.pack, b.offset", BlobRow::COLUMNS);
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let packs = verify.dir.join("packs");
    let mut open: Option<(u32, io::Result<OpenPack>)> = None;
    let mut done: u64 = 0;
    let mut end = 0;
    let all = verify.checked.blobs;
    while let Some(row) = rows.next()? {
        let blob = BlobRow::of_row(row)?;
        let at = blob.location;
        if open.as_ref().is_none_or(|(pack, _)| *pack != at.pack) {
            open = Some((at.pack, OpenPack::open(&pack_path(&packs, at.pack))));
            end = 0;
        }
        let result = match open.as_mut() {
            _ if at.offset < HEADER.saturating_add(end) => Err("the blob overlaps another blob".to_owned()),
            Some((_, Ok(pack))) => {
                let blobs = BlobReader { connection, packs: &packs };
                pack.check(&blob, is_chosen(verify.depth, blob.id), blobs)
            }
            Some((_, Err(error))) => Err(format!("the pack cannot be opened: {error}")),
            None => Ok(None),
        };
        end = at.offset.saturating_add(at.stored);
        match result {
            Ok(Some(bytes)) => {
                verify.checked.read = verify.checked.read.saturating_add(1);
                verify.checked.bytes = verify.checked.bytes.saturating_add(bytes);
            }
            Ok(None) => {}
            Err(what) => verify.damage(ArchiveDamage {
                what: format!("blob {}: {what}", blob.id),
                file: format!("packs/{:06}.pack", at.pack),
                offset: Some(at.offset),
                messages: messages_of_blob(connection, blob.id),
            }),
        }
        done = done.saturating_add(1);
        if done.is_multiple_of(TELL) {
            tell(done, all);
        }
    }
    Ok(())
}

/// Returns true if the bytes of a blob are to be checked. Chosen blobs are spread evenly, and the same ones are
/// chosen each time.
fn is_chosen(depth: VerifyDepth, blob: BlobId) -> bool {
    match depth {
        VerifyDepth::Quick => false,
        VerifyDepth::Full => true,
        VerifyDepth::Sample(percent) => {
            let [first, second, ..] = digest_of(&blob.0.to_le_bytes());
            f64::from(u16::from_le_bytes([first, second])) < percent / 100.0 * f64::from(1_u32 << 16)
        }
    }
}

/// A pack that is open for reading.
struct OpenPack {
    file: File,
    length: u64,
}

impl OpenPack {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    /// Checks the header of a blob, and its bytes if `reads_bytes` is true. Returns the number of checked bytes,
    /// or `None` if only the header was checked.
    fn check(
        &mut self,
        blob: &BlobRow,
        reads_bytes: bool,
        blobs: BlobReader<'_>,
    ) -> Result<Option<u64>, String> {
        let at = blob.location;
        let BlobRow { size, digest, .. } = *blob;
        if at.offset.saturating_add(at.stored) > self.length {
            return Err("the pack ends before the end of the blob".to_owned());
        }
        let start = at
            .offset
            .checked_sub(HEADER)
            .ok_or_else(|| "there is no space for a header before the blob".to_owned())?;
        let mut header = [0; HEADER_BYTES];
        let read = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.read_exact(&mut header));
        read.map_err(|error| format!("the header of the blob cannot be read: {error}"))?;
        let expected = BlobHeader { codec: blob.codec, size, stored: at.stored, digest };
        if BlobHeader::parse(&header) != Some(expected) {
            return Err("the header of the blob differs from the catalogue".to_owned());
        }
        if !reads_bytes {
            return Ok(None);
        }
        let codec = Codec::of_number(blob.codec)
            .ok_or_else(|| format!("the blob has the unknown codec {}", blob.codec))?;
        let mut stored = (&self.file).take(at.stored);
        if codec != Codec::Recipe {
            let read = copy_decoded(stored, codec, size, &digest, &mut io::sink());
            return read.map(|()| Some(size)).map_err(|error| error.to_string());
        }
        let mut bytes = Vec::new();
        stored.read_to_end(&mut bytes).map_err(|error| format!("the blob cannot be read: {error}"))?;
        let bytes = decompress(bytes, codec, size)
            .map_err(|what| format!("the blob cannot be decompressed: {what}"))?;
        let (cuts, skeleton) = read_recipe(bytes)
            .ok_or_else(|| "the instructions to restore the blob cannot be read".to_owned())?;
        blobs.check(&digest, &cuts, &skeleton).map(Some).map_err(|error| error.to_string())
    }
}
