//! Selects the body of a message, as plain text and as HTML.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use mail_parser::decoders::{base64, quoted_printable};
use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders as _, PartType};

use crate::damaged_encoding::{decode_damaged_base64, is_damaged};
use crate::html::text_of_html;

/// Maximum length of the text of one message, in bytes. The end of a longer text is left out.
const MAX_TEXT_LENGTH: usize = 16 * 1024 * 1024;

/// Returns the body as plain text: the text parts in order. HTML parts are converted if there is no plain text.
pub(crate) fn text_of(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in parts_of(message, &message.text_body) {
        let piece = match &part.body {
            PartType::Text(_) => decoded_text(part, &message.raw_message),
            PartType::Html(_) => Cow::Owned(text_of_html(&decoded_text(part, &message.raw_message))),
            _ => continue,
        };
        append(&mut text, &piece);
    }
    if text.len() <= MAX_NOTICE_LENGTH {
        add_html_text(message, &mut text);
    }
    text
}

/// Maximum length of a plain text, in bytes, that may be only a notice such as "your program cannot display HTML".
const MAX_NOTICE_LENGTH: usize = 400;
/// The HTML text is added to a notice only if it is longer than the notice by this factor.
const NOTICE_FACTOR: usize = 3;

/// Adds the text of the HTML body if it is much longer than the plain text. If the message declares no body part,
/// adds the content of the whole message.
fn add_html_text(message: &Message<'_>, text: &mut String) {
    let pages =
        || parts_of(message, &message.html_body).filter(|part| matches!(part.body, PartType::Html(_)));
    let is_only_form = !message.text_body.iter().any(|id| message.html_body.contains(id));
    if is_only_form && pages().any(|part| part.len() > text.len().saturating_mul(NOTICE_FACTOR)) {
        let html: String =
            pages().map(|part| text_of_html(&decoded_text(part, &message.raw_message))).collect();
        if html.trim().len() > text.trim().len().saturating_mul(NOTICE_FACTOR) {
            append(text, &html);
        }
    }
    if text.is_empty() && message.html_body.is_empty() && message.text_body.is_empty() {
        message
            .parts
            .first()
            .into_iter()
            .for_each(|root| append(text, &undeclared_body(root, &message.raw_message)));
    }
}

/// Returns the text of a message that declares parts but contains no part, or that has an unknown content type.
fn undeclared_body<'m>(root: &'m MessagePart<'_>, raw: &'m [u8]) -> Cow<'m, str> {
    let is_parted = || root.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
    match &root.body {
        PartType::Text(_) => decoded_text(root, raw),
        PartType::Binary(bytes) if is_parted() => String::from_utf8_lossy(bytes),
        _ => Cow::Borrowed(""),
    }
}

/// Returns the body as HTML, if the message has an HTML part. Plain parts between HTML parts become preformatted
/// text.
pub(crate) fn html_of(message: &Message<'_>) -> Option<String> {
    let has_html = parts_of(message, &message.html_body).any(|part| matches!(part.body, PartType::Html(_)));
    if !has_html {
        return None;
    }
    let mut html = String::new();
    for part in parts_of(message, &message.html_body) {
        let text = decoded_text(part, &message.raw_message);
        match &part.body {
            PartType::Html(_) => append(&mut html, &text),
            PartType::Text(_) => append(&mut html, &format!("<pre>{}</pre>", escape(&text))),
            _ => {}
        }
    }
    Some(html)
}

/// Returns the parts with these ids.
pub(crate) fn parts_of<'m, 'x>(
    message: &'m Message<'x>,
    ids: &'m [u32],
) -> impl Iterator<Item = &'m MessagePart<'x>> {
    ids.iter().filter_map(|&id| message.parts.get(usize::try_from(id).ok()?))
}

fn append(all: &mut String, piece: &str) {
    let room = MAX_TEXT_LENGTH.saturating_sub(all.len());
    if !all.is_empty() && !all.ends_with('\n') && room > 0 {
        all.push('\n');
    }
    all.push_str(piece.get(..piece.floor_char_boundary(room)).unwrap_or_default());
}

/// Returns the text of a part. Guesses the charset if no charset is declared, or if the declared charset does not
/// fit the bytes. Much old mail declares `us-ascii` but uses another charset.
pub(crate) fn decoded_text<'m>(part: &'m MessagePart<'_>, raw: &'m [u8]) -> Cow<'m, str> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return Cow::Borrowed("") };
    if !text.contains('\u{FFFD}') && !is_damaged(part) {
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

/// Returns the bytes of a part after its transfer encoding is decoded. The charset is unchanged.
fn decoded_bytes<'m>(part: &MessagePart<'_>, raw: &'m [u8]) -> Option<Cow<'m, [u8]>> {
    let start = usize::try_from(part.offset_body).ok()?;
    let bytes = raw.get(start..usize::try_from(part.offset_end).ok()?)?;
    if let Some(bytes) = decode_damaged_base64(part, bytes) {
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
