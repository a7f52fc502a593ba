//! Lists and reads the attachments of a message.

mod nested;
mod size;

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use foundmail_defect::{Defect, Effect};
use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders, PartType};

use crate::damaged_encoding::{decode_damaged_base64, ends_within_byte, is_damaged};
use crate::file_name::safe_file_name;
use crate::from_lines::{FromLineWriter, unquote_from_lines};
use crate::message::{Attachment, Framing};
use crate::parser::{MESSAGE_PARSER, without_leading_lines};
use crate::repair::repair;
use crate::split::{Cut, Marker, Skeleton, Split};
use crate::transfer::TransferDecoder;
use crate::winmail::{self, OpenedMessage};
use nested::nested_digest;
use size::{lacks_text, size_and_digest};

/// Maximum number of attachments that are listed for one message.
const MAX_ATTACHMENTS: usize = 10_000;
/// Maximum size of a picture that is shown within a text, in bytes.
const MAX_PICTURE_SIZE: u64 = 64 << 20;

/// Returns the attachments of the message, followed by those in its `winmail.dat` parts.
pub(crate) fn attachments_of(opened: &OpenedMessage<'_>, skeleton: &Skeleton<'_>) -> Vec<Attachment> {
    let shown = shown_in_text(opened.body());
    let alternatives: Vec<_> = opened.messages().map(alternatives).collect();
    let messages = opened.messages().zip(&alternatives);
    let files = messages.flat_map(|(message, alternatives)| {
        files_of(message).map(move |(id, part)| (message, id, part, alternatives.contains(&id)))
    });
    let of_file =
        |(index, (message, id, part, is_alternative)): (_, (&Message<'_>, _, &MessagePart<'_>, _))| {
            let content_id = part.content_id().map(str::to_owned);
            let in_text = content_id.as_deref().is_some_and(|id| shown.contains(id));
            let media_type = media_type_of(part);
            let (size, digest) = size_and_digest(&content_of(opened, message, part), &media_type, skeleton);
            Attachment {
                index,
                name: name_of(part),
                size,
                digest: nested_digest(opened, part, skeleton).unwrap_or(digest),
                media_type,
                inline: in_text || is_alternative || opened.is_opened(message, id),
                content_id,
                broken: is_damaged(part) || ends_within_byte(part, || opened.original_body(message, part)),
            }
        };
    (0_u32..).zip(files.take(MAX_ATTACHMENTS)).map(of_file).collect()
}

/// Returns a defect that names the limit if a message has more attachments than are listed. `listed` is the number of
/// listed attachments.
pub(crate) fn unlisted_defect(opened: &OpenedMessage<'_>, listed: usize) -> Option<Defect> {
    if listed < MAX_ATTACHMENTS {
        return None;
    }
    let all = opened.messages().flat_map(files_of).count();
    (all > listed).then(|| {
        let what = format!(
            "This message has {all} attachments. Only the first {listed} are listed. The stored message is complete."
        );
        Defect::new("attachment", what, Effect::Nothing)
    })
}

/// Returns the attachments of a split message, with their sizes.
pub(crate) fn attachments_of_skeleton(skeleton: &Skeleton<'_>, framing: Framing) -> Vec<Attachment> {
    let listed = with_opened(skeleton.bytes, framing, |opened| Some(attachments_of(opened, skeleton)));
    listed.unwrap_or_default()
}

/// Returns the decoded bytes of the attachment with this index, or `None` if it does not exist.
pub fn attachment_bytes(raw: &[u8], framing: Framing, index: u32) -> Option<Vec<u8>> {
    Split::of(raw).with(|skeleton| attachment_of(skeleton, framing, index))
}

/// Returns the decoded bytes of an attachment of a split message. Reads only the parts that the attachment needs.
/// Returns `None` if the attachment does not exist, or if its bytes are lost.
pub fn attachment_of(skeleton: &Skeleton<'_>, framing: Framing, index: u32) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    write_attachment(skeleton, framing, index, &mut bytes).ok()?.then_some(bytes)
}

/// Writes the decoded bytes of an attachment of any size. Returns false if the attachment does not exist. Fails if
/// the bytes of the attachment are lost, or if `out` fails.
pub fn write_attachment(
    skeleton: &Skeleton<'_>,
    framing: Framing,
    index: u32,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let written = with_opened(skeleton.bytes, framing, |opened| {
        let (message, part) = parts_of(opened).nth(usize::try_from(index).ok()?)?;
        let content = content_of(opened, message, part);
        let written = || opened.original_body(message, part);
        Some(write_content(part, &content, &written, framing, skeleton, out))
    });
    written.transpose().map(|written| written.is_some())
}

/// Writes the decoded bytes of a part of a message by its number, from 0. Parts are counted in the order of the message,
/// without multipart parts and without the parts of attached messages. Returns false if the part does not exist. Fails if
/// its bytes are lost or `out` fails.
pub fn write_numbered_part(
    skeleton: &Skeleton<'_>,
    framing: Framing,
    number: u32,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let written = with_opened(skeleton.bytes, framing, |opened| {
        let message = opened.messages().next()?;
        let mut leaves = message.parts.iter().filter(|part| !matches!(part.body, PartType::Multipart(_)));
        let part = leaves.nth(usize::try_from(number).ok()?)?;
        let content = content_of(opened, message, part);
        let written = || opened.original_body(message, part);
        Some(write_content(part, &content, &written, framing, skeleton, out))
    });
    written.transpose().map(|written| written.is_some())
}

fn write_content<'w>(
    part: &MessagePart<'_>,
    content: &[u8],
    written: &dyn Fn() -> Cow<'w, [u8]>,
    framing: Framing,
    skeleton: &Skeleton<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let marker = Marker::of(skeleton.digest);
    if let Some(number) = marker.number_of(content) {
        return (skeleton.part)(number, out);
    }
    if !lacks_text(&marker.found_in(content, skeleton), skeleton) {
        return marker.write_filled(content, skeleton, out);
    }
    // The removed text is encoded like the rest of the part, so it is inserted before the part is decoded.
    let mut decoder = TransferDecoder::of(part.encoding, out);
    // Only cuts of text keep the quoting of `From ` lines. Other cuts are stored decoded.
    let is_text = |number| skeleton.cuts.get(number).is_some_and(|cut: &Cut| cut.layout.is_verbatim());
    let unquoted = |number: usize, out: &mut dyn Write| match framing {
        Framing::Mbox if is_text(number) => {
            let mut unquoting = FromLineWriter::unquoting(out);
            (skeleton.part)(number, &mut unquoting)?;
            unquoting.finish()
        }
        _ => (skeleton.part)(number, out),
    };
    let skeleton = Skeleton { part: &unquoted, ..*skeleton };
    marker.write_filled(&written(), &skeleton, &mut decoder)?;
    decoder.finish()
}

/// Returns the pictures that HTML can show by `cid:`, as (content id, media type, bytes).
pub fn inline_pictures(skeleton: &Skeleton<'_>, framing: Framing) -> Vec<(String, String, Vec<u8>)> {
    with_opened(skeleton.bytes, framing, |opened| {
        let pictures = parts_of(opened)
            .filter(|(_, part)| media_type_of(part).starts_with("image/"))
            .filter_map(|(message, part)| {
                let id = part.content_id()?.to_owned();
                let bytes = picture_bytes(content_of(opened, message, part), skeleton)?;
                Some((id, media_type_of(part), bytes))
            })
            .collect();
        Some(pictures)
    })
    .unwrap_or_default()
}

/// Returns the bytes of a picture, or `None` if they are lost or exceed [`MAX_PICTURE_SIZE`].
fn picture_bytes(content: Cow<'_, [u8]>, skeleton: &Skeleton<'_>) -> Option<Vec<u8>> {
    let marker = Marker::of(skeleton.digest);
    match marker.number_of(&content) {
        Some(number) if skeleton.cuts.get(number)?.size > MAX_PICTURE_SIZE => None,
        Some(number) => skeleton.part_bytes(number),
        None if lacks_text(&marker.found_in(&content, skeleton), skeleton) => None,
        None => marker.fill(content, skeleton).map(Cow::into_owned),
    }
}

fn with_opened<T>(
    raw: &[u8],
    framing: Framing,
    read: impl FnOnce(&OpenedMessage<'_>) -> Option<T>,
) -> Option<T> {
    let raw = match framing {
        Framing::Plain => Cow::Borrowed(raw),
        Framing::Mbox => unquote_from_lines(raw),
    };
    let parsed = || {
        let repaired = repair(without_leading_lines(&raw));
        let mail = MESSAGE_PARSER.parse(&repaired.bytes)?;
        let winmail = winmail::open(&mail);
        read(&OpenedMessage::of(&mail, &repaired, &winmail))
    };
    catch_unwind(AssertUnwindSafe(parsed)).ok()?
}

fn part_at<'m, 'x>(message: &'m Message<'x>, id: u32) -> Option<&'m MessagePart<'x>> {
    message.parts.get(usize::try_from(id).ok()?)
}

/// Returns the content ids that the HTML body refers to by `cid:`.
fn shown_in_text<'m>(message: &'m Message<'_>) -> HashSet<&'m str> {
    let bodies = message.html_body.iter().filter_map(|&id| part_at(message, id));
    let pages =
        bodies.filter_map(|part| if let PartType::Html(html) = &part.body { Some(html) } else { None });
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | ')');
    pages.flat_map(|html| html.split("cid:").skip(1)).filter_map(|rest| rest.split(ends).next()).collect()
}

/// Returns the parts that are not bodies, with their ids.
fn files_of<'m, 'x>(message: &'m Message<'x>) -> impl Iterator<Item = (u32, &'m MessagePart<'x>)> {
    message
        .attachments
        .iter()
        .filter_map(|&id| Some((id, part_at(message, id)?)))
        .filter(|(_, part)| !matches!(part.body, PartType::Multipart(_)))
}

/// Returns all attachments, each with the message that contains it, in the order of their indexes.
fn parts_of<'w, 'm>(
    opened: &'w OpenedMessage<'m>,
) -> impl Iterator<Item = (&'w Message<'m>, &'w MessagePart<'m>)> {
    let files = opened.messages().flat_map(|message| files_of(message).map(move |(_, part)| (message, part)));
    files.take(MAX_ATTACHMENTS)
}

/// Returns the ids of parts that repeat the body in another form, such as the calendar entry of an invitation, the
/// card of a contact, or rich text. These are not files that somebody attached. A part that is not text, or that
/// is marked as an attachment, is always a file.
fn alternatives(message: &Message<'_>) -> HashSet<u32> {
    let is_alternative = |part: &&MessagePart<'_>| {
        let subtype = part.content_type().and_then(|content_type| content_type.subtype());
        subtype.is_some_and(|subtype| subtype.eq_ignore_ascii_case("alternative"))
    };
    let parts = message.parts.iter().filter(is_alternative);
    let ids =
        parts.filter_map(|part| if let PartType::Multipart(ids) = &part.body { Some(ids) } else { None });
    let is_form = |id: &u32| part_at(message, *id).is_some_and(is_alternative_form);
    ids.flatten().copied().filter(is_form).collect()
}

fn is_alternative_form(part: &MessagePart<'_>) -> bool {
    let is_attached = part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment);
    let media_type = media_type_of(part);
    let is_form = ["text/", "multipart/", "message/"].iter().any(|kind| media_type.starts_with(kind))
        || matches!(media_type.as_str(), "application/ics" | "application/rtf" | "application/ms-tnef");
    is_form && !is_attached
}

/// Returns the bytes of a part. Text keeps the charset in which it was sent, because a saved file must have the same
/// bytes.
fn content_of<'w>(
    opened: &'w OpenedMessage<'_>,
    message: &'w Message<'_>,
    part: &'w MessagePart<'_>,
) -> Cow<'w, [u8]> {
    let written = || opened.original_body(message, part);
    if part.is_encoding_problem
        && let Some(bytes) = decode_damaged_base64(part, &written())
    {
        return Cow::Owned(bytes);
    }
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes),
        PartType::Message(nested) if part.encoding != Encoding::None => Cow::Borrowed(&nested.raw_message),
        PartType::Text(text) | PartType::Html(text) if part.encoding != Encoding::None => {
            encoded_text(part, &written()).map_or(Cow::Borrowed(text.as_bytes()), Cow::Owned)
        }
        _ => written(),
    }
}

fn encoded_text(part: &MessagePart<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
    match part.encoding {
        Encoding::None => Some(bytes.to_vec()),
        Encoding::Base64 => base64_decode(bytes),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
    }
}

fn media_type_of(part: &MessagePart<'_>) -> String {
    let declared = part.headers.iter().any(|header| header.name == HeaderName::ContentType);
    match part.content_type() {
        Some(content_type) => {
            let subtype = content_type.subtype().unwrap_or("octet-stream");
            format!("{}/{subtype}", content_type.ctype()).to_lowercase()
        }
        None if matches!(part.body, PartType::Message(_)) => "message/rfc822".to_owned(),
        None if declared => "application/octet-stream".to_owned(),
        None => "text/plain".to_owned(),
    }
}

fn name_of(part: &MessagePart<'_>) -> String {
    if let Some(name) = part.attachment_name().filter(|name| !name.trim().is_empty()) {
        return safe_file_name(name);
    }
    if let PartType::Message(nested) = &part.body {
        let subject = nested.subject().filter(|subject| !subject.trim().is_empty());
        return safe_file_name(&format!("{}.eml", subject.unwrap_or("message")));
    }
    let extension = match media_type_of(part).as_str() {
        "text/plain" | "message/delivery-status" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/vcard" | "text/x-vcard" => "vcf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "application/pdf" => "pdf",
        "application/pgp-signature" => "asc",
        "application/rtf" | "text/rtf" => "rtf",
        _ => "bin",
    };
    format!("attachment.{extension}")
}
