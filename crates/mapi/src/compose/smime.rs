//! Messages that are signed or encrypted, [MS-OXOSMIME] 2.1: their one attachment is the body as it was sent, and only
//! put back in its place can it be checked or opened.

use super::kind::is_class;
use super::mime::{BOUNDARY_START, Body, Part};
use super::transfer::LINE_LIMIT;
use crate::{Content, Data, Item, tags};

/// The body of such a message.
pub(super) enum Sealed<'x> {
    /// A MIME entity with the fields that describe it.
    Signed(Vec<u8>),
    /// A cryptographic message.
    Part(Part<'x>),
}

/// The body, if the item is such a message and its body can be read.
pub(super) fn sealed(item: &Item) -> Option<Sealed<'_>> {
    let class = item.message_class();
    let [attachment] = item.attachments.as_slice() else {
        return None;
    };
    let Content::Value(data) = &attachment.content else {
        return None;
    };
    if is_class(&class, "IPM.Note.SMIME.MultipartSigned") {
        return entity(data).map(Sealed::Signed);
    }
    let tag = attachment.props.text(tags::ATTACH_MIME_TAG).unwrap_or_default().to_ascii_lowercase();
    let opaque = is_class(&class, "IPM.Note.SMIME")
        && matches!(tag.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime")
        && item.props.get(tags::HTML).is_none()
        && item.props.get(tags::BODY).is_none();
    opaque.then(|| {
        let part = Part::new("application/pkcs7-mime", Body::Data(data, "smime.p7m".to_owned()));
        Sealed::Part(part.attribute("name", "smime.p7m").disposition("attachment", "smime.p7m"))
    })
}

/// The entity with CRLF line ends. `None` for what is none, or what could end a part of ours.
fn entity(data: &Data) -> Option<Vec<u8>> {
    const LIMIT: u64 = 256 << 20;
    const START: &[u8] = b"content-type:";
    if data.len() > LIMIT {
        return None;
    }
    let (bytes, error) = data.read_lenient();
    if error.is_some() || !bytes.get(..START.len())?.eq_ignore_ascii_case(START) {
        return None;
    }
    let boundary = format!("--{BOUNDARY_START}");
    let mut entity = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.len() > LINE_LIMIT || text.starts_with(boundary.as_bytes()) {
            return None;
        }
        entity.extend_from_slice(text);
        entity.extend_from_slice(b"\r\n");
    }
    Some(entity)
}
