//! Attachments as MIME parts, [MS-OXCMAIL] 2.2.4 and [MS-OXCMSG] 2.2.2.

use foundmail_defect::{Defect, Effect};
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;

use super::address::one_line;
use super::header::message_ids;
use super::message::{DEPTH, subject};
use super::mime::{BOUNDARY_START, Body, Part, Writer};
use super::transfer::LINE_LIMIT;
use crate::{Attachment, Content, Data, tags};

/// `ATT_MHTML_REF` of `PidTagAttachFlags`: the HTML body shows the attachment.
const SHOWN_IN_HTML: i64 = 4;

/// True if the attachment is a picture of the text, or another part that it shows.
pub(super) fn is_inline(attachment: &Attachment, html: Option<&str>) -> bool {
    let Some(html) = html else { return false };
    if !matches!(attachment.content, Content::Value(_)) {
        return false;
    }
    let flagged =
        attachment.props.integer(tags::ATTACH_FLAGS).is_some_and(|flags| flags & SHOWN_IN_HTML != 0);
    match (content_id(attachment), attachment.props.text(tags::ATTACH_CONTENT_LOCATION)) {
        (Some(id), _) if html.contains(&format!("cid:{id}")) => true,
        (_, Some(location)) if html.contains(&format!("\"{location}\"")) => true,
        (Some(_), _) | (_, Some(_)) => flagged,
        (None, None) => false,
    }
}

/// The parts of an attachment: one, but for an OLE object that has a picture of itself.
pub(super) fn parts<'x>(
    writer: &mut Writer,
    attachment: &'x Attachment,
    index: usize,
    inline: bool,
    depth: u32,
) -> Vec<Part<'x>> {
    let name = name(attachment);
    let disposition = if inline { "inline" } else { "attachment" };
    match &attachment.content {
        Content::Value(data) => {
            vec![with_ids(of_value(attachment, data, &name).disposition(disposition, name), attachment)]
        }
        Content::Embedded(_) if depth >= DEPTH => {
            writer.unreadable(&name, "messages lie too deep in one another");
            vec![Part::text("text/plain", "").disposition("attachment", name)]
        }
        Content::Embedded(item) => {
            let name =
                with_extension(own_name(attachment).unwrap_or_else(|| file_name(&subject(item))), "eml");
            let part = Part::new("message/rfc822", Body::Item(item, depth.saturating_add(1)));
            vec![part.disposition("attachment", name)]
        }
        Content::Ole(data) => ole(attachment, data, name),
        Content::Reference(path) => {
            let text = format!("This attachment is a link. The file itself was kept at:\r\n\r\n{path}\r\n");
            vec![Part::text("text/plain", text).disposition("attachment", with_extension(name, "txt"))]
        }
        Content::None => {
            missing(writer, attachment, &name, index);
            let part = Part::new(media_type(attachment, &name), Body::Bytes(Vec::new()));
            vec![with_ids(part.disposition(disposition, name), attachment)]
        }
    }
}

/// Notes an attachment that should hold something, unless the reader of the item did.
fn missing(writer: &mut Writer, attachment: &Attachment, name: &str, index: usize) {
    if attachment.props.integer(tags::ATTACH_METHOD) == Some(0) {
        return;
    }
    let told = writer.defects.iter().any(|defect| defect.effect == Effect::AttachmentIncomplete);
    if !told {
        let what = format!("attachment {} has no content", index.saturating_add(1));
        writer.defects.push(Defect::new(format!("attachment «{name}»"), what, Effect::AttachmentIncomplete));
    }
    if writer.depth == 0 {
        writer.unreadable = writer.unreadable.saturating_add(1);
    }
}

fn of_value<'x>(attachment: &Attachment, data: &'x Data, name: &str) -> Part<'x> {
    let media_type = media_type(attachment, name);
    if media_type == "message/rfc822" {
        return match as_message(data) {
            Some(message) => Part::new(media_type, Body::Message(message)),
            None => Part::new("application/octet-stream", Body::Data(data, name.to_owned())),
        };
    }
    let charset = attachment.props.text(tags::TEXT_ATTACHMENT_CHARSET).filter(|charset| is_token(charset));
    let text = media_type.starts_with("text/");
    let part = Part::new(media_type, Body::Data(data, name.to_owned()));
    match charset {
        Some(charset) if text => part.attribute("charset", charset),
        _ => part,
    }
}

/// The bytes of an attached message file if they may stand in the message as they are: RFC 2046 5.2.1 allows no
/// encoding for them.
fn as_message(data: &Data) -> Option<Vec<u8>> {
    const LIMIT: u64 = 64 << 20;
    if data.len() > LIMIT {
        return None;
    }
    let (bytes, error) = data.read_lenient();
    let boundary = format!("--{BOUNDARY_START}");
    let fits = error.is_none()
        && bytes.split_inclusive(|&byte| byte == b'\n').all(|line| {
            let text = line.strip_suffix(b"\r\n").unwrap_or(line);
            text.len() <= LINE_LIMIT
                && !text.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'))
                && !text.starts_with(boundary.as_bytes())
        });
    fits.then_some(bytes)
}

/// An OLE object: its storage, and the picture that stands for it in the text.
fn ole<'x>(attachment: &'x Attachment, data: &'x Data, name: String) -> Vec<Part<'x>> {
    let mut parts = vec![
        Part::new("application/ole-storage", Body::Data(data, name.clone()))
            .disposition("attachment", with_extension(name.clone(), "ole")),
    ];
    if let Some(picture) =
        attachment.props.binary(tags::ATTACH_RENDERING).filter(|picture| !picture.is_empty())
    {
        let file = with_extension(name, "wmf");
        parts.push(Part::new("image/wmf", Body::Data(picture, file.clone())).disposition("inline", file));
    }
    parts
}

fn with_ids<'x>(part: Part<'x>, attachment: &Attachment) -> Part<'x> {
    let part = match content_id(attachment) {
        Some(id) => part.field("Content-ID", MessageId::new(id)),
        None => part,
    };
    let location = attachment.props.text(tags::ATTACH_CONTENT_LOCATION).unwrap_or_default();
    if location.is_empty() || !location.bytes().all(|byte| byte.is_ascii_graphic()) {
        return part;
    }
    part.field("Content-Location", Raw::new(location))
}

fn content_id(attachment: &Attachment) -> Option<String> {
    message_ids(&attachment.props.text(tags::ATTACH_CONTENT_ID)?).into_iter().next()
}

/// The name of an attachment.
fn name(attachment: &Attachment) -> String {
    own_name(attachment).unwrap_or_else(|| "attachment".to_owned())
}

fn own_name(attachment: &Attachment) -> Option<String> {
    const PLACES: [u16; 3] = [tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME];
    let name = attachment.props.first_text(&PLACES)?;
    Some(one_line(name.trim()))
}

/// A subject as a name for a file. Only what no file system can have is replaced; those who write files clean more.
fn file_name(subject: &str) -> String {
    let name: String =
        one_line(subject).chars().map(|c| if matches!(c, '/' | '\\') { '_' } else { c }).take(120).collect();
    let name = name.trim();
    if name.is_empty() { "message".to_owned() } else { name.to_owned() }
}

fn with_extension(name: String, extension: &str) -> String {
    let has = name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(extension));
    if has { name } else { format!("{name}.{extension}") }
}

/// `PidTagAttachMimeTag` where it says something, else by the name's extension.
fn media_type(attachment: &Attachment, name: &str) -> String {
    let tag = attachment.props.text(tags::ATTACH_MIME_TAG).unwrap_or_default().trim().to_ascii_lowercase();
    let known = tag.split_once('/').is_some_and(|(kind, subtype)| {
        is_token(kind)
            && is_token(subtype)
            && kind != "multipart"
            && (kind != "message" || subtype == "rfc822")
    });
    if known && tag != "application/octet-stream" {
        return tag;
    }
    let extension = attachment.props.text(tags::ATTACH_EXTENSION).unwrap_or_default();
    let extension = name.rsplit_once('.').map_or(extension.trim_start_matches('.'), |(_, last)| last);
    by_extension(&extension.to_ascii_lowercase()).to_owned()
}

/// RFC 2045 5.1, a token.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&byte))
}

fn by_extension(extension: &str) -> &'static str {
    match extension {
        "bmp" => "image/bmp",
        "csv" => "text/csv",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml" => "message/rfc822",
        "gif" => "image/gif",
        "htm" | "html" => "text/html",
        "ics" => "text/calendar",
        "jpeg" | "jpg" => "image/jpeg",
        "json" => "application/json",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "msg" => "application/vnd.ms-outlook",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "rtf" => "application/rtf",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "log" | "txt" => "text/plain",
        "vcf" => "text/vcard",
        "wav" => "audio/wav",
        "webp" => "image/webp",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml" => "text/xml",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
