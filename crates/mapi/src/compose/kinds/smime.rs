//! Signed and encrypted messages, [MS-OXOSMIME] 2.1. Their only attachment is the body that was sent. The body
//! must be restored unchanged, so that programs can verify or decrypt it.

use crate::compose::item_class::is_class;
use crate::compose::wire::mime::{MimePart, PartBody};
use crate::compose::wire::verbatim;
use crate::{AttachmentContent, Data, Item, tags};

/// The body of a signed or encrypted message.
pub(crate) enum SmimeBody<'x> {
    /// A signed MIME entity with its header fields.
    ClearSigned(&'x Data),
    /// An encrypted or opaquely signed message.
    Opaque(MimePart<'x>),
}

/// Returns the body, or `None` if the item is not a signed or encrypted message.
pub(crate) fn smime_body(item: &Item) -> Option<SmimeBody<'_>> {
    let class = item.message_class();
    let [attachment] = item.attachments.as_slice() else {
        return None;
    };
    let AttachmentContent::Value(data) = &attachment.content else {
        return None;
    };
    if is_class(&class, "IPM.Note.SMIME.MultipartSigned") {
        return verbatim::is_entity(data).then_some(SmimeBody::ClearSigned(data));
    }
    let tag = attachment.props.text(tags::ATTACH_MIME_TAG).unwrap_or_default().to_ascii_lowercase();
    let opaque = is_class(&class, "IPM.Note.SMIME")
        && matches!(tag.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime")
        && item.props.get(tags::HTML).is_none()
        && item.props.get(tags::BODY).is_none();
    opaque.then(|| {
        let part = MimePart::new("application/pkcs7-mime", PartBody::Data(data, "smime.p7m".to_owned()));
        SmimeBody::Opaque(part.attribute("name", "smime.p7m").disposition("attachment", "smime.p7m"))
    })
}
