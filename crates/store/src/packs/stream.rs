//! Appending blobs whose bytes are not in memory.

use std::io::{self, Read, Write};

use zstd::stream::write::Encoder;

use super::blob::{Blob, BlobStream, Codec};
use super::compress::ZSTD_LEVEL;
use super::digest_writer::DigestWriter;
use super::header::HEADER;
use super::reading::{BlobLocation, open_stored};
use super::writer::{PackWriter, header_of};
use crate::error::StoreError;

/// A writer that appends to the end of a pack.
struct PackEnd<'w> {
    packs: &'w mut PackWriter,
    /// The error at which writing stopped.
    failed: Option<StoreError>,
}

impl Write for PackEnd<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.packs.write_bytes(bytes) {
            self.failed = Some(error);
            return Err(io::Error::other("the pack cannot be written"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl PackWriter {
    /// Appends a blob whose bytes `stream` writes. Appends nothing and returns [`StoreError::Reread`] if the bytes
    /// cannot be read, or have changed since their digest was computed.
    pub(super) fn append_stream(
        &mut self,
        blob: &Blob,
        stream: &BlobStream,
    ) -> Result<BlobLocation, StoreError> {
        self.append_as(blob, |end| match blob.codec {
            Codec::Zstd => {
                let mut encoder = Encoder::new(end, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                write_checked(blob, stream, &mut encoder)?;
                encoder.finish().map(drop)
            }
            Codec::Plain | Codec::Recipe => write_checked(blob, stream, end),
        })
    }

    /// Appends a copy of a stored blob. Returns `None` if the stored blob cannot be read.
    pub(crate) fn append_copy(
        &mut self,
        blob: &Blob,
        from: BlobLocation,
    ) -> Result<Option<BlobLocation>, StoreError> {
        let Ok(mut stored) = open_stored(&self.dir, from) else { return Ok(None) };
        let mut piece = vec![0; 1 << 20];
        let copied = self.append_as(blob, |end| {
            loop {
                match stored.read(&mut piece)? {
                    0 => return Ok(()),
                    read => end.write_all(piece.get(..read).unwrap_or_default())?,
                }
            }
        });
        match copied {
            Ok(location) => Ok((location.stored == from.stored).then_some(location)),
            Err(StoreError::Reread(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Appends the bytes that `write` writes. The header contains the number of these bytes, so it is written
    /// last.
    fn append_as(
        &mut self,
        blob: &Blob,
        write: impl FnOnce(&mut PackEnd<'_>) -> io::Result<()>,
    ) -> Result<BlobLocation, StoreError> {
        self.flush()?;
        let start = self.end;
        let offset = start.saturating_add(HEADER);
        self.end = offset;
        let mut end = PackEnd { packs: self, failed: None };
        let written = write(&mut end);
        let failed = end.failed.take();
        let result = match (failed, written) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(StoreError::Reread(error)),
            (None, Ok(())) => {
                let stored = self.end.saturating_sub(offset);
                self.write_at(start, &header_of(blob, stored)).map(|()| BlobLocation {
                    pack: self.pack,
                    offset,
                    stored,
                })
            }
        };
        if result.is_err() {
            self.cut_off(start);
        }
        result
    }
}

fn write_checked(blob: &Blob, stream: &BlobStream, out: &mut dyn Write) -> io::Result<()> {
    let mut digested = DigestWriter::new(out);
    stream(&mut digested)?;
    if digested.size == blob.size && digested.digest() == blob.digest {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "the message has changed since it was first read"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::Arc;

    use foundmail_mail::digest_of;

    use crate::StoreError;
    use crate::packs::{Blob, BlobBody, Codec, HEADER, PackWriter, copy_decoded, open_stored, pack_path};

    /// Makes a blob with the digest of `bytes`, and a stream that writes `written`.
    fn streamed(bytes: &[u8], codec: Codec, written: io::Result<Vec<u8>>) -> Blob {
        let stream = move |out: &mut dyn Write| match &written {
            Ok(bytes) => out.write_all(bytes),
            Err(error) => Err(error.kind().into()),
        };
        let body = BlobBody::Streamed(Arc::new(stream));
        Blob { digest: digest_of(bytes), size: bytes.len() as u64, codec, body }
    }

    #[test]
    fn a_streamed_blob_is_read_again_and_can_be_copied() {
        let dir = tempfile::tempdir().unwrap();
        let mut packs = PackWriter::open(dir.path(), 1, 0).unwrap();
        let bytes = b"some words and ".repeat(200_000);
        for codec in [Codec::Plain, Codec::Zstd] {
            let blob = streamed(&bytes, codec, Ok(bytes.clone()));
            let at = packs.append(&blob).unwrap();
            let copy = packs.append_copy(&blob, at).unwrap().unwrap();
            packs.sync().unwrap();
            for at in [at, copy] {
                let mut read = Vec::new();
                let stored = open_stored(dir.path(), at).unwrap();
                copy_decoded(stored, codec, blob.size, &blob.digest, &mut read).unwrap();
                assert!(read == bytes);
            }
            assert_eq!(copy.offset, at.offset + at.stored + HEADER);
        }
    }

    #[test]
    fn a_stream_that_changes_leaves_no_bytes_in_the_pack() {
        let dir = tempfile::tempdir().unwrap();
        let mut packs = PackWriter::open(dir.path(), 1, 0).unwrap();
        let bytes = vec![7; 300_000];
        let shorter = bytes[1..].to_vec();
        let other = [&shorter[..], &[8]].concat();
        for written in [Ok(shorter), Ok(other), Err(io::ErrorKind::NotFound.into())] {
            for codec in [Codec::Plain, Codec::Zstd] {
                let written =
                    written.as_ref().map(Clone::clone).map_err(|error: &io::Error| error.kind().into());
                let put = packs.append(&streamed(&bytes, codec, written));
                assert!(matches!(put, Err(StoreError::Reread(_))));
            }
        }
        let at = packs.append(&streamed(&bytes, Codec::Plain, Ok(bytes.clone()))).unwrap();
        packs.sync().unwrap();
        assert_eq!((at.pack, at.offset), (1, HEADER));
        assert_eq!(pack_path(dir.path(), 1).metadata().unwrap().len(), at.offset + at.stored);
    }
}
