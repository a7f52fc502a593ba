//! Blobs that are written without being held.

use std::io::{self, Read, Write};

use zstd::stream::write::Encoder;

use super::{HEADER, Location, PackWriter, header, open_stored};
use crate::StoreError;
use crate::blob::{Blob, Codec, Flow, ZSTD_LEVEL};
use crate::digested::Digested;

/// The end of a pack, to which bytes are written as they come.
struct PackEnd<'w> {
    packs: &'w mut PackWriter,
    /// Why they could not be written.
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
    /// Adds a blob whose bytes are written by `flow`. If these are not what they were when they were digested, nothing is added:
    /// [`StoreError::Reread`].
    pub(super) fn append_flow(&mut self, blob: &Blob, flow: &Flow) -> Result<Location, StoreError> {
        self.append_as(blob, |end| match blob.codec {
            Codec::Zstd => {
                let mut encoder = Encoder::new(end, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                flow_checked(blob, flow, &mut encoder)?;
                encoder.finish().map(drop)
            }
            Codec::Plain | Codec::Recipe => flow_checked(blob, flow, end),
        })
    }

    /// Adds a copy of a blob that lies elsewhere in the packs. `None` if it cannot be read.
    pub(crate) fn append_copy(
        &mut self,
        blob: &Blob,
        from: Location,
    ) -> Result<Option<Location>, StoreError> {
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

    /// The header says how many bytes follow, so it is written when these are.
    fn append_as(
        &mut self,
        blob: &Blob,
        write: impl FnOnce(&mut PackEnd<'_>) -> io::Result<()>,
    ) -> Result<Location, StoreError> {
        self.write()?;
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
                self.write_at(start, &header(blob, stored)).map(|()| Location {
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

fn flow_checked(blob: &Blob, flow: &Flow, out: &mut dyn Write) -> io::Result<()> {
    let mut digested = Digested::new(out);
    flow(&mut digested)?;
    if digested.size == blob.size && digested.digest() == blob.digest {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "it changed meanwhile"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::Arc;

    use foundmail_mail::digest_of;

    use crate::StoreError;
    use crate::blob::{Blob, Body, Codec, flow};
    use crate::pack::{HEADER, PackWriter, open_stored, pack_path};

    /// A blob of `bytes`, of which `written` are given when it is written.
    fn elsewhere(bytes: &[u8], codec: Codec, written: io::Result<Vec<u8>>) -> Blob {
        let flow = move |out: &mut dyn Write| match &written {
            Ok(bytes) => out.write_all(bytes),
            Err(error) => Err(error.kind().into()),
        };
        let body = Body::Elsewhere(Arc::new(flow));
        Blob { digest: digest_of(bytes), size: bytes.len() as u64, codec, body }
    }

    #[test]
    fn what_flows_in_comes_back_and_can_be_copied() {
        let dir = tempfile::tempdir().unwrap();
        let mut packs = PackWriter::open(dir.path(), 1, 0).unwrap();
        let bytes = b"some words and ".repeat(200_000);
        for codec in [Codec::Plain, Codec::Zstd] {
            let blob = elsewhere(&bytes, codec, Ok(bytes.clone()));
            let at = packs.append(&blob).unwrap();
            let copy = packs.append_copy(&blob, at).unwrap().unwrap();
            packs.sync().unwrap();
            for at in [at, copy] {
                let mut read = Vec::new();
                let stored = open_stored(dir.path(), at).unwrap();
                flow(stored, codec, blob.size, &blob.digest, &mut read).unwrap();
                assert!(read == bytes);
            }
            assert_eq!(copy.offset, at.offset + at.stored + HEADER);
        }
    }

    #[test]
    fn of_what_changed_meanwhile_nothing_stays() {
        let dir = tempfile::tempdir().unwrap();
        let mut packs = PackWriter::open(dir.path(), 1, 0).unwrap();
        let bytes = vec![7; 300_000];
        let shorter = bytes[1..].to_vec();
        let other = [&shorter[..], &[8]].concat();
        for written in [Ok(shorter), Ok(other), Err(io::ErrorKind::NotFound.into())] {
            for codec in [Codec::Plain, Codec::Zstd] {
                let written =
                    written.as_ref().map(Clone::clone).map_err(|error: &io::Error| error.kind().into());
                let put = packs.append(&elsewhere(&bytes, codec, written));
                assert!(matches!(put, Err(StoreError::Reread(_))));
            }
        }
        let at = packs.append(&elsewhere(&bytes, Codec::Plain, Ok(bytes.clone()))).unwrap();
        packs.sync().unwrap();
        assert_eq!((at.pack, at.offset), (1, HEADER));
        assert_eq!(pack_path(dir.path(), 1).metadata().unwrap().len(), at.offset + at.stored);
    }
}
