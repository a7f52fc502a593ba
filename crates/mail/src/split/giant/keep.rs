//! What stays of a message besides its large attachments: all of it, but for the ends of texts that go on beyond reason.

use std::io::{self, Read, Seek};

use memchr::{memmem, memrchr};

use super::bytes::Bytes;
use super::{LONGEST_HEADER, Layout, PIECE, Reading, Run, SMALLEST, Stretch};

impl<R: Read + Seek> Reading<R> {
    /// Keeps what stands here, but for the ends of long texts.
    pub(super) fn keep(&mut self, mut at: u64, end: u64) -> io::Result<()> {
        while at < end {
            if self.skeleton.len() >= self.bounds.all {
                let header = self.last_boundary(at, end)?;
                self.take_out(at, header)?;
                return self.append(header, end);
            }
            let section = self.section_end(at, end)?;
            let most = (self.bounds.text as u64).saturating_add(SMALLEST as u64);
            if section.saturating_sub(at) <= most {
                self.append(at, section)?;
            } else {
                let begun = self.beginning(at)?;
                let text_end = self.without_line_end(section)?;
                self.append(at, begun)?;
                self.take_out(begun, text_end)?;
                self.append(text_end, section)?;
            }
            at = section;
        }
        Ok(())
    }

    /// Where the next line begins that may be a boundary.
    fn section_end(&mut self, from: u64, end: u64) -> io::Result<u64> {
        let mut at = from;
        while at < end {
            let view = self.window.view(at, PIECE)?;
            if let Some(found) = memmem::find(view, b"\n--") {
                return Ok(at.saturating_add(found as u64).saturating_add(1).min(end));
            }
            if view.len() < PIECE {
                break;
            }
            at = at.saturating_add(view.len().saturating_sub(2) as u64);
        }
        Ok(end)
    }

    /// Where the last boundary before `end` begins: the header behind it tells what the part at `end` is. `end` itself if none
    /// is near.
    fn last_boundary(&mut self, at: u64, end: u64) -> io::Result<u64> {
        let from = at.max(end.saturating_sub(LONGEST_HEADER as u64));
        let length = usize::try_from(end.saturating_sub(from)).unwrap_or(LONGEST_HEADER);
        let view = self.window.view(from, length)?;
        let view = view.get(..length).unwrap_or(view);
        let found = memmem::rfind(view, b"\n--").map(|found| found.saturating_add(1));
        Ok(found.map_or(end, |found| from.saturating_add(found as u64)))
    }

    /// Where the part of a long text ends that stays: at the end of a line, if it has lines.
    fn beginning(&mut self, at: u64) -> io::Result<u64> {
        let about = at.saturating_add(self.bounds.text as u64);
        let back = (PIECE as u64).min(about.saturating_sub(at));
        let from = about.saturating_sub(back);
        let wanted = usize::try_from(back).unwrap_or(PIECE);
        let view = self.window.view(from, wanted)?;
        let line =
            memrchr(b'\n', view.get(..wanted).unwrap_or(view)).map_or(wanted, |end| end.saturating_add(1));
        Ok(from.saturating_add(line as u64))
    }

    fn without_line_end(&mut self, end: u64) -> io::Result<u64> {
        let from = end.saturating_sub(2);
        let view = self.window.view(from, 2)?;
        let ending = [&b"\r\n"[..], b"\n"]
            .into_iter()
            .find(|ending| view.get(..2).is_some_and(|two| two.ends_with(ending)));
        Ok(end.saturating_sub(ending.map_or(0, <[u8]>::len) as u64))
    }

    /// Takes out text.
    fn take_out(&mut self, start: u64, end: u64) -> io::Result<()> {
        let length = end.saturating_sub(start);
        if length < SMALLEST as u64 {
            return self.append(start, end);
        }
        let mut bytes = Bytes::default();
        self.each_piece(start, end, |piece| bytes.take(piece))?;
        let Bytes { size, hasher, samples, .. } = bytes;
        let digest = *hasher.finalize().as_bytes();
        self.cut(Run { place: Stretch { start, length }, layout: Layout::VERBATIM, size, digest, samples });
        Ok(())
    }

    fn append(&mut self, start: u64, end: u64) -> io::Result<()> {
        let mut skeleton = std::mem::take(&mut self.skeleton);
        let read = self.each_piece(start, end, |piece| skeleton.extend_from_slice(piece));
        self.skeleton = skeleton;
        read
    }

    fn each_piece(&mut self, start: u64, end: u64, mut take: impl FnMut(&[u8])) -> io::Result<()> {
        let mut at = start;
        while at < end {
            let wanted = usize::try_from(end.saturating_sub(at)).unwrap_or(PIECE).min(PIECE);
            let view = self.window.view(at, wanted)?;
            if view.len() < wanted {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "The source became shorter while it was read.",
                ));
            }
            take(view.get(..wanted).unwrap_or(view));
            at = at.saturating_add(wanted as u64);
        }
        Ok(())
    }
}
