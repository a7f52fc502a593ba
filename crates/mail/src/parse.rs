//! Parses the bytes of a message into a [`Message`].

use std::panic::{AssertUnwindSafe, catch_unwind};

use foundmail_defect::{Defect, Effect};

use crate::attachment::{attachments_of, attachments_of_skeleton, unlisted_defect};
use crate::body::{self, html_of, text_of};
use crate::damaged_encoding::is_damaged;
use crate::envelope::{message_of_header, thread_index};
use crate::from_lines::unquote_from_lines;
use crate::message::{Framing, Message};
use crate::parser::{
    BODY_PARSER, MAX_NESTED_MESSAGES, MESSAGE_PARSER, is_nested_too_deeply, without_leading_lines,
};
use crate::repair::repair;
use crate::split::{Marker, Skeleton, Split};
use crate::thread::keys_of;
use crate::winmail::{self, OpenedMessage};

/// Parses a message. Never fails: damaged parts are left out and named in the defects of the message. If the parser
/// panics, the message becomes plain text.
pub fn parse(raw: &[u8], framing: Framing) -> Message {
    Split::of(raw).with(|skeleton| parse_skeleton(skeleton, framing))
}

/// Parses a split message. Reads large parts only if they are needed.
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
            "The structure of this message could not be read. It is shown as plain text.",
            Effect::HeaderIncomplete,
        )],
        ..Message::default()
    });
    let marker = Marker::of(skeleton.digest);
    message.text = marker.fill_text(message.text, skeleton);
    message.html = message.html.map(|html| marker.fill_text(html, skeleton));
    if skeleton.lacks_text() {
        // The sizes of attachments include the removed text.
        message.attachments = attachments_of_skeleton(skeleton, framing);
        let what = "A text in this message is very long. You can see and search only its beginning. The stored message is complete.";
        message.defects.push(Defect::new("message", what, Effect::Nothing));
    }
    message
}

/// Returns only the text of a split message. Returns the same text as [`parse_skeleton`], in half the time.
pub fn text_of_skeleton(skeleton: &Skeleton<'_>, framing: Framing) -> String {
    let readable = skeleton.readable();
    let text = catch_unwind(AssertUnwindSafe(|| match framing {
        Framing::Plain => text_of_bytes(&readable),
        Framing::Mbox => text_of_bytes(&unquote_from_lines(&readable)),
    }));
    match text {
        Ok(Some(text)) => Marker::of(skeleton.digest).fill_text(text, skeleton),
        // Such messages are rare, so they may be parsed completely.
        Ok(None) | Err(_) => parse_skeleton(skeleton, framing).text,
    }
}

/// Returns the text of a message, or `None` if only [`parse_bytes`] can read the message.
fn text_of_bytes(raw: &[u8]) -> Option<String> {
    let raw = without_leading_lines(raw);
    if is_nested_too_deeply(raw) {
        return None;
    }
    let repaired = repair(raw);
    let parsed = BODY_PARSER.parse(&repaired.bytes).filter(|parsed| !parsed.parts.is_empty())?;
    let winmail = winmail::open(&parsed);
    Some(text_of(OpenedMessage::of(&parsed, &repaired, &winmail).body()))
}

fn parse_bytes(raw: &[u8], skeleton: &Skeleton<'_>) -> Message {
    let raw = without_leading_lines(raw);
    if is_nested_too_deeply(raw) {
        return parse_only_header(raw);
    }
    let repaired = repair(raw);
    let Some(parsed) = MESSAGE_PARSER.parse(&repaired.bytes).filter(|parsed| !parsed.parts.is_empty()) else {
        return without_header(raw);
    };
    let mut message = message_of_header(&parsed);
    message.defects.extend(text_defect(&parsed));
    // The line that closes the last part may be inside the removed text.
    if repaired.is_cut_off && !skeleton.lacks_text() {
        let what = "The end of this message is missing. Its last text or attachment may be incomplete.";
        message.defects.push(Defect::new("message", what, effect_of_missing_end(&parsed)));
    }
    if repaired.may_be_cut_off && !skeleton.lacks_text() {
        let what = "The end of this message may be missing. Its last text or attachment may be incomplete.";
        message.defects.push(Defect::new("message", what, effect_of_missing_end(&parsed)));
    }
    let winmail = winmail::open(&parsed);
    let opened = OpenedMessage::of(&parsed, &repaired, &winmail);
    message.text = text_of(opened.body());
    message.html = html_of(opened.body());
    message.attachments = attachments_of(&opened, skeleton);
    message.defects.extend(unlisted_defect(&opened, message.attachments.len()));
    message.defects.extend(winmail.iter().flat_map(|part| part.defects.iter().cloned()));
    message.thread_keys = keys_of(&message, thread_index(&parsed).as_deref());
    message
}

fn text_defect(parsed: &mail_parser::Message<'_>) -> Option<Defect> {
    let is_damaged = body::parts_of(parsed, &parsed.text_body)
        .chain(body::parts_of(parsed, &parsed.html_body))
        .any(is_damaged);
    is_damaged.then(|| {
        Defect::new(
            "message",
            "The encoded text of this message is damaged. Parts of it may be missing or wrong.",
            Effect::BodyIncomplete,
        )
    })
}

/// Returns the effect of a missing end, which depends on the last part.
fn effect_of_missing_end(parsed: &mail_parser::Message<'_>) -> Effect {
    let last = parsed.parts.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
    let is_file = last.is_some_and(|last| {
        parsed.attachments.contains(&last)
            && !parsed.text_body.contains(&last)
            && !parsed.html_body.contains(&last)
    });
    if is_file { Effect::AttachmentIncomplete } else { Effect::BodyIncomplete }
}

/// Parses only the header of a message with too many nested messages, and keeps its body as text.
fn parse_only_header(raw: &[u8]) -> Message {
    let mut message =
        MESSAGE_PARSER.parse_headers(raw).map(|parsed| message_of_header(&parsed)).unwrap_or_default();
    message.text = String::from_utf8_lossy(body_bytes(raw)).into_owned();
    message.defects.push(Defect::new(
        "message/rfc822",
        format!(
            "This message contains more than {MAX_NESTED_MESSAGES} other messages. Its content is shown as plain text."
        ),
        Effect::Nothing,
    ));
    message.thread_keys = keys_of(&message, None);
    message
}

fn without_header(raw: &[u8]) -> Message {
    Message {
        text: String::from_utf8_lossy(raw).into_owned(),
        defects: vec![Defect::new(
            "header",
            "No header was found, so the sender, subject and date are unknown. The content is shown as text.",
            Effect::Nothing,
        )],
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{parse, text_of_skeleton};
    use crate::Framing;
    use crate::split::Split;

    /// Lines for composing random messages. Some lines are damaged.
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

    #[test]
    fn each_limit_of_a_list_is_named_once() {
        let people = |count: usize| vec!["a@x.example"; count].join(",\n ");
        let parts = |count: usize| "--b\nContent-Disposition: attachment\n\nx\n".repeat(count);
        for (to, files, expected) in [
            (10_000, 10_000, &[][..]),
            (
                10_002,
                1,
                &["header: A field of this message names 10002 people. Only the first 10000 are listed"],
            ),
            (1, 10_001, &["attachment: This message has 10001 attachments. Only the first 10000 are listed"]),
        ] {
            let raw = format!(
                "To: {}\nSubject: many\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
                people(to),
                parts(files)
            );
            let message = parse(raw.as_bytes(), Framing::Plain);
            let expected: Vec<_> =
                expected.iter().map(|what| format!("{what}. The stored message is complete.")).collect();
            let defects: Vec<_> = message.defects.iter().map(ToString::to_string).collect();
            assert_eq!(defects, expected);
            assert_eq!((message.to.len(), message.attachments.len()), (to.min(10_000), files.min(10_000)));
            assert!(message.defects.iter().all(|defect| !defect.effect.loses_data()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn the_text_alone_equals_the_parsed_text(
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
