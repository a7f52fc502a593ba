//! The protocol between the parent and the child process. Both send frames, which consist of a length and a
//! content.

use std::io::{self, Read, Write};
use std::time::Duration;

use crate::extracted::{Extracted, ExtractedText, Failure, FailureReason, Loss};
use crate::file_kind::FileKind;
use crate::input::InputFile;
use crate::limits::ExtractionLimits;
use crate::picture::{PagePicture, PageRequest};
use crate::preview::{ContainedFile, FilePreview};

/// The work that a child process does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Extract the text.
    Text,
    /// Draw a page.
    Picture(PageRequest),
    /// Read the content as the window can show it.
    Preview,
    /// Return the bytes of an attached message.
    Message,
    /// Return the bytes of a file in an archive, by its index.
    Contained(u32),
}

/// The result of a task.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Text(Extracted),
    Picture(PagePicture),
    Preview(FilePreview),
    File(ContainedFile),
}

/// A request to a child process.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) task: Task,
    pub(crate) file: InputFile,
    pub(crate) limits: ExtractionLimits,
}

/// Maximum size of a request without the bytes of the file, in bytes.
const MAX_HEAD_SIZE: usize = 1 << 20;
/// Maximum size of a reply, in bytes.
const MAX_REPLY_SIZE: usize = 1 << 30;

/// Writes a request, which consists of the task, the limits and the file.
pub(crate) fn write_request(to: &mut impl Write, request: &Request) -> io::Result<()> {
    let Request { task, file, limits } = request;
    let mut head = Vec::new();
    match task {
        Task::Text => head.push(0),
        Task::Picture(PageRequest { page, width }) => {
            head.push(1);
            put_number(&mut head, u64::from(*page));
            put_number(&mut head, u64::from(*width));
        }
        Task::Preview => head.push(2),
        Task::Message => head.push(3),
        Task::Contained(index) => {
            head.push(4);
            put_number(&mut head, u64::from(*index));
        }
    }
    let numbers = [limits.input, limits.text, limits.unpacked, limits.growth, limits.entries, limits.depth];
    for number in numbers {
        put_number(&mut head, number as u64);
    }
    put_number(&mut head, u64::try_from(limits.time.as_millis()).unwrap_or(u64::MAX));
    put(&mut head, file.name.as_bytes());
    put(&mut head, file.media_type.as_bytes());
    put_number(&mut head, file.bytes.len() as u64);
    to.write_all(&(head.len().saturating_add(file.bytes.len()) as u64).to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(&file.bytes)?;
    to.flush()
}

/// Reads a request. Returns `None` at the end of the pipe.
pub(crate) fn read_request(from: &mut impl Read, most: usize) -> io::Result<Option<Request>> {
    let Some(frame) = read_frame(from, most.saturating_add(MAX_HEAD_SIZE))? else { return Ok(None) };
    let mut rest = frame.as_slice();
    let request = take_request(&mut rest).ok_or_else(invalid_frame)?;
    Ok(Some(request))
}

fn take_request(rest: &mut &[u8]) -> Option<Request> {
    let task = match take_byte(rest)? {
        0 => Task::Text,
        1 => Task::Picture(PageRequest { page: take_count(rest)?, width: take_count(rest)? }),
        2 => Task::Preview,
        3 => Task::Message,
        4 => Task::Contained(take_count(rest)?),
        _ => return None,
    };
    let limits = ExtractionLimits {
        input: take_size(rest)?,
        text: take_size(rest)?,
        unpacked: take_size(rest)?,
        growth: take_size(rest)?,
        entries: take_size(rest)?,
        depth: take_size(rest)?,
        time: Duration::from_millis(take_number(rest)?),
    };
    let name = take_text(rest)?;
    let media_type = take_text(rest)?;
    let file = InputFile { name, media_type, bytes: take(rest)?.to_vec() };
    Some(Request { task, file, limits })
}

/// Writes a reply, which contains the result for a file.
pub(crate) fn write_reply(to: &mut impl Write, reply: &Result<Answer, Failure>) -> io::Result<()> {
    let mut frame = Vec::new();
    match reply {
        Err(failure) => {
            frame.push(1);
            put_failure(&mut frame, *failure);
        }
        Ok(Answer::Picture(picture)) => {
            frame.push(2);
            for number in [picture.pages, picture.width, picture.height] {
                put_number(&mut frame, u64::from(number));
            }
            put(&mut frame, &picture.png);
        }
        Ok(Answer::Preview(preview)) => {
            frame.push(3);
            put(&mut frame, &serde_json::to_vec(preview)?);
        }
        Ok(Answer::File(file)) => {
            frame.extend([4, u8::from(file.is_damaged)]);
            put(&mut frame, file.name.as_bytes());
            put(&mut frame, &file.bytes);
        }
        Ok(Answer::Text(extracted)) => {
            frame.push(0);
            frame.extend([kind_code(extracted.kind), u8::from(extracted.truncated)]);
            put_number(&mut frame, extracted.texts.len() as u64);
            for piece in &extracted.texts {
                put(&mut frame, piece.path.as_bytes());
                put(&mut frame, piece.text.as_bytes());
            }
            put_number(&mut frame, extracted.losses.len() as u64);
            for lost in &extracted.losses {
                put(&mut frame, lost.path.as_bytes());
                put_failure(&mut frame, lost.failure);
            }
        }
    }
    to.write_all(&(frame.len() as u64).to_le_bytes())?;
    to.write_all(&frame)?;
    to.flush()
}

/// Reads a reply. Fails at the end of the pipe, or if the reply is invalid.
pub(crate) fn read_reply(from: &mut impl Read) -> io::Result<Result<Answer, Failure>> {
    let frame = read_frame(from, MAX_REPLY_SIZE)?.ok_or_else(invalid_frame)?;
    take_reply(&mut frame.as_slice()).ok_or_else(invalid_frame)
}

fn take_reply(rest: &mut &[u8]) -> Option<Result<Answer, Failure>> {
    match take_byte(rest)? {
        0 => Some(Ok(Answer::Text(take_extracted(rest)?))),
        1 => Some(Err(take_failure(rest)?)),
        2 => Some(Ok(Answer::Picture(take_picture(rest)?))),
        3 => Some(Ok(Answer::Preview(serde_json::from_slice(take(rest)?).ok()?))),
        4 => {
            let is_damaged = take_byte(rest)? != 0;
            let (name, bytes) = (take_text(rest)?, take(rest)?.to_vec());
            Some(Ok(Answer::File(ContainedFile { name, bytes, is_damaged })))
        }
        _ => None,
    }
}

fn take_picture(rest: &mut &[u8]) -> Option<PagePicture> {
    Some(PagePicture {
        pages: take_count(rest)?,
        width: take_count(rest)?,
        height: take_count(rest)?,
        png: take(rest)?.to_vec(),
    })
}

fn take_extracted(rest: &mut &[u8]) -> Option<Extracted> {
    let kind = kind_of(take_byte(rest)?)?;
    let truncated = take_byte(rest)? != 0;
    let mut extracted = Extracted { kind, truncated, ..Extracted::default() };
    for _ in 0..take_number(rest)? {
        extracted.texts.push(ExtractedText { path: take_text(rest)?, text: take_text(rest)? });
    }
    for _ in 0..take_number(rest)? {
        extracted.losses.push(Loss { path: take_text(rest)?, failure: take_failure(rest)? });
    }
    Some(extracted)
}

fn read_frame(from: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = usize::try_from(u64::from_le_bytes(length)).ok().filter(|length| *length <= most);
    let length = length.ok_or_else(invalid_frame)?;
    let mut frame = Vec::with_capacity(length);
    from.take(length as u64).read_to_end(&mut frame)?;
    if frame.len() == length { Ok(Some(frame)) } else { Err(invalid_frame()) }
}

fn invalid_frame() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a frame between parent and child process is invalid")
}

fn put_number(to: &mut Vec<u8>, number: u64) {
    to.extend(number.to_le_bytes());
}

fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len() as u64);
    to.extend(bytes);
}

fn put_failure(to: &mut Vec<u8>, failure: Failure) {
    to.extend([kind_code(failure.kind), reason_code(failure.reason)]);
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, behind) = rest.split_first()?;
    *rest = behind;
    Some(*byte)
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let (number, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(u64::from_le_bytes(*number))
}

fn take_count(rest: &mut &[u8]) -> Option<u32> {
    u32::try_from(take_number(rest)?).ok()
}

fn take_size(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(take_number(rest)?).ok()
}

fn take<'f>(rest: &mut &'f [u8]) -> Option<&'f [u8]> {
    let length = take_size(rest)?;
    let (bytes, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(bytes)
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(take(rest)?.to_vec()).ok()
}

fn take_failure(rest: &mut &[u8]) -> Option<Failure> {
    let kind = kind_of(take_byte(rest)?)?;
    let reason = *FailureReason::ALL.get(usize::from(take_byte(rest)?))?;
    Some(Failure { kind, reason })
}

fn kind_code(kind: FileKind) -> u8 {
    code(FileKind::ALL.iter().position(|other| *other == kind))
}

fn reason_code(reason: FailureReason) -> u8 {
    code(FailureReason::ALL.iter().position(|other| *other == reason))
}

fn code(position: Option<usize>) -> u8 {
    position.and_then(|position| u8::try_from(position).ok()).unwrap_or(u8::MAX)
}

fn kind_of(code: u8) -> Option<FileKind> {
    FileKind::ALL.get(usize::from(code)).copied()
}

#[cfg(test)]
mod tests;
