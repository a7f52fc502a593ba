//! From bytes to a [`Message`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use foundmail_defect::{Defect, Effect};
use mail_parser::{Address, HeaderName, HeaderValue, MessageParser};
use memchr::memchr_iter;

use crate::attachment::{attachments_of, listed_attachments};
use crate::body::{self, html_of, text_of};
use crate::broken::is_broken;
use crate::date::date_of;
use crate::from_lines::unquote_from_lines;
use crate::mend::mend;
use crate::message::{Framing, Message};
use crate::people::people_of;
use crate::split::{Marker, Skeleton, Split};
use crate::thread::keys_of;
use crate::winmail::{self, Whole};

/// Parses only the header fields that are used; all others are skipped, which is much of the time.
pub(crate) static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_minimal_headers()
        // Its own reader for dates goes beyond the field where the zone is short.
        .header_raw(HeaderName::Date)
        .with_mime_headers()
        .header_address(HeaderName::Sender)
        .header_id(HeaderName::MessageId)
        .header_id(HeaderName::References)
        .header_id(HeaderName::InReplyTo)
        .header_raw("Thread-Index")
        .default_header_ignore()
});

/// Parses no header fields but those that say what the parts are.
static BODY: LazyLock<MessageParser> =
    LazyLock::new(|| MessageParser::new().with_mime_headers().default_header_ignore());

/// Messages nested in one message by `message/rfc822` beyond which the nesting is not followed: real mail has a
/// handful, and each level costs stack when it is let go.
const MOST_NESTED: usize = 500;

/// Longest subject that is kept, in bytes; RFC 5322 allows 998 a line.
const LONGEST_SUBJECT: usize = 8 * 1024;

/// Reads a message. Never fails: what is broken is left out and named in the message's defects. A message on which the
/// parser itself breaks is given as plain text.
pub fn parse(raw: &[u8], framing: Framing) -> Message {
    Split::of(raw).with(|skeleton| parse_skeleton(skeleton, framing))
}

/// The same of a message that was taken apart. The parts themselves are hardly ever asked for.
pub fn parse_skeleton(skeleton: &Skeleton<'_>, framing: Framing) -> Message {
    let readable = skeleton.readable();
    let parsed = catch_unwind(AssertUnwindSafe(|| match framing {
        Framing::Plain => parse_bytes(&readable, skeleton),
        Framing::Mbox => parse_bytes(&unquote_from_lines(&readable), skeleton),
    }));
    let mut message = parsed.unwrap_or_else(|_| Message {
        text: String::from_utf8_lossy(&readable).into_owned(),
        defects: vec![Defect::new(
            "message",
            "Its structure could not be understood; it is kept as plain text.",
            Effect::HeaderIncomplete,
        )],
        ..Message::default()
    });
    let marker = Marker::of(skeleton.digest);
    message.text = marker.fill_text(message.text, skeleton);
    message.html = message.html.map(|html| marker.fill_text(html, skeleton));
    if skeleton.lacks_text() {
        // What was taken out belongs to the files, though nobody reads it.
        message.attachments = listed_attachments(skeleton, framing);
        let what = "A text in it is too long to be shown or searched to its end; it is kept whole.";
        message.defects.push(Defect::new("message", what, Effect::Nothing));
    }
    message
}

/// Only the text of such a message, the same that [`parse_skeleton`] gives, in half the time.
pub fn text_of_skeleton(skeleton: &Skeleton<'_>, framing: Framing) -> String {
    let readable = skeleton.readable();
    let text = catch_unwind(AssertUnwindSafe(|| match framing {
        Framing::Plain => text_of_bytes(&readable),
        Framing::Mbox => text_of_bytes(&unquote_from_lines(&readable)),
    }));
    match text {
        Ok(Some(text)) => Marker::of(skeleton.digest).fill_text(text, skeleton),
        // What is so odd is rare.
        Ok(None) | Err(_) => parse_skeleton(skeleton, framing).text,
    }
}

/// `None` where only [`parse_bytes`] knows what to make of it.
fn text_of_bytes(raw: &[u8]) -> Option<String> {
    let raw = after_leading_lines(raw);
    if is_nested_beyond_reason(raw) {
        return None;
    }
    let mended = mend(raw);
    let parsed = BODY.parse(&mended.bytes).filter(|parsed| !parsed.parts.is_empty())?;
    let winmail = winmail::open(&parsed);
    Some(text_of(Whole::of(&parsed, &mended, &winmail).body()))
}

fn parse_bytes(raw: &[u8], skeleton: &Skeleton<'_>) -> Message {
    let raw = after_leading_lines(raw);
    if is_nested_beyond_reason(raw) {
        return parse_flat(raw);
    }
    let mended = mend(raw);
    let Some(parsed) = PARSER.parse(&mended.bytes).filter(|parsed| !parsed.parts.is_empty()) else {
        return without_header(raw);
    };
    let mut message = header_of(&parsed);
    message.defects.extend(broken_text(&parsed));
    // Where text was taken out, that line may have been, too.
    if mended.breaks_off && !skeleton.lacks_text() {
        let what = "It breaks off: the line that ends its last part is missing, and perhaps more.";
        message.defects.push(Defect::new("message", what, last_part(&parsed)));
    }
    if mended.may_break_off && !skeleton.lacks_text() {
        let what = "It may break off: it ends within a line of base64, without the signs that end one.";
        message.defects.push(Defect::new("message", what, last_part(&parsed)));
    }
    let winmail = winmail::open(&parsed);
    let whole = Whole::of(&parsed, &mended, &winmail);
    message.text = text_of(whole.body());
    message.html = html_of(whole.body());
    message.attachments = attachments_of(&whole, skeleton);
    message.defects.extend(winmail.iter().flat_map(|part| part.defects.iter().cloned()));
    message.thread_keys = keys_of(&message, thread_index(&parsed).as_deref());
    message
}

fn broken_text(parsed: &mail_parser::Message<'_>) -> Option<Defect> {
    let is_broken =
        body::parts(parsed, &parsed.text_body).chain(body::parts(parsed, &parsed.html_body)).any(is_broken);
    is_broken.then(|| Defect::new("message", "The encoding of its text is damaged.", Effect::BodyIncomplete))
}

/// What it costs that the end is missing.
fn last_part(parsed: &mail_parser::Message<'_>) -> Effect {
    let last = parsed.parts.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
    let is_file = last.is_some_and(|last| {
        parsed.attachments.contains(&last)
            && !parsed.text_body.contains(&last)
            && !parsed.html_body.contains(&last)
    });
    if is_file { Effect::AttachmentIncomplete } else { Effect::BodyIncomplete }
}

/// The message behind a byte order mark, blank lines and the separator of an MBOX, which some programs write before it.
pub(crate) fn after_leading_lines(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    let start = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
    let raw = raw.get(start..).unwrap_or(raw);
    if !raw.starts_with(b"From ") {
        return raw;
    }
    let line = raw.iter().position(|&byte| byte == b'\n').and_then(|end| end.checked_add(1));
    line.and_then(|line| raw.get(line..)).unwrap_or(raw)
}

/// True if more messages may lie in this one than are followed.
pub(crate) fn is_nested_beyond_reason(raw: &[u8]) -> bool {
    nested_messages(raw) > MOST_NESTED
}

/// How many messages may lie in this one at most, without parsing it.
fn nested_messages(raw: &[u8]) -> usize {
    let is_at = |at: usize| {
        raw.get(at..).is_some_and(|rest| {
            [&b"message/rfc822"[..], b"message/global", b"multipart/digest"]
                .iter()
                .any(|name| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
        })
    };
    memchr_iter(b'/', raw)
        .filter(|&at| {
            // `message` has seven letters before the slash, `multipart` nine.
            at.checked_sub(7).is_some_and(is_at) || at.checked_sub(9).is_some_and(is_at)
        })
        .take(MOST_NESTED.saturating_add(1))
        .count()
}

/// A message nested beyond all reason: its header and its bytes as text.
fn parse_flat(raw: &[u8]) -> Message {
    let mut message = PARSER.parse_headers(raw).map(|parsed| header_of(&parsed)).unwrap_or_default();
    message.text = String::from_utf8_lossy(body_bytes(raw)).into_owned();
    message.defects.push(Defect::new(
        "message/rfc822",
        format!("more than {MOST_NESTED} messages are nested in one another; shown as plain text"),
        Effect::Nothing,
    ));
    message.thread_keys = keys_of(&message, None);
    message
}

fn without_header(raw: &[u8]) -> Message {
    Message {
        text: String::from_utf8_lossy(raw).into_owned(),
        defects: vec![Defect::new("header", "no header field was found", Effect::Nothing)],
        ..Message::default()
    }
}

fn body_bytes(raw: &[u8]) -> &[u8] {
    let end = raw
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .or_else(|| raw.windows(3).position(|triple| triple == b"\n\r\n"));
    end.and_then(|end| raw.get(end..)).unwrap_or_default().trim_ascii_start()
}

pub(crate) fn header_of(parsed: &mail_parser::Message<'_>) -> Message {
    let people = |address: Option<&Address<'_>>| address.map(people_of).unwrap_or_default();
    let from = people(parsed.from());
    let sender = people(parsed.sender()).into_iter().next().filter(|sender| !from.contains(sender));
    Message {
        message_id: parsed.message_id().map(str::to_owned),
        date: date_of(parsed),
        subject: subject_of(parsed),
        from,
        sender,
        to: people(parsed.to()),
        cc: people(parsed.cc()),
        bcc: people(parsed.bcc()),
        in_reply_to: ids(parsed.in_reply_to()),
        references: ids(parsed.references()),
        ..Message::default()
    }
}

fn subject_of(parsed: &mail_parser::Message<'_>) -> String {
    let subject = parsed.subject().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let end = subject.floor_char_boundary(LONGEST_SUBJECT);
    subject.get(..end).unwrap_or_default().to_owned()
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(list) => list.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn thread_index(parsed: &mail_parser::Message<'_>) -> Option<Vec<u8>> {
    let text = parsed.header("Thread-Index")?.as_text()?;
    mail_parser::decoders::base64::base64_decode(text.trim().as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{parse, text_of_skeleton};
    use crate::Framing;
    use crate::split::Split;

    /// Pieces of which messages are made, and what breaks them.
    const PIECES: [&str; 41] = [
        "Subject: roof\r\n",
        "From: Ann <ann@x.example>\n",
        "X-Odd: yes\n",
        "Content-Type: text/plain; charset=utf-8\n",
        "Content-Type: text/html\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/alternative; boundary=c\n",
        "Content-Type: message/rfc822\n",
        "Content-Type: application/ms-tnef; name=winmail.dat\n",
        "Content-Disposition: attachment; filename=a.txt\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "Content-Transfer-Encoding: base64\n",
        "\r\n",
        "\n",
        "\n--b\n",
        "\r\n--c\r\n",
        "\n--c--\n",
        "--b--\r\n",
        "The roof =\nis =C3=BC gone.\n",
        ">From here\n",
        "<p>The <b>roof</b> is gone</p>",
        "VGhlIHJvb2Y=\n",
        "VGhl*IHJvb2YgVGhlIHJvb2Y\n",
        "=X=\n",
        "To: \"Ann, the <other>\n",
        "Cc: (never closed ann@x.example, b@x.example\n",
        "From: =?utf-8?Q?Gr=C3=BC=\n =?= <a@x.example>\r\n",
        "Date: Tue, 99 Foo 10:00\n",
        "Message-ID: <a@b\n",
        "References: <a@b> <c\r\n\t@d> e\n",
        "Subject: =?iso-2022-jp?B?GyRC\n",
        " folded; charset=\"\n",
        "\r",
        "Content-Type: text/plain; boundary*0=b;\r\n\tboundary*1=c\n",
        "\u{0}\u{80}x\n",
        " \t\n",
        "x--b\n",
        "--b and more\n",
        "--bx\n",
        "Content-Type: multipart/digest; boundary=\"b\n c\"\n",
        "Content-Type: multipart/mixed; boundary*0*=us-ascii''%62\n",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn the_text_alone_is_the_text_of_the_whole(
            chosen in proptest::collection::vec(0..PIECES.len(), 0..24),
            mbox in any::<bool>(),
        ) {
            let raw: String = chosen.into_iter().map(|at| PIECES[at]).collect();
            let framing = if mbox { Framing::Mbox } else { Framing::Plain };
            let text = Split::of(raw.as_bytes()).with(|skeleton| text_of_skeleton(skeleton, framing));
            prop_assert_eq!(text, parse(raw.as_bytes(), framing).text);
        }
    }
}
