//! Copies the bytes between the large base64 parts of a giant to the skeleton, except for the ends of long texts.

use std::io::{self, Read, Seek};

use memchr::{memmem, memrchr};

use super::part_digest::PartDigest;
use super::{Base64Layout, ByteRange, GiantReader, LargePart, MAX_HEADER_LENGTH, MIN_PART_SIZE, VIEW};

impl<R: Read + Seek> GiantReader<R> {
    /// Copies the bytes from `at` to `end` to the skeleton, except for the ends of long texts.
    pub(super) fn keep(&mut self, mut at: u64, end: u64) -> io::Result<()> {
        while at < end {
            if self.skeleton.len() >= self.limits.all {
                let header = self.last_boundary(at, end)?;
                self.take_out(at, header)?;
                return self.append(header, end);
            }
            let section = self.section_end(at, end)?;
            let most = (self.limits.text as u64).saturating_add(MIN_PART_SIZE as u64);
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

    /// Returns the offset of the next line that may be a boundary.
    fn section_end(&mut self, from: u64, end: u64) -> io::Result<u64> {
        let mut at = from;
        while at < end {
            let view = self.window.view(at, VIEW)?;
            if let Some(found) = memmem::find(view, b"\n--") {
                return Ok(at.saturating_add(found as u64).saturating_add(1).min(end));
            }
            if view.len() < VIEW {
                break;
            }
            at = at.saturating_add(view.len().saturating_sub(2) as u64);
        }
        Ok(end)
    }

    /// Returns the offset of the last boundary before `end`. The header after this boundary describes the part at
    /// `end`. Returns `end` if no boundary is near.
    fn last_boundary(&mut self, at: u64, end: u64) -> io::Result<u64> {
        let from = at.max(end.saturating_sub(MAX_HEADER_LENGTH as u64));
        let length = usize::try_from(end.saturating_sub(from)).unwrap_or(MAX_HEADER_LENGTH);
        let view = self.window.view(from, length)?;
        let view = view.get(..length).unwrap_or(view);
        let found = memmem::rfind(view, b"\n--").map(|found| found.saturating_add(1));
        Ok(found.map_or(end, |found| from.saturating_add(found as u64)))
    }

    /// Returns the offset up to which a long text is kept. The offset is the end of a line if the text has lines.
    fn beginning(&mut self, at: u64) -> io::Result<u64> {
        let about = at.saturating_add(self.limits.text as u64);
        let back = (VIEW as u64).min(about.saturating_sub(at));
        let from = about.saturating_sub(back);
        let wanted = usize::try_from(back).unwrap_or(VIEW);
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

    /// Removes a range of text and adds a marker.
    fn take_out(&mut self, start: u64, end: u64) -> io::Result<()> {
        let length = end.saturating_sub(start);
        if length < MIN_PART_SIZE as u64 {
            return self.append(start, end);
        }
        let mut bytes = PartDigest::default();
        self.each_piece(start, end, |piece| bytes.update(piece))?;
        let PartDigest { size, hasher, samples, .. } = bytes;
        let digest = *hasher.finalize().as_bytes();
        self.cut(LargePart {
            range: ByteRange { start, length },
            layout: Base64Layout::VERBATIM,
            size,
            digest,
            samples,
        });
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
            let wanted = usize::try_from(end.saturating_sub(at)).unwrap_or(VIEW).min(VIEW);
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
