//! Every blob that the catalogue names: it lies where it should, and is what it was.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use foundmail_mail::digest_of;
use rusqlite::Connection;

use super::{Damage, Depth, Verify, messages_of_blob};
use crate::blob::{Codec, flow, unpack};
use crate::pack::head::{BYTES, HEADER, Head};
use crate::pack::pack_path;
use crate::recipe;
use crate::stored::Blobs;

/// How often `tell` is called, in blobs.
const TELL: u64 = 256;

/// A blob as the catalogue has it.
struct Named {
    id: u32,
    pack: u32,
    /// Of the stored bytes.
    offset: u64,
    head: Head,
}

pub(super) fn check(
    connection: &Connection,
    verify: &mut Verify<'_>,
    tell: &mut dyn FnMut(u64, u64),
) -> rusqlite::Result<()> {
    let sql = "SELECT id, pack, offset, stored, size, codec, digest FROM blob ORDER BY pack, offset";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut open: Option<(u32, io::Result<Pack>)> = None;
    let mut done: u64 = 0;
    let mut end = 0;
    let all = verify.checked.blobs;
    while let Some(row) = rows.next()? {
        let blob = Named {
            id: row.get(0)?,
            pack: row.get(1)?,
            offset: row.get(2)?,
            head: Head { codec: row.get(5)?, size: row.get(4)?, stored: row.get(3)?, digest: row.get(6)? },
        };
        if open.as_ref().is_none_or(|(pack, _)| *pack != blob.pack) {
            open = Some((blob.pack, Pack::open(&pack_path(&verify.dir.join("packs"), blob.pack))));
            end = 0;
        }
        let result = match open.as_mut() {
            _ if blob.offset < HEADER.saturating_add(end) => Err("it lies where another one does".to_owned()),
            Some((_, Ok(pack))) => {
                let packs = verify.dir.join("packs");
                let blobs = Blobs { connection, packs: &packs };
                pack.check(&blob, is_chosen(verify.depth, blob.id), blobs)
            }
            Some((_, Err(error))) => Err(format!("its pack cannot be opened: {error}")),
            None => Ok(None),
        };
        end = blob.offset.saturating_add(blob.head.stored);
        match result {
            Ok(Some(bytes)) => {
                verify.checked.read = verify.checked.read.saturating_add(1);
                verify.checked.bytes = verify.checked.bytes.saturating_add(bytes);
            }
            Ok(None) => {}
            Err(what) => verify.damage(Damage {
                what: format!("blob {}: {what}", blob.id),
                file: format!("packs/{:06}.pack", blob.pack),
                offset: Some(blob.offset),
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

/// Whether a blob is among those that are read. The choice looks random, and is the same each time for the same blobs.
fn is_chosen(depth: Depth, blob: u32) -> bool {
    match depth {
        Depth::Quick => false,
        Depth::Full => true,
        Depth::Sample(percent) => {
            let [first, second, ..] = digest_of(&blob.to_le_bytes());
            f64::from(u16::from_le_bytes([first, second])) < percent / 100.0 * f64::from(1_u32 << 16)
        }
    }
}

struct Pack {
    file: File,
    length: u64,
}

impl Pack {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    /// Looks at a blob's header, and at its bytes if it is `whole` that is asked for; then gives their number.
    fn check(&mut self, blob: &Named, whole: bool, blobs: Blobs<'_>) -> Result<Option<u64>, String> {
        if blob.offset.saturating_add(blob.head.stored) > self.length {
            return Err("the pack ends before it".to_owned());
        }
        let start = blob.offset.checked_sub(HEADER).ok_or_else(|| "it has no header".to_owned())?;
        let mut head = [0; BYTES];
        let read = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.read_exact(&mut head));
        read.map_err(|error| format!("its header cannot be read: {error}"))?;
        if Head::parse(&head).as_ref() != Some(&blob.head) {
            return Err("its header is not what the catalogue says".to_owned());
        }
        if !whole {
            return Ok(None);
        }
        let codec = Codec::of_number(blob.head.codec).ok_or_else(|| format!("codec {}", blob.head.codec))?;
        let mut stored = (&self.file).take(blob.head.stored);
        let Head { size, digest, .. } = &blob.head;
        if codec != Codec::Recipe {
            let read = flow(stored, codec, *size, digest, &mut io::sink());
            return read.map(|()| Some(*size)).map_err(|error| error.to_string());
        }
        let mut bytes = Vec::new();
        stored.read_to_end(&mut bytes).map_err(|error| format!("it cannot be read: {error}"))?;
        let bytes = unpack(bytes, codec, *size).map_err(|what| format!("it cannot be unpacked: {what}"))?;
        let (cuts, skeleton) = recipe::read(bytes).ok_or_else(|| "its recipe cannot be read".to_owned())?;
        blobs.check(digest, &cuts, &skeleton).map(Some).map_err(|error| error.to_string())
    }
}
