//! Media types of attachments.

use crate::{Attachment, tags};

/// Returns the media type in `PidTagAttachMimeTag` if it is specific. Otherwise returns the media type for the
/// file extension.
pub(crate) fn media_type(attachment: &Attachment, name: &str) -> String {
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

/// Returns true if a text is a token (RFC 2045, section 5.1).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&byte))
}

pub(crate) fn by_extension(extension: &str) -> &'static str {
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
