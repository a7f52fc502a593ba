//! Attachments of a message.

mod nested;
mod size;

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders, PartType};

use crate::broken::{as_far_as_it_goes, is_broken, is_cut_short};
use crate::file_name::safe_file_name;
use crate::from_lines::{Quoting, unquote_from_lines};
use crate::mend::mend;
use crate::message::Framing;
use crate::parse::{PARSER, after_leading_lines};
use crate::split::{Cut, Marker, Skeleton, Split};
use crate::transfer::Undo;
use crate::winmail::{self, Whole};
use nested::nested_digest;
use size::{lacks_text, size_and_digest};

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
    /// Digest of the bytes; of text without its carriage returns, which differ from format to format, and of a message of what
    /// tells it from others.
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
            let (size, digest) = size_and_digest(&content_of(whole, message, part), &media_type, skeleton);
            Attachment {
                index,
                name: name_of(part),
                size,
                digest: nested_digest(whole, part, skeleton).unwrap_or(digest),
                media_type,
                inline: in_text || is_alternative || whole.is_open(message, id),
                content_id,
                broken: is_broken(part) || is_cut_short(part, || whole.written(message, part)),
            }
        };
    (0_u32..).zip(files.take(MOST_ATTACHMENTS)).map(of_file).collect()
}

/// The attachments of a message that was taken apart, with their sizes.
pub(crate) fn listed_attachments(skeleton: &Skeleton<'_>, framing: Framing) -> Vec<Attachment> {
    let listed = with_whole(skeleton.bytes, framing, |whole| Some(attachments_of(whole, skeleton)));
    listed.unwrap_or_default()
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
        let content = content_of(whole, message, part);
        let written = || whole.written(message, part);
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
    // Its encoding can be undone only together with what was taken out.
    let mut undo = Undo::of(part.encoding, out);
    // What was decoded holds no quoted lines, only text does.
    let is_text = |number| skeleton.cuts.get(number).is_some_and(|cut: &Cut| cut.layout.is_verbatim());
    let unquoted = |number: usize, out: &mut dyn Write| match framing {
        Framing::Mbox if is_text(number) => {
            let mut unquoting = Quoting::undo(out);
            (skeleton.part)(number, &mut unquoting)?;
            unquoting.finish()
        }
        _ => (skeleton.part)(number, out),
    };
    let skeleton = Skeleton { part: &unquoted, ..*skeleton };
    marker.write_filled(&written(), &skeleton, &mut undo)?;
    undo.finish()
}

/// The pictures that a message's HTML shows by `cid:`, as (content id, media type, bytes).
pub fn inline_pictures(skeleton: &Skeleton<'_>, framing: Framing) -> Vec<(String, String, Vec<u8>)> {
    with_whole(skeleton.bytes, framing, |whole| {
        let pictures = parts_of(whole)
            .filter(|(_, part)| media_type_of(part).starts_with("image/"))
            .filter_map(|(message, part)| {
                let id = part.content_id()?.to_owned();
                let bytes = whole_content(content_of(whole, message, part), skeleton)?;
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
        let mended = mend(after_leading_lines(&raw));
        let mail = PARSER.parse(&mended.bytes)?;
        let winmail = winmail::open(&mail);
        read(&Whole::of(&mail, &mended, &winmail))
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
/// rich text of a mail. They are no files that somebody attached; what is no text, or is called an attachment, is one wherever it
/// stands.
fn alternatives(message: &Message<'_>) -> HashSet<u32> {
    let is_alternative = |part: &&MessagePart<'_>| {
        let subtype = part.content_type().and_then(|content_type| content_type.subtype());
        subtype.is_some_and(|subtype| subtype.eq_ignore_ascii_case("alternative"))
    };
    let parts = message.parts.iter().filter(is_alternative);
    let ids =
        parts.filter_map(|part| if let PartType::Multipart(ids) = &part.body { Some(ids) } else { None });
    let is_form = |id: &u32| part_at(message, *id).is_some_and(says_the_same);
    ids.flatten().copied().filter(is_form).collect()
}

fn says_the_same(part: &MessagePart<'_>) -> bool {
    let is_attached = part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment);
    let media_type = media_type_of(part);
    let is_form = ["text/", "multipart/", "message/"].iter().any(|kind| media_type.starts_with(kind))
        || matches!(media_type.as_str(), "application/ics" | "application/rtf" | "application/ms-tnef");
    is_form && !is_attached
}

/// The bytes that lie in a part. Text parts are given in the charset in which they were sent, since that is the file.
fn content_of<'w>(
    whole: &'w Whole<'_>,
    message: &'w Message<'_>,
    part: &'w MessagePart<'_>,
) -> Cow<'w, [u8]> {
    let written = || whole.written(message, part);
    if part.is_encoding_problem
        && let Some(bytes) = as_far_as_it_goes(part, &written())
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
