//! Removal of an incomplete large blob after a crash interrupted its writing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memmem;

use super::header::{BlobHeader, HEADER, HEADER_BYTES, MAGIC};
use crate::files::private_file;

/// Number of bytes that are read at once.
const PIECE: usize = 1024 * 1024;

/// Removes an incomplete large blob from the end of a pack. Such a blob has no header, because the header is
/// written last. The complete blobs before it stay.
pub(super) fn cut_off_torn_blob(path: &Path, mut end: u64) {
    let Ok(mut file) = private_file().read(true).write(true).open(path) else { return };
    let mut head = [0; HEADER_BYTES];
    let mut read =
        |at| file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut head)).map(|()| head);
    let torn = loop {
        match read(end) {
            Ok(head) if head == [0; HEADER_BYTES] => break true,
            Ok(head) => match BlobHeader::parse(&head) {
                Some(head) => end = end.saturating_add(HEADER).saturating_add(head.stored),
                None => break false,
            },
            Err(_) => break false,
        }
    };
    // If complete blobs follow, the catalogue is older than the pack, and does not refer to them. They only take
    // up space, so they stay.
    if torn && !is_followed(&mut file, end).unwrap_or(true) {
        let _ = file.set_len(end);
    }
}

/// Returns true if a valid header of a blob follows after the offset `from`.
fn is_followed(file: &mut File, from: u64) -> io::Result<bool> {
    let mut at = from;
    let mut piece = vec![0; PIECE];
    loop {
        file.seek(SeekFrom::Start(at))?;
        let read = read_full(file, &mut piece)?;
        let view = piece.get(..read).unwrap_or_default();
        let is_head = |found: usize| {
            let head = view.get(found..found.saturating_add(HEADER_BYTES));
            head.and_then(|head| head.try_into().ok()).is_some_and(|head| BlobHeader::parse(&head).is_some())
        };
        if memmem::find_iter(view, MAGIC).any(is_head) {
            return Ok(true);
        }
        if read < piece.len() {
            return Ok(false);
        }
        // A header can be split between two pieces.
        at = at.saturating_add(read.saturating_sub(HEADER_BYTES) as u64);
    }
}

fn read_full(file: &mut File, piece: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = piece.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => read = read.saturating_add(more),
        }
    }
    Ok(read)
}
