//! Signed and encrypted messages, [MS-OXOSMIME] 2.1. Their only attachment is the body that was sent, so that programs can
//! verify or decrypt it.

use std::io::{self, Write};

use foundmail_mail::{Framing, FromLineWriter, Skeleton, header_bytes, restore_to};
use foundmail_mapi::{Attachment, AttachmentContent, Data, Item, tags};

use crate::content_spool::ContentSpool;
use crate::header::Header;
use crate::properties::text;

/// Returns the body of a signed message with the fields that describe it. Returns `None` if the message is not signed in this
/// way, or if its body can't be read.
pub(crate) fn body(
    header: &Header,
    skeleton: &Skeleton<'_>,
    framing: Framing,
    spool: &mut ContentSpool,
) -> Option<Data> {
    let media_type = header.get("content-type").unwrap_or_default().to_ascii_lowercase();
    if !media_type.starts_with("multipart/signed") {
        return None;
    }
    let fields: String = body_fields(&header.text);
    let skipped = skeleton.bytes.len().saturating_sub(after_header(skeleton.bytes).len());
    let kept = spool.keep(|out| {
        out.write_all(fields.as_bytes())?;
        let mut rest = Skip { out, left: skipped };
        if framing == Framing::Plain {
            return restore_to(skeleton, &mut rest);
        }
        let mut unquoting = FromLineWriter::unquoting(&mut rest);
        restore_to(skeleton, &mut unquoting)?;
        unquoting.finish()
    });
    kept.ok().map(|((), data)| data)
}

/// Attaches the body of a signed message.
pub(crate) fn insert(item: &mut Item, data: Data) {
    let mut attachment = Attachment { content: AttachmentContent::Value(data), ..Attachment::default() };
    for id in [tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME] {
        text(&mut attachment.props, id, "smime.p7m");
    }
    text(&mut attachment.props, tags::ATTACH_EXTENSION, ".p7m");
    text(&mut attachment.props, tags::ATTACH_MIME_TAG, "multipart/signed");
    item.attachments.push(attachment);
    text(&mut item.props, tags::MESSAGE_CLASS, "IPM.Note.SMIME.MultipartSigned");
}

/// Returns the fields that describe the body.
fn body_fields(header: &str) -> String {
    let mut is_kept = false;
    let lines = header.split_inclusive("\r\n").filter(|line| {
        if !line.starts_with([' ', '\t']) {
            is_kept = line.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("content-"));
        }
        is_kept
    });
    lines.collect()
}

/// Returns the bytes from the end of the header, which begin with an empty line.
fn after_header(raw: &[u8]) -> &[u8] {
    let header = header_bytes(raw);
    let start = (header.as_ptr() as usize).saturating_sub(raw.as_ptr() as usize);
    raw.get(start.saturating_add(header.len())..).unwrap_or_default()
}

/// Passes bytes on, except the first ones.
struct Skip<'w> {
    out: &'w mut dyn Write,
    left: usize,
}

impl Write for Skip<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let skipped = bytes.len().min(self.left);
        self.left = self.left.saturating_sub(skipped);
        self.out.write_all(bytes.get(skipped..).unwrap_or_default())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
