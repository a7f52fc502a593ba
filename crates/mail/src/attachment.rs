//! Attachments of a message.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders, PartType};

use crate::file_name::safe_file_name;
use crate::from_lines::{Quoting, unquote_from_lines};
use crate::message::Framing;
use crate::parse::{PARSER, after_leading_lines};
use crate::split::{FoundMarker, Marker, Skeleton, Split};
use crate::transfer::Undo;
use crate::winmail::{self, Whole};

/// A file that came with a message. Its bytes are read by [`attachment_bytes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Position among the message's attachments.
    pub index: u32,
    /// File name, safe to show and to save under.
    pub name: String,
    /// Media type in lower case, `application/pdf`.
    pub media_type: String,
    /// Size of the decoded bytes.
    pub size: u64,
    /// True for a part that belongs into the text, such as a picture that HTML refers to, and for a `winmail.dat` whose
    /// contents are listed besides.
    pub inline: bool,
    /// `Content-ID` without angle brackets.
    pub content_id: Option<String>,
    /// Digest of the bytes; of text without its carriage returns, which differ from format to format.
    pub digest: [u8; 16],
    /// True if its encoding is broken, so that its bytes may not be what was sent.
    pub broken: bool,
}

/// Attachments that are listed of one message: more than anybody sent, few enough to keep.
const MOST_ATTACHMENTS: usize = 10_000;
/// Bytes of a picture that is shown within a text.
const LARGEST_PICTURE: u64 = 64 << 20;

/// The attachments of a mail, then those that lie in its `winmail.dat`.
pub(crate) fn attachments_of(whole: &Whole<'_>, skeleton: &Skeleton<'_>) -> Vec<Attachment> {
    let shown = shown_in_text(whole.body());
    let alternatives: Vec<_> = whole.messages().map(alternatives).collect();
    let messages = whole.messages().zip(&alternatives);
    let files = messages.flat_map(|(message, alternatives)| {
        files_of(message).map(move |(id, part)| (message, id, part, alternatives.contains(&id)))
    });
    let of_file =
        |(index, (message, id, part, is_alternative)): (_, (&Message<'_>, _, &MessagePart<'_>, _))| {
            let content_id = part.content_id().map(str::to_owned);
            let in_text = content_id.as_deref().is_some_and(|id| shown.contains(id));
            let media_type = media_type_of(part);
            let (size, digest) =
                size_and_digest(content_of(part, &message.raw_message), &media_type, skeleton);
            Attachment {
                index,
                name: name_of(part),
                size,
                digest,
                media_type,
                inline: in_text || is_alternative || whole.is_open(message, id),
                content_id,
                broken: part.is_encoding_problem && part.encoding != Encoding::None,
            }
        };
    (0_u32..).zip(files.take(MOST_ATTACHMENTS)).map(of_file).collect()
}

/// The attachments of a message that was taken apart, with their sizes.
pub(crate) fn listed_attachments(skeleton: &Skeleton<'_>, framing: Framing) -> Vec<Attachment> {
    let listed = with_whole(skeleton.bytes, framing, |whole| Some(attachments_of(whole, skeleton)));
    listed.unwrap_or_default()
}

fn size_and_digest(content: Cow<'_, [u8]>, media_type: &str, skeleton: &Skeleton<'_>) -> (u64, [u8; 16]) {
    let marker = Marker::of(skeleton.digest);
    if let Some(cut) = marker.number_of(&content).and_then(|number| skeleton.cuts.get(number)) {
        let mut short = [0; 16];
        short.iter_mut().zip(&cut.digest).for_each(|(short, &byte)| *short = byte);
        return (cut.size, short);
    }
    let found = marker.found_in(&content, skeleton);
    if lacks_text(&found, skeleton) {
        return about(&content, &found, skeleton);
    }
    let mut digested = Digesting::of(media_type);
    if marker.write_filled(&content, skeleton, &mut digested).is_err() {
        digested = Digesting::of(media_type);
    }
    digested.finish()
}

/// True if text was taken out here that did not end within reason.
fn lacks_text(found: &[FoundMarker], skeleton: &Skeleton<'_>) -> bool {
    let mut cuts = found.iter().filter_map(|found| skeleton.cuts.get(found.number?));
    cuts.any(|cut| cut.layout.is_verbatim())
}

/// The size of a file of which text was taken out, about where an encoding is still to be undone, and a digest that is the same
/// wherever the message is the same. Neither needs the text itself.
fn about(content: &[u8], found: &[FoundMarker], skeleton: &Skeleton<'_>) -> (u64, [u8; 16]) {
    let mut hasher = blake3::Hasher::new();
    let mut size = content.len() as u64;
    let mut kept = 0;
    for found in found {
        hasher.update(content.get(kept..found.at).unwrap_or_default());
        kept = found.end;
        size = size.saturating_sub(found.end.saturating_sub(found.at) as u64);
        let Some(cut) = found.number.and_then(|number| skeleton.cuts.get(number)) else { continue };
        hasher.update(&cut.digest);
        size = size.saturating_add(match (cut.layout.is_verbatim(), found.is_decoded) {
            // Lines of 76 letters, each with its end, hold 57 bytes.
            (true, true) => cut.size.saturating_mul(57) / 78,
            (false, true) => cut.size,
            (_, false) => cut.layout.encoded_size(cut.size),
        });
    }
    hasher.update(content.get(kept..).unwrap_or_default());
    (size, short(&hasher))
}

/// Counts and digests the bytes of a file.
struct Digesting {
    hasher: blake3::Hasher,
    size: u64,
    is_text: bool,
    /// White space that may stand at the end.
    blank: Vec<u8>,
}

/// White space at the end of a text that does not count.
const MOST_BLANK: usize = 1024 * 1024;

impl Digesting {
    fn of(media_type: &str) -> Self {
        let is_text = media_type.starts_with("text/") || media_type.starts_with("message/");
        Self { hasher: blake3::Hasher::new(), size: 0, is_text, blank: Vec::new() }
    }

    fn finish(self) -> (u64, [u8; 16]) {
        (self.size, short(&self.hasher))
    }

    fn text(&mut self, text: &[u8]) {
        let words = text.trim_ascii_end();
        if !words.is_empty() || self.blank.len() > MOST_BLANK {
            let blank = std::mem::take(&mut self.blank);
            for piece in [&blank, words] {
                piece.split(|&byte| byte == b'\r').for_each(|piece| {
                    self.hasher.update(piece);
                });
            }
        }
        self.blank.extend_from_slice(text.get(words.len()..).unwrap_or_default());
    }
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.is_text {
            self.text(bytes);
        } else {
            self.hasher.update(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn short(hasher: &blake3::Hasher) -> [u8; 16] {
    let mut short = [0; 16];
    hasher.finalize_xof().fill(&mut short);
    short
}

/// The decoded bytes of an attachment, by its index. `None` if there is no such attachment.
pub fn attachment_bytes(raw: &[u8], framing: Framing, index: u32) -> Option<Vec<u8>> {
    Split::of(raw).with(|skeleton| attachment_of(skeleton, framing, index))
}

/// The same of a message that was taken apart. Only the part that is asked for is fetched; `None` too if it is lost.
pub fn attachment_of(skeleton: &Skeleton<'_>, framing: Framing, index: u32) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    write_attachment(skeleton, framing, index, &mut bytes).ok()?.then_some(bytes)
}

/// Writes the decoded bytes of an attachment, however large it is. False if there is no such attachment; an error if it is lost or
/// cannot be written.
pub fn write_attachment(
    skeleton: &Skeleton<'_>,
    framing: Framing,
    index: u32,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let written = with_whole(skeleton.bytes, framing, |whole| {
        let (message, part) = parts_of(whole).nth(usize::try_from(index).ok()?)?;
        Some(write_content(part, &message.raw_message, framing, skeleton, out))
    });
    written.transpose().map(|written| written.is_some())
}

fn write_content(
    part: &MessagePart<'_>,
    raw: &[u8],
    framing: Framing,
    skeleton: &Skeleton<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let marker = Marker::of(skeleton.digest);
    let content = content_of(part, raw);
    if let Some(number) = marker.number_of(&content) {
        return (skeleton.part)(number, out);
    }
    if !lacks_text(&marker.found_in(&content, skeleton), skeleton) {
        return marker.write_filled(&content, skeleton, out);
    }
    // Its encoding can be undone only together with what was taken out.
    let mut undo = Undo::of(part.encoding, out);
    let unquoted = |number: usize, out: &mut dyn Write| match framing {
        Framing::Plain => (skeleton.part)(number, out),
        Framing::Mbox => {
            let mut unquoting = Quoting::undo(out);
            (skeleton.part)(number, &mut unquoting)?;
            unquoting.finish()
        }
    };
    let skeleton = Skeleton { part: &unquoted, ..*skeleton };
    marker.write_filled(range_of(part, raw).unwrap_or_default(), &skeleton, &mut undo)?;
    undo.finish()
}

/// The pictures that a message's HTML shows by `cid:`, as (content id, media type, bytes).
pub fn inline_pictures(skeleton: &Skeleton<'_>, framing: Framing) -> Vec<(String, String, Vec<u8>)> {
    with_whole(skeleton.bytes, framing, |whole| {
        let pictures = parts_of(whole)
            .filter(|(_, part)| media_type_of(part).starts_with("image/"))
            .filter_map(|(message, part)| {
                let id = part.content_id()?.to_owned();
                let bytes = whole_content(content_of(part, &message.raw_message), skeleton)?;
                Some((id, media_type_of(part), bytes))
            })
            .collect();
        Some(pictures)
    })
    .unwrap_or_default()
}

/// The bytes of a picture that can be shown.
fn whole_content(content: Cow<'_, [u8]>, skeleton: &Skeleton<'_>) -> Option<Vec<u8>> {
    let marker = Marker::of(skeleton.digest);
    match marker.number_of(&content) {
        Some(number) if skeleton.cuts.get(number)?.size > LARGEST_PICTURE => None,
        Some(number) => skeleton.part_bytes(number),
        None if lacks_text(&marker.found_in(&content, skeleton), skeleton) => None,
        None => marker.fill(content, skeleton).map(Cow::into_owned),
    }
}

fn with_whole<T>(raw: &[u8], framing: Framing, read: impl FnOnce(&Whole<'_>) -> Option<T>) -> Option<T> {
    let raw = match framing {
        Framing::Plain => Cow::Borrowed(raw),
        Framing::Mbox => unquote_from_lines(raw),
    };
    let parsed = || {
        let mail = PARSER.parse(after_leading_lines(&raw))?;
        let winmail = winmail::open(&mail);
        read(&Whole::of(&mail, &winmail))
    };
    catch_unwind(AssertUnwindSafe(parsed)).ok()?
}

fn part_at<'m, 'x>(message: &'m Message<'x>, id: u32) -> Option<&'m MessagePart<'x>> {
    message.parts.get(usize::try_from(id).ok()?)
}

/// Content ids that the formatted body shows by `cid:`.
fn shown_in_text<'m>(message: &'m Message<'_>) -> HashSet<&'m str> {
    let bodies = message.html_body.iter().filter_map(|&id| part_at(message, id));
    let pages =
        bodies.filter_map(|part| if let PartType::Html(html) = &part.body { Some(html) } else { None });
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | ')');
    pages.flat_map(|html| html.split("cid:").skip(1)).filter_map(|rest| rest.split(ends).next()).collect()
}

/// Parts that are not bodies, with their ids.
fn files_of<'m, 'x>(message: &'m Message<'x>) -> impl Iterator<Item = (u32, &'m MessagePart<'x>)> {
    message
        .attachments
        .iter()
        .filter_map(|&id| Some((id, part_at(message, id)?)))
        .filter(|(_, part)| !matches!(part.body, PartType::Multipart(_)))
        .take(MOST_ATTACHMENTS)
}

/// All files, in the order of their indexes.
fn parts_of<'w, 'm>(whole: &'w Whole<'m>) -> impl Iterator<Item = (&'w Message<'m>, &'w MessagePart<'m>)> {
    let files = whole.messages().flat_map(|message| files_of(message).map(move |(_, part)| (message, part)));
    files.take(MOST_ATTACHMENTS)
}

/// Ids of parts that say what the body says in another form: an invitation's calendar entry, a contact's card, the
/// rich text of a mail. They are no files that somebody attached.
fn alternatives(message: &Message<'_>) -> HashSet<u32> {
    let is_alternative = |part: &&MessagePart<'_>| {
        let subtype = part.content_type().and_then(|content_type| content_type.subtype());
        subtype.is_some_and(|subtype| subtype.eq_ignore_ascii_case("alternative"))
    };
    let parts = message.parts.iter().filter(is_alternative);
    let ids =
        parts.filter_map(|part| if let PartType::Multipart(ids) = &part.body { Some(ids) } else { None });
    ids.flatten().copied().collect()
}

/// The bytes that lie in a part. Text parts are given in the charset in which they were sent, since that is the file.
fn content_of<'m>(part: &'m MessagePart<'_>, raw: &'m [u8]) -> Cow<'m, [u8]> {
    let range = || range_of(part, raw);
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes),
        PartType::Message(nested) if part.encoding != Encoding::None => Cow::Borrowed(&nested.raw_message),
        PartType::Text(text) | PartType::Html(text) if part.encoding != Encoding::None => {
            encoded_text(part, range().unwrap_or_default()).unwrap_or(Cow::Borrowed(text.as_bytes()))
        }
        _ => Cow::Borrowed(range().unwrap_or_default()),
    }
}

/// What stands in a part, as it stands there.
fn range_of<'m>(part: &MessagePart<'_>, raw: &'m [u8]) -> Option<&'m [u8]> {
    let start = usize::try_from(part.offset_body).ok()?;
    raw.get(start..usize::try_from(part.offset_end).ok()?)
}

fn encoded_text<'m>(part: &MessagePart<'_>, bytes: &'m [u8]) -> Option<Cow<'m, [u8]>> {
    use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
    match part.encoding {
        Encoding::None => Some(Cow::Borrowed(bytes)),
        Encoding::Base64 => base64_decode(bytes).map(Cow::Owned),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes).map(Cow::Owned),
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
