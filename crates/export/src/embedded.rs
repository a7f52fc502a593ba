//! Attachments that an export embeds into the lines of an entry or a card.

use std::collections::HashSet;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::SpooledTempFile;

use crate::content_lines::{Component, FoldedLine};
use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::manifest::AttachmentException;
use crate::message::{ExportAttachment, ExportMessage};

/// The largest attachment that is kept in memory, in bytes. A larger one is in a temporary file.
const MAX_IN_MEMORY: usize = 1 << 20;
/// Number of bytes that are encoded at once. Three bytes become four letters, so only the last piece has padding.
const PIECE: usize = 3 << 12;

/// An attachment whose content was read.
pub(crate) struct Embedded<'m> {
    pub(crate) attachment: &'m ExportAttachment,
    /// First bytes of the content, from which the type of a picture is known.
    pub(crate) head: Vec<u8>,
    content: SpooledTempFile,
}

/// The attachments of a message that its entry does not contain yet.
#[derive(Default)]
pub(crate) struct Attachments<'m> {
    pub(crate) embedded: Vec<Embedded<'m>>,
    /// The attachments that cannot be embedded.
    pub(crate) lost: Vec<AttachmentException>,
}

impl<'m> Attachments<'m> {
    /// Reads the attachments of a message, without those that `components` contain. `most` is the maximum number of bytes
    /// of all attachments together.
    pub(crate) fn read(
        message: &'m ExportMessage<'_>,
        components: &[Component],
        most: u64,
    ) -> Result<Self, ExportError> {
        let mut read = Self::default();
        if message.attachments.is_empty() {
            return Ok(read);
        }
        let mut known = HashSet::new();
        for component in components {
            digests(component, &mut known);
        }
        let mut room = most;
        for (index, attachment) in message.attachments.iter().enumerate() {
            let content = match content_of(message, index, &mut room) {
                Ok(content) => content,
                Err(ExportError::Unreadable { what }) => {
                    read.lose(message.id, attachment, what);
                    continue;
                }
                Err(error) => return Err(error),
            };
            match content {
                None => read.lose(
                    message.id,
                    attachment,
                    format!("The attachments are larger than {} MB.", most >> 20),
                ),
                Some((digest, _)) if known.contains(&digest) => {}
                Some((_, mut content)) => {
                    let failed = |error| ExportError::file(std::env::temp_dir(), error);
                    let mut head = Vec::new();
                    content.seek(SeekFrom::Start(0)).map_err(failed)?;
                    (&mut content).take(16).read_to_end(&mut head).map_err(failed)?;
                    read.embedded.push(Embedded { attachment, head, content });
                }
            }
        }
        Ok(read)
    }

    /// Lists an attachment that is not embedded. `why` is a sentence.
    pub(crate) fn lose(&mut self, id: u32, attachment: &ExportAttachment, why: String) {
        self.lost.push(AttachmentException { id, name: attachment.name.clone(), why });
    }
}

impl Embedded<'_> {
    /// Writes a line whose value is the content in base64. `head` is the line up to its colon.
    pub(crate) fn write_line(&mut self, head: &str, out: &mut dyn Write) -> io::Result<()> {
        self.content.seek(SeekFrom::Start(0))?;
        let mut line = FoldedLine::new(out);
        line.push(head)?;
        let mut piece = Vec::with_capacity(PIECE);
        loop {
            piece.clear();
            (&mut self.content).take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                return line.end();
            }
            line.push(&STANDARD.encode(&piece))?;
        }
    }
}

type Content = (String, SpooledTempFile);

/// Returns the digest and the content of an attachment. Returns `None` if there is no room for it.
fn content_of(
    message: &ExportMessage<'_>,
    index: usize,
    room: &mut u64,
) -> Result<Option<Content>, ExportError> {
    let size = message.attachments.get(index).map_or(0, |attachment| attachment.size);
    if size > *room {
        return Ok(None);
    }
    let mut out = DigestWriter::new(SpooledTempFile::new(MAX_IN_MEMORY));
    message.content.attachment(index, &mut out)?;
    let Some(left) = room.checked_sub(out.size) else { return Ok(None) };
    *room = left;
    Ok(Some((out.sha256(), out.into_inner())))
}

/// Adds the digests of the files inside a component.
fn digests(component: &Component, known: &mut HashSet<String>) {
    for line in &component.lines {
        if !matches!(line.name.as_str(), "ATTACH" | "PHOTO" | "LOGO" | "SOUND" | "KEY") {
            continue;
        }
        let letters = match line.value.strip_prefix("data:").and_then(|value| value.split_once(',')) {
            Some((_, letters)) => letters,
            None if line.is_base64() => &line.value,
            None => continue,
        };
        if let Ok(bytes) = STANDARD.decode(letters) {
            let mut digest = DigestWriter::new(io::sink());
            if digest.write_all(&bytes).is_ok() {
                known.insert(digest.sha256());
            }
        }
    }
    component.children.iter().for_each(|child| digests(child, known));
}
