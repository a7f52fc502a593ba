//! Opens `winmail.dat`, which Outlook attaches for other Outlook programs ([MS-OXTNEF]).
//!
//! The file contains the attachments of the message, and sometimes the text of the message. It is opened each time the message is
//! read, and its contents are never stored separately. `mapi` composes a message of it. The attachments of that message follow the
//! outer message's own, and its body is shown if the outer message has none. Lists, search and saving thus need no code for it. The
//! part itself keeps its index and counts as inline.

use std::borrow::Cow;

use foundmail_defect::Defect;
use foundmail_mapi::{compose, tnef};
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use crate::body::{html_of, text_of};
use crate::parser::{MESSAGE_PARSER, is_nested_too_deeply};
use crate::repair::Repaired;

/// Maximum number of `winmail.dat` parts that are opened in one message. Most messages have at most one, and a
/// digest of a mailing list has a few.
const MAX_PARTS: usize = 16;

/// The content of a `winmail.dat`, composed into a message.
pub(crate) struct WinmailPart {
    /// Id of the part in the outer message.
    id: u32,
    raw: Vec<u8>,
    /// The damage that was found in the `winmail.dat`.
    pub(crate) defects: Vec<Defect>,
}

/// Opens all `winmail.dat` parts that can be read, in the order of the message.
pub(crate) fn open(mail: &Message<'_>) -> Vec<WinmailPart> {
    let parts = (0_u32..).zip(&mail.parts).filter(|(_, part)| is_winmail(part));
    parts.filter_map(|(id, part)| open_part(id, part)).take(MAX_PARTS).collect()
}

fn open_part(id: u32, part: &MessagePart<'_>) -> Option<WinmailPart> {
    let (PartType::Binary(bytes) | PartType::InlineBinary(bytes)) = &part.body else { return None };
    let composed = compose(&tnef::read(bytes).ok()?);
    if is_nested_too_deeply(&composed.raw) {
        return None;
    }
    let defects = composed.defects.into_iter().map(|mut defect| {
        defect.structure.insert_str(0, "winmail.dat: ");
        defect
    });
    Some(WinmailPart { id, raw: composed.raw, defects: defects.collect() })
}

/// Returns true for a `winmail.dat`. It is recognised by its media type, or by its name if a program replaced the
/// type.
fn is_winmail(part: &MessagePart<'_>) -> bool {
    let by_type = part.content_type().is_some_and(|content_type| {
        content_type.ctype().eq_ignore_ascii_case("application")
            && content_type.subtype().is_some_and(|subtype| {
                subtype.eq_ignore_ascii_case("ms-tnef") || subtype.eq_ignore_ascii_case("vnd.ms-tnef")
            })
    });
    by_type || part.attachment_name().is_some_and(|name| name.trim().eq_ignore_ascii_case("winmail.dat"))
}

/// A message together with the contents of its `winmail.dat` parts.
pub(crate) struct OpenedMessage<'m> {
    mail: &'m Message<'m>,
    /// The repaired bytes that were parsed.
    repaired: &'m Repaired<'m>,
    /// The contents of the parts, by the ids of the parts.
    inside: Vec<(u32, Message<'m>)>,
}

impl<'m> OpenedMessage<'m> {
    /// Parses the contents of the opened `winmail.dat` parts.
    pub(crate) fn of(mail: &'m Message<'m>, repaired: &'m Repaired<'m>, winmail: &'m [WinmailPart]) -> Self {
        let inside =
            winmail.iter().filter_map(|part| Some((part.id, MESSAGE_PARSER.parse(part.raw.as_slice())?)));
        Self { mail, repaired, inside: inside.collect() }
    }

    /// Returns the message whose body is shown. This is the outer message, or the content of a `winmail.dat` if
    /// the outer message has no text.
    pub(crate) fn body(&self) -> &Message<'m> {
        let has_text =
            |message: &&Message<'_>| html_of(message).is_some() || !text_of(message).trim().is_empty();
        if self.inside.is_empty() || has_text(&self.mail) {
            return self.mail;
        }
        self.inside.iter().map(|(_, inside)| inside).find(has_text).unwrap_or(self.mail)
    }

    /// Returns the outer message, followed by the contents of its `winmail.dat` parts.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message<'m>> {
        std::iter::once(self.mail).chain(self.inside.iter().map(|(_, inside)| inside))
    }

    /// Returns the original body of a part. The part may belong to an attached message.
    pub(crate) fn original_body<'w>(
        &'w self,
        message: &'w Message<'_>,
        part: &MessagePart<'_>,
    ) -> Cow<'w, [u8]> {
        let raw: &[u8] = &message.raw_message;
        let bound = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX).min(raw.len());
        let range = bound(part.offset_body)..bound(part.offset_end).max(bound(part.offset_body));
        if std::ptr::eq(raw.as_ptr(), self.mail.raw_message.as_ptr()) {
            return self.repaired.original(range, raw);
        }
        Cow::Borrowed(raw.get(range).unwrap_or_default())
    }

    /// Returns true for a part whose contents are listed separately.
    pub(crate) fn is_opened(&self, message: &Message<'_>, id: u32) -> bool {
        std::ptr::eq(message, self.mail) && self.inside.iter().any(|(open, _)| *open == id)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Framing, Split, attachment_bytes, inline_pictures, parse};

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        let sum = data.iter().fold(0_u16, |sum, &byte| sum.wrapping_add(byte.into()));
        [&[level], &id.to_le_bytes()[..], &length.to_le_bytes(), data, &sum.to_le_bytes()].concat()
    }

    fn tnef(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&[0x78, 0x9F, 0x3E, 0x22, 1, 0][..], &attributes.concat()].concat()
    }

    /// Returns a property with one value of variable length.
    fn property(tag: u32, bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap();
        let mut property = [&tag.to_le_bytes()[..], &[1, 0, 0, 0], &length.to_le_bytes(), bytes].concat();
        property.resize(property.len().next_multiple_of(4), 0);
        property
    }

    fn properties(list: &[Vec<u8>]) -> Vec<u8> {
        let count = u32::try_from(list.len()).unwrap();
        [&count.to_le_bytes()[..], &list.concat()].concat()
    }

    fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
        let title = [name.as_bytes(), b"\0"].concat();
        let begins = attribute(2, 0x0006_9002, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        [begins, attribute(2, 0x0006_800F, bytes), attribute(2, 0x0001_8010, &title)].concat()
    }

    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let group = |chunk: &[u8]| {
            let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(*chunk.get(at).unwrap_or(&0)));
            let letter = |at: usize| {
                let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
                if at > chunk.len() { '=' } else { char::from(letter) }
            };
            (0..4).map(letter).collect::<String>()
        };
        let groups: Vec<String> = bytes.chunks(3).map(group).collect();
        groups.chunks(19).map(|line| line.concat() + "\r\n").collect()
    }

    /// Returns a message with a text, its own file, and a `winmail.dat`.
    fn mail(text: &str, media_type: &str, winmail: &[u8]) -> Vec<u8> {
        let winmail = base64(winmail);
        format!(
            "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
             Content-Type: text/plain\r\n\r\n{text}\r\n--x\r\n\
             Content-Type: text/plain; name=own.txt\r\nContent-Disposition: attachment\r\n\r\nown\r\n--x\r\n\
             Content-Type: {media_type}; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             {winmail}\r\n--x--\r\n"
        )
        .into_bytes()
    }

    /// Checks the files of a message: index, name, type, first bytes, and `inline`.
    #[track_caller]
    fn check(raw: &[u8], text: &str, expected: &[&str]) {
        let message = parse(raw, Framing::Plain);
        let files = message.attachments.iter().map(|file| {
            let bytes = attachment_bytes(raw, Framing::Plain, file.index).unwrap();
            assert_eq!(bytes.len() as u64, file.size, "{}", file.name);
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(5)]).into_owned();
            let place = if file.inline { " inline" } else { "" };
            format!("{} {} {} {start:?}{place}", file.index, file.name, file.media_type)
        });
        assert_eq!(files.collect::<Vec<_>>(), expected);
        assert_eq!(message.text.trim(), text);
    }

    #[test]
    fn files_in_winmail_are_listed_after_those_of_the_message() {
        let winmail = tnef(&[attribute(1, 0x0002_800C, b"from outlook\0"), file("plan.pdf", b"%PDF-1.4")]);
        for media_type in ["application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"] {
            let hidden = format!("1 winmail.dat {media_type} \"x\u{FFFD}>\\\"\\u{{1}}\" inline");
            check(
                &mail("hello", media_type, &winmail),
                "hello",
                &["0 own.txt text/plain \"own\"", &hidden, "2 plan.pdf application/pdf \"%PDF-\""],
            );
        }
    }

    #[test]
    fn the_text_in_winmail_is_used_if_the_message_has_none() {
        let winmail = tnef(&[attribute(1, 0x0002_800C, b"from outlook\0")]);
        let raw = mail("", "application/ms-tnef", &winmail);
        assert_eq!(parse(&raw, Framing::Plain).text.trim(), "from outlook");
    }

    #[test]
    fn pictures_in_the_text_are_inline() {
        let html = b"<html><body>see <img src=\"cid:pic\"></body></html>";
        let of_message = properties(&[property(0x1013_0102, html)]);
        let of_file = properties(&[property(0x3712_001E, b"pic\0"), property(0x370E_001E, b"image/png\0")]);
        let winmail = tnef(&[
            attribute(1, 0x0006_9003, &of_message),
            file("pic.png", b"\x89PNG"),
            attribute(2, 0x0006_9005, &of_file),
        ]);
        let raw = mail("", "application/ms-tnef", &winmail);
        let message = parse(&raw, Framing::Plain);
        assert!(message.html.is_some_and(|html| html.contains("cid:pic")));
        assert!(message.attachments.iter().any(|file| file.name == "pic.png" && file.inline));
        let pictures = Split::of(&raw).with(|skeleton| inline_pictures(skeleton, Framing::Plain));
        assert_eq!(pictures, [("pic".to_owned(), "image/png".to_owned(), b"\x89PNG".to_vec())]);
        // The text of the outer message does not show the picture, so it is a file.
        let raw = mail("hello", "application/ms-tnef", &winmail);
        let message = parse(&raw, Framing::Plain);
        assert!(message.attachments.iter().any(|file| file.name == "pic.png" && !file.inline));
    }

    #[test]
    fn attached_messages_are_messages() {
        const IID_MESSAGE: [u8; 16] = [7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
        let inner = tnef(&[attribute(1, 0x0001_8004, b"inside\0"), attribute(1, 0x0002_800C, b"deep\0")]);
        let object = property(0x3701_000D, &[&IID_MESSAGE[..], &inner].concat());
        let begins = attribute(2, 0x0006_9002, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let winmail = tnef(&[begins, attribute(2, 0x0006_9005, &properties(&[object]))]);
        let raw = mail("hello", "application/ms-tnef", &winmail);
        let message = parse(&raw, Framing::Plain);
        let file = message.attachments.last().unwrap();
        assert_eq!((file.name.as_str(), file.media_type.as_str()), ("inside.eml", "message/rfc822"));
        let inside = parse(&attachment_bytes(&raw, Framing::Plain, file.index).unwrap(), Framing::Plain);
        assert_eq!((inside.subject.as_str(), inside.text.trim()), ("inside", "deep"));
    }

    #[test]
    fn damage_is_reported_and_other_content_stays_a_file() {
        let mut cut = tnef(&[file("plan.pdf", b"%PDF-1.4")]);
        cut.truncate(cut.len() - 30);
        let message = parse(&mail("hello", "application/ms-tnef", &cut), Framing::Plain);
        let defects: Vec<_> = message.defects.iter().map(ToString::to_string).collect();
        assert_eq!(
            defects,
            ["winmail.dat: TNEF attribute 0x800f: the stream ends early; 10 bytes are missing"]
        );
        check(
            &mail("hello", "application/ms-tnef", b"other"),
            "hello",
            &["0 own.txt text/plain \"own\"", "1 winmail.dat application/ms-tnef \"other\""],
        );
    }
}
