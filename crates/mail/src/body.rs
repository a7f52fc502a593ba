//! The best body of a message.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use mail_parser::decoders::{base64, quoted_printable};
use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders as _, PartType};

use crate::broken::{as_far_as_it_goes, is_broken};
use crate::html::text_of_html;

/// Most text that is kept of one message for reading and searching, in bytes.
const LONGEST_TEXT: usize = 16 * 1024 * 1024;

/// The body as plain text: its text parts in order, and HTML turned into text where there is no other.
pub(crate) fn text_of(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in parts(message, &message.text_body) {
        let piece = match &part.body {
            PartType::Text(_) => decoded_text(part, &message.raw_message),
            PartType::Html(_) => Cow::Owned(text_of_html(&decoded_text(part, &message.raw_message))),
            _ => continue,
        };
        append(&mut text, &piece);
    }
    if text.len() <= NOTICE {
        add_formatted(message, &mut text);
    }
    text
}

/// Longest text, in bytes, that may say no more than that the mail is to be read in another program.
const NOTICE: usize = 400;
/// How many times as long as such a text its formatted form must be to be taken for the letter itself.
const MORE: usize = 3;

/// Adds what the formatted body says where the plain one says next to nothing, and what stands in no part that can be told.
fn add_formatted(message: &Message<'_>, text: &mut String) {
    let pages = || parts(message, &message.html_body).filter(|part| matches!(part.body, PartType::Html(_)));
    let is_only_form = !message.text_body.iter().any(|id| message.html_body.contains(id));
    if is_only_form && pages().any(|part| part.len() > text.len().saturating_mul(MORE)) {
        let html: String =
            pages().map(|part| text_of_html(&decoded_text(part, &message.raw_message))).collect();
        if html.trim().len() > text.trim().len().saturating_mul(MORE) {
            append(text, &html);
        }
    }
    if text.is_empty() && message.html_body.is_empty() && message.text_body.is_empty() {
        message.parts.first().into_iter().for_each(|root| append(text, &alone(root, &message.raw_message)));
    }
}

/// What a message says that names parts and has none, or a kind that there is not.
fn alone<'m>(root: &'m MessagePart<'_>, raw: &'m [u8]) -> Cow<'m, str> {
    let is_parted = || root.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
    match &root.body {
        PartType::Text(_) => decoded_text(root, raw),
        PartType::Binary(bytes) if is_parted() => String::from_utf8_lossy(bytes),
        _ => Cow::Borrowed(""),
    }
}

/// The body as HTML, if the message has an HTML part; plain parts between HTML ones are kept as preformatted text.
pub(crate) fn html_of(message: &Message<'_>) -> Option<String> {
    let has_html = parts(message, &message.html_body).any(|part| matches!(part.body, PartType::Html(_)));
    if !has_html {
        return None;
    }
    let mut html = String::new();
    for part in parts(message, &message.html_body) {
        let text = decoded_text(part, &message.raw_message);
        match &part.body {
            PartType::Html(_) => append(&mut html, &text),
            PartType::Text(_) => append(&mut html, &format!("<pre>{}</pre>", escape(&text))),
            _ => {}
        }
    }
    Some(html)
}

pub(crate) fn parts<'m, 'x>(
    message: &'m Message<'x>,
    ids: &'m [u32],
) -> impl Iterator<Item = &'m MessagePart<'x>> {
    ids.iter().filter_map(|&id| message.parts.get(usize::try_from(id).ok()?))
}

fn append(all: &mut String, piece: &str) {
    let room = LONGEST_TEXT.saturating_sub(all.len());
    if !all.is_empty() && !all.ends_with('\n') && room > 0 {
        all.push('\n');
    }
    all.push_str(piece.get(..piece.floor_char_boundary(room)).unwrap_or_default());
}

/// The text of a part. Where the declared charset does not fit the bytes, or none is declared, the charset is guessed
/// from them: much old mail says `us-ascii` and means something else.
pub(crate) fn decoded_text<'m>(part: &'m MessagePart<'_>, raw: &'m [u8]) -> Cow<'m, str> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return Cow::Borrowed("") };
    if !text.contains('\u{FFFD}') && !is_broken(part) {
        return Cow::Borrowed(text);
    }
    let Some(bytes) = decoded_bytes(part, raw) else { return Cow::Borrowed(text) };
    if let Some(declared) = declared_charset(part) {
        let (decoded, failed) = declared.decode_without_bom_handling(&bytes);
        if !failed {
            return Cow::Owned(decoded.into_owned());
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes, true);
    let (guessed, failed) = detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(&bytes);
    if failed { Cow::Borrowed(text) } else { Cow::Owned(guessed.into_owned()) }
}

fn declared_charset(part: &MessagePart<'_>) -> Option<&'static encoding_rs::Encoding> {
    let content_type = part.headers.iter().find(|header| header.name == HeaderName::ContentType)?;
    let charset = content_type.value.as_content_type()?.attribute("charset")?;
    encoding_rs::Encoding::for_label(charset.trim().as_bytes())
}

/// The bytes of a part with its transfer encoding undone, charset untouched.
fn decoded_bytes<'m>(part: &MessagePart<'_>, raw: &'m [u8]) -> Option<Cow<'m, [u8]>> {
    let start = usize::try_from(part.offset_body).ok()?;
    let bytes = raw.get(start..usize::try_from(part.offset_end).ok()?)?;
    if let Some(bytes) = as_far_as_it_goes(part, bytes) {
        return Some(Cow::Owned(bytes));
    }
    match part.encoding {
        Encoding::None => Some(Cow::Borrowed(bytes)),
        Encoding::Base64 => base64::base64_decode(bytes).map(Cow::Owned),
        Encoding::QuotedPrintable => quoted_printable::quoted_printable_decode(bytes).map(Cow::Owned),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
