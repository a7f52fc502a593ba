//! Files inside a component: pictures in an address card, attachments of an event.

use foundmail_defect::{Defect, Effect};

use super::message::Attachment;
use super::property::{Property, base64};

/// The largest number of files that are read from one component.
const MAX_FILES: usize = 1000;

/// Returns the files that are stored in the component itself. Links to files elsewhere are not followed.
pub(crate) fn attachments(properties: &[Property], defects: &mut Vec<Defect>) -> Vec<Attachment> {
    let mut files = Vec::new();
    for property in properties {
        if !matches!(property.name.as_str(), "ATTACH" | "PHOTO" | "LOGO" | "SOUND" | "KEY")
            || files.len() >= MAX_FILES
        {
            continue;
        }
        let Some((media_type, bytes)) = content(property) else { continue };
        let media_type = media_type.filter(|media_type| is_media_type(media_type));
        let media_type = media_type.unwrap_or_else(|| "application/octet-stream".to_owned());
        let names = ["X-FILENAME", "FILENAME", "X-LABEL", "X-APPLE-FILENAME", "X-ORACLE-FILENAME"];
        let name = names.iter().find_map(|name| property.parameter(name)).map(str::to_owned);
        let name = name.unwrap_or_else(|| name_of(property, &media_type));
        let bytes = bytes.unwrap_or_else(|bytes| {
            let what = format!("The encoding of «{name}» is damaged.");
            defects.push(Defect::new("attachment", what, Effect::AttachmentIncomplete));
            bytes
        });
        files.push(Attachment { name, media_type, bytes });
    }
    files
}

/// The media type and the content of a file. `Err` contains the bytes before the first damaged byte.
type FileContent = (Option<String>, Result<Vec<u8>, Vec<u8>>);

/// Returns the media type and the content of a file. Returns `None` if the value is a link.
fn content(property: &Property) -> Option<FileContent> {
    if property.is_base64() {
        let declared = property.parameter("FMTTYPE").or_else(|| property.parameter("MEDIATYPE"));
        let media_type = declared.map(str::to_owned).or_else(|| media_type_of(&property.types()));
        return Some((media_type, property.bytes().map(std::borrow::Cow::into_owned)));
    }
    // A `data:` URL (RFC 2397), which vCard 4.0 uses. Its comma may be escaped.
    let value = property.raw();
    let (head, data) = value.strip_prefix("data:")?.split_once(',')?;
    let head = head.trim_end_matches('\\');
    let media_type = head.strip_suffix(";base64")?;
    Some((Some(media_type.to_owned()), base64(data.as_bytes())))
}

fn media_type_of(types: &[String]) -> Option<String> {
    let known = [
        ("JPEG", "image/jpeg"),
        ("JPG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WAVE", "audio/wav"),
    ];
    let found = known.iter().find(|(name, _)| types.iter().any(|known| known == name))?;
    Some(found.1.to_owned())
}

fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte))
    };
    text.len() < 128
        && text.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
        && !text.starts_with("multipart/")
        && !text.starts_with("message/")
}

fn name_of(property: &Property, media_type: &str) -> String {
    let extension = match media_type {
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "audio/wav" => ".wav",
        _ => "",
    };
    let stem = match property.name.as_str() {
        "PHOTO" => "ContactPicture",
        "LOGO" => "logo",
        "SOUND" => "sound",
        "KEY" => "key",
        _ => "attachment",
    };
    format!("{stem}{extension}")
}
