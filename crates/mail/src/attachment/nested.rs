//! Digests attached messages, so that equal messages have equal digests in all formats.

use mail_parser::{Message, MessagePart, PartType};

use super::size::size_and_digest;
use super::{MAX_ATTACHMENTS, alternatives, content_of, files_of, media_type_of};
use crate::body::text_of;
use crate::digest::digest_of;
use crate::envelope::message_of_header;
use crate::identity::identity_of;
use crate::split::Skeleton;
use crate::winmail::OpenedMessage;

/// Returns a digest of an attached message: of its identity and of its files. Equal messages have equal digests,
/// even if two source formats store them as different bytes. Returns `None` if the part is not a message, or has
/// no `Message-ID`.
pub(super) fn nested_digest(
    opened: &OpenedMessage<'_>,
    part: &MessagePart<'_>,
    skeleton: &Skeleton<'_>,
) -> Option<[u8; 16]> {
    let PartType::Message(nested) = &part.body else { return None };
    let message = crate::message::Message { text: text_of(nested), ..message_of_header(nested) };
    let mut told = identity_of(&message)?.to_vec();
    let forms = alternatives(nested);
    let files = files_of(nested).take(MAX_ATTACHMENTS).filter(|(id, _)| !forms.contains(id));
    told.extend(files.flat_map(|(_, part)| file_digest(opened, part, nested, skeleton)));
    digest_of(&told).first_chunk().copied()
}

fn file_digest(
    opened: &OpenedMessage<'_>,
    part: &MessagePart<'_>,
    nested: &Message<'_>,
    skeleton: &Skeleton<'_>,
) -> [u8; 16] {
    nested_digest(opened, part, skeleton).unwrap_or_else(|| {
        size_and_digest(&content_of(opened, nested, part), &media_type_of(part), skeleton).1
    })
}

#[cfg(test)]
mod tests {
    use crate::{Framing, parse};

    fn digest(nested: &str) -> [u8; 16] {
        let raw = format!(
            "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\n\
             Content-Type: message/rfc822\n\n{nested}\n--b--\n"
        );
        let message = parse(raw.as_bytes(), Framing::Plain);
        assert_eq!(message.attachments.len(), 1, "{nested}");
        message.attachments[0].digest
    }

    #[test]
    fn equal_attached_messages_have_equal_digests() {
        let file = |bytes: &str| {
            format!(
                "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nThe roof\n--c\nContent-Type: a/b\n\n{bytes}\n--c--\n"
            )
        };
        let header = "Message-ID: <one@x.example>\nSubject: roof\nFrom: a@x.example\n";
        let known = digest(&format!("{header}{}", file("abc")));
        assert_eq!(digest(&format!("X-Odd: 1\n{header}{}", file("abc"))), known);
        assert_eq!(digest(&format!("{header}{}", file("abc").replace("The roof", "The\n roof"))), known);
        for other in [
            format!("{header}{}", file("abd")),
            format!("{header}{}", file("abc").replace("roof", "floor")),
            format!("{}{}", header.replace("one@", "two@"), file("abc")),
        ] {
            assert_ne!(digest(&other), known, "{other}");
        }
        let without_id = |name: &str| format!("Subject: roof\n{name}: 1\n\nThe roof\n");
        assert_ne!(digest(&without_id("X-A")), digest(&without_id("X-B")));
    }
}
