//! Tests of messages that are split while they are read.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use proptest::prelude::*;

use super::super::giant::SkeletonLimits;
use super::super::{Giant, Skeleton, Split, restore, write_part};
use super::{PDF, encoded, mail};
use crate::{Framing, Message, attachment_of, digest_of, parse_skeleton, text_of_skeleton};

/// Checks that [`Giant`] removes the same parts as [`Split`], and that the message can be restored.
#[track_caller]
pub(super) fn check(raw: &[u8], split: &Split<'_>) {
    let whole = Giant::read(Cursor::new(raw)).unwrap();
    assert_eq!((whole.digest, whole.size), (split.digest, raw.len() as u64));
    assert_eq!(whole.cuts, split.cuts);
    assert!(whole.skeleton == *split.skeleton && whole.has_all_text());
    let little = SkeletonLimits { text: 3000, all: 8000 };
    for giant in [whole, Giant::read_within(Cursor::new(raw), little).unwrap()] {
        assert_eq!(giant.digest, split.digest);
        assert!(with(raw, &giant, restore).as_deref() == Some(raw));
        for (number, cut) in giant.cuts.iter().enumerate() {
            let mut bytes = Vec::new();
            write(raw, &giant, number, &mut bytes).unwrap();
            assert_eq!((bytes.len() as u64, digest_of(&bytes)), (cut.size, cut.digest));
        }
    }
}

fn write(raw: &[u8], giant: &Giant, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let range = giant.ranges[number];
    let mut letters = Cursor::new(raw);
    letters.seek(SeekFrom::Start(range.start))?;
    write_part(giant.cuts[number].layout, &mut letters.take(range.length), out)
}

fn with<T>(raw: &[u8], giant: &Giant, read: impl FnOnce(&Skeleton<'_>) -> T) -> T {
    let part = |number: usize, out: &mut dyn Write| write(raw, giant, number, out);
    read(&Skeleton { digest: &giant.digest, bytes: &giant.skeleton, cuts: &giant.cuts, part: &part })
}

/// Reads a message with small limits for long texts.
#[track_caller]
fn read_short(raw: &str, framing: Framing, read: impl FnOnce(&Skeleton<'_>, Message)) {
    let raw = raw.as_bytes();
    let giant = Giant::read_within(Cursor::new(raw), SkeletonLimits { text: 9000, all: 60_000 }).unwrap();
    assert!(!giant.has_all_text() && giant.skeleton.len() < 40_000, "{}", giant.skeleton.len());
    with(raw, &giant, |skeleton| {
        assert!(restore(skeleton).as_deref() == Some(raw));
        let message = parse_skeleton(skeleton, framing);
        assert_eq!(text_of_skeleton(skeleton, framing), message.text);
        read(skeleton, message);
    });
}

/// Returns a long text, and three encodings of it.
fn texts() -> (String, [(&'static str, String); 3]) {
    let text = "A line of the letter, \u{FC}ber alles.\r\n".repeat(3000);
    let letters = base64_simd::STANDARD.encode_to_string(&text);
    let lines = letters.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap());
    let base64 = lines.collect::<Vec<_>>().join("\r\n");
    let quoted = text.replace('\u{FC}', "=C3=BC").replace(" alles", " =\r\nalles");
    let written = [("8bit", text.clone()), ("base64", base64), ("quoted-printable", quoted)];
    (text, written)
}

#[test]
fn a_long_text_is_read_in_part_and_restored_completely() {
    let (text, written) = texts();
    for (encoding, body) in written {
        let header = "Content-Type: text/plain; charset=utf-8";
        let raw = format!(
            "Subject: s\r\nMIME-Version: 1.0\r\n{header}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"
        );
        read_short(&raw, Framing::Plain, |_, message| {
            let read = message.text.trim_end();
            assert_eq!((message.subject.as_str(), message.attachments.len()), ("s", 0), "{encoding}");
            assert!(read.len() > 5000 && text.starts_with(read), "{encoding}");
        });
    }
}

#[test]
fn a_long_text_file_is_returned_completely() {
    let (text, written) = texts();
    for (encoding, body) in written {
        let header = "Content-Type: text/plain; charset=utf-8; name=a.txt\r\nContent-Disposition: attachment";
        let header = format!("{header}\r\nContent-Transfer-Encoding: {encoding}");
        let pdf = format!("\r\n--x\r\n{PDF}\r\n\r\n{}\r\n--x--\r\n", encoded(9000, 76, "\r\n"));
        read_short(&mail(&header, &body, &pdf), Framing::Plain, |skeleton, message| {
            let files: Vec<_> = message.attachments.iter().map(|file| file.name.as_str()).collect();
            assert_eq!((message.text.trim(), files.as_slice()), ("hello", &["a.txt", "a.pdf"][..]));
            let file = attachment_of(skeleton, Framing::Plain, 0).unwrap();
            assert!(String::from_utf8(file).unwrap().trim_end() == text.trim_end(), "{encoding}");
            assert!(message.attachments[0].size.abs_diff(text.len() as u64) < text.len() as u64 / 5);
            assert_eq!(message.attachments[1].size, 9000);
            assert_eq!(attachment_of(skeleton, Framing::Plain, 1).unwrap().len(), 9000);
        });
    }
}

#[test]
fn quoted_lines_of_a_long_file_are_unquoted() {
    let text = "Some text.\n>From here on it goes.\n".repeat(3000);
    let header = "Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment";
    read_short(&mail(header, &text, "--x--\n"), Framing::Mbox, |skeleton, _| {
        let file = attachment_of(skeleton, Framing::Mbox, 0).unwrap();
        let file = String::from_utf8(file).unwrap();
        assert!(file.trim_end() == text.replace(">From", "From").trim_end());
    });
}

/// Returns pieces of a random message: base64 parts, some of them damaged, header lines and long texts.
fn pieces() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![Just(76_usize), Just(64), Just(8)];
    let part = (5000..20_000_usize, line, any::<bool>(), any::<bool>());
    let part = part.prop_map(|(size, line, crlf, is_broken)| {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut body = encoded(size, line, end);
        if is_broken {
            body.insert(size / 2, '-');
        }
        format!("{PDF}{end}{end}{body}{end}")
    });
    let line =
        "(--x|Content-Type: text/plain|Content-Transfer-Encoding: (base64|BASE64)|Some words.|From me|)\r?\n";
    let lines = prop::collection::vec(line, 1..9).prop_map(|lines| lines.concat());
    let long = (1..900_usize).prop_map(|times| "A line of text that is long.\n".repeat(times));
    prop::collection::vec(prop_oneof![part, lines, long], 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_giant_is_split_like_any_other_message(pieces in pieces()) {
        let raw = pieces.concat();
        check(raw.as_bytes(), &Split::of(raw.as_bytes()));
    }
}
