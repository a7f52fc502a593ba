//! `winmail.dat`: what Outlook puts beside a mail for another Outlook, [MS-OXTNEF]. The attachments of such a mail lie in
//! it, and sometimes its text does.

use std::borrow::Cow;

use foundmail_defect::Defect;
use foundmail_mapi::{compose, tnef};
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use crate::body::{html_of, text_of};
use crate::mend::Mended;
use crate::parse::{PARSER, is_nested_beyond_reason};

/// Such parts that are opened of one message: a mail has one, a digest of mails a few.
const MOST: usize = 16;

/// What lies in one such part, as a message.
pub(crate) struct Winmail {
    /// The part's id in the mail.
    id: u32,
    raw: Vec<u8>,
    /// What is broken in it.
    pub(crate) defects: Vec<Defect>,
}

/// All parts of a mail that can be opened, in its order.
pub(crate) fn open(mail: &Message<'_>) -> Vec<Winmail> {
    let parts = (0_u32..).zip(&mail.parts).filter(|(_, part)| is_winmail(part));
    parts.filter_map(|(id, part)| open_part(id, part)).take(MOST).collect()
}

fn open_part(id: u32, part: &MessagePart<'_>) -> Option<Winmail> {
    let (PartType::Binary(bytes) | PartType::InlineBinary(bytes)) = &part.body else { return None };
    let composed = compose(&tnef::read(bytes).ok()?);
    if is_nested_beyond_reason(&composed.raw) {
        return None;
    }
    let defects = composed.defects.into_iter().map(|mut defect| {
        defect.structure.insert_str(0, "winmail.dat: ");
        defect
    });
    Some(Winmail { id, raw: composed.raw, defects: defects.collect() })
}

/// By its type, or by the name under which programs pass it on that do not know the type.
fn is_winmail(part: &MessagePart<'_>) -> bool {
    let by_type = part.content_type().is_some_and(|content_type| {
        content_type.ctype().eq_ignore_ascii_case("application")
            && content_type.subtype().is_some_and(|subtype| {
                subtype.eq_ignore_ascii_case("ms-tnef") || subtype.eq_ignore_ascii_case("vnd.ms-tnef")
            })
    });
    by_type || part.attachment_name().is_some_and(|name| name.trim().eq_ignore_ascii_case("winmail.dat"))
}

/// A mail together with what lies in its `winmail.dat`.
pub(crate) struct Whole<'m> {
    mail: &'m Message<'m>,
    /// What was put into it before it was parsed.
    mended: &'m Mended<'m>,
    /// What lies in a part, by the part's id.
    inside: Vec<(u32, Message<'m>)>,
}

impl<'m> Whole<'m> {
    pub(crate) fn of(mail: &'m Message<'m>, mended: &'m Mended<'m>, winmail: &'m [Winmail]) -> Self {
        let inside = winmail.iter().filter_map(|part| Some((part.id, PARSER.parse(part.raw.as_slice())?)));
        Self { mail, mended, inside: inside.collect() }
    }

    /// The message whose body is shown: the mail, or what lies in it if the mail has no text of its own.
    pub(crate) fn body(&self) -> &Message<'m> {
        let has_text =
            |message: &&Message<'_>| html_of(message).is_some() || !text_of(message).trim().is_empty();
        if self.inside.is_empty() || has_text(&self.mail) {
            return self.mail;
        }
        self.inside.iter().map(|(_, inside)| inside).find(has_text).unwrap_or(self.mail)
    }

    /// The mail, then what lies in it.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message<'m>> {
        std::iter::once(self.mail).chain(self.inside.iter().map(|(_, inside)| inside))
    }

    /// What stands in a part of a message, or of one that is attached to it, as its writer left it.
    pub(crate) fn written<'w>(&'w self, message: &'w Message<'_>, part: &MessagePart<'_>) -> Cow<'w, [u8]> {
        let raw: &[u8] = &message.raw_message;
        let bound = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX).min(raw.len());
        let range = bound(part.offset_body)..bound(part.offset_end).max(bound(part.offset_body));
        if std::ptr::eq(raw.as_ptr(), self.mail.raw_message.as_ptr()) {
            return self.mended.original(range, raw);
        }
        Cow::Borrowed(raw.get(range).unwrap_or_default())
    }

    /// True for a part of this message whose contents are there besides.
    pub(crate) fn is_open(&self, message: &Message<'_>, id: u32) -> bool {
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

    /// A property with one value of its own length.
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

    /// A mail with a text, a file of its own, and a `winmail.dat`.
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

    /// The files of a mail: name, type, bytes as text, `inline` or not.
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
    fn files_stand_beside_those_of_the_mail() {
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
    fn the_text_is_taken_where_the_mail_has_none() {
        let winmail = tnef(&[attribute(1, 0x0002_800C, b"from outlook\0")]);
        let raw = mail("", "application/ms-tnef", &winmail);
        assert_eq!(parse(&raw, Framing::Plain).text.trim(), "from outlook");
    }

    #[test]
    fn pictures_of_the_text_are_no_files() {
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
        // Where the mail's own text is shown, nothing shows the picture: it is a file.
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
    fn damage_is_named_and_what_is_none_stays_a_file() {
        let mut cut = tnef(&[file("plan.pdf", b"%PDF-1.4")]);
        cut.truncate(cut.len() - 30);
        let message = parse(&mail("hello", "application/ms-tnef", &cut), Framing::Plain);
        let defects: Vec<_> = message.defects.iter().map(ToString::to_string).collect();
        assert_eq!(defects, ["winmail.dat: TNEF attribute 0x800f: the stream ends 10 bytes too early"]);
        check(
            &mail("hello", "application/ms-tnef", b"other"),
            "hello",
            &["0 own.txt text/plain \"own\"", "1 winmail.dat application/ms-tnef \"other\""],
        );
    }
}
