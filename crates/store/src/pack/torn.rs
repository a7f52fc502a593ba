//! What a crash left of a large blob.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memmem;

use super::BUFFER;
use super::head::{BYTES, HEADER, Head, MAGIC};
use crate::store::private_file;

/// Takes off a large blob of which a crash left only some: its header, which is written last, is missing. What stands whole before
/// it is left alone.
pub(super) fn cut_off(path: &Path, mut end: u64) {
    let Ok(mut file) = private_file().read(true).write(true).open(path) else { return };
    let mut head = [0; BYTES];
    let mut read =
        |at| file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut head)).map(|()| head);
    let torn = loop {
        match read(end) {
            Ok(head) if head == [0; BYTES] => break true,
            Ok(head) => match Head::parse(&head) {
                Some(head) => end = end.saturating_add(HEADER).saturating_add(head.stored),
                None => break false,
            },
            Err(_) => break false,
        }
    };
    // A catalogue that was lost or is an older one does not name what lies behind: then it only takes room.
    if torn && !is_followed(&mut file, end).unwrap_or(true) {
        let _ = file.set_len(end);
    }
}

/// True if a blob's header stands anywhere behind `from`.
fn is_followed(file: &mut File, from: u64) -> io::Result<bool> {
    let mut at = from;
    let mut piece = vec![0; BUFFER];
    loop {
        file.seek(SeekFrom::Start(at))?;
        let read = read_full(file, &mut piece)?;
        let view = piece.get(..read).unwrap_or_default();
        let is_head = |found: usize| {
            let head = view.get(found..found.saturating_add(BYTES));
            head.and_then(|head| head.try_into().ok()).is_some_and(|head| Head::parse(&head).is_some())
        };
        if memmem::find_iter(view, MAGIC).any(is_head) {
            return Ok(true);
        }
        if read < piece.len() {
            return Ok(false);
        }
        // A header may lie across the end of the piece.
        at = at.saturating_add(read.saturating_sub(BYTES) as u64);
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
