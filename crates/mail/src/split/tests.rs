use std::io;
use std::io::Write;

use super::{Skeleton, Split, restore};
use crate::{Framing, attachment_bytes, attachment_of, parse, parse_skeleton, text_of_skeleton};

const NOISE: &[u8] = include_bytes!("base64_part.rs");

/// Returns `size` bytes in base64, in lines of `line` letters.
fn encoded(size: usize, line: usize, ending: &str) -> String {
    let bytes: Vec<u8> = NOISE.iter().copied().cycle().take(size).collect();
    let letters = base64_simd::STANDARD.encode_to_string(bytes);
    let lines: Vec<&str> =
        letters.as_bytes().chunks(line).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(ending)
}

/// Returns a message with a text and one file.
fn mail(header: &str, body: &str, behind: &str) -> String {
    format!(
        "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\n{header}\r\n\r\n{body}{behind}"
    )
}

const PDF: &str = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64";

#[track_caller]
fn check(raw: &str, cuts: usize) {
    let split = Split::of(raw.as_bytes());
    assert_eq!(split.cuts.len(), cuts);
    assert_eq!(split.size(), raw.len() as u64);
    assert_eq!(split.with(restore).as_deref(), Some(raw.as_bytes()));
    giants::check(raw.as_bytes(), &split);
}

#[test]
fn large_parts_are_removed_and_restored() {
    for size in [4096, 4097, 4098, 4099, 70_000] {
        for (line, ending) in
            [(76, "\r\n"), (76, "\n"), (72, "\r\n"), (4, "\n"), (988, "\n"), (1 << 20, "\n")]
        {
            for behind in ["\r\n--x--\r\n", "\r\n\r\n--x--\r\n", "", "\r\n", "\n--x\n\nmore"] {
                check(&mail(PDF, &encoded(size, line, ending), behind), 1);
            }
        }
    }
}

#[test]
fn parts_that_cannot_be_encoded_again_stay() {
    let body = encoded(9000, 76, "\r\n");
    let end = "\r\n--x--\r\n";
    for (header, body, behind) in [
        // A small part.
        (PDF, encoded(2000, 76, "\r\n"), end),
        // Lines of different lengths, spaces, a foreign letter, unused bits, and text after the part.
        (PDF, body.replacen("\r\n", "", 1), end),
        (PDF, body.replacen("\r\n", " \r\n", 3), end),
        (PDF, body.replacen('Z', "-", 1), end),
        (PDF, format!("{body}\r\nYWJjZB=="), end),
        (PDF, body.clone(), "\r\nmore text\r\n--x--\r\n"),
        // Parts that the parser must read.
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", body.clone(), end),
        ("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", body.clone(), end),
        ("Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64", body.clone(), end),
        ("Content-Transfer-Encoding: base64", body.clone(), end),
        ("X-Note: base64\r\nContent-Type: application/pdf", body.clone(), end),
    ] {
        check(&mail(header, &body, behind), 0);
    }
}

#[test]
fn a_split_message_has_the_same_content() {
    let body = encoded(9001, 76, "\r\n");
    let raw = mail(PDF, &body, "\r\n--x--\r\n");
    // An attached message that carries the file, and a message that shows the source of another message.
    let attached = mail("Content-Type: message/rfc822; name=m.eml", &raw, "\r\n--x--\r\n");
    let shown = format!("Subject: bounce\r\n\r\nThis is what came back:\r\n\r\n{PDF}\r\n\r\n{body}\r\n");
    for (raw, framing) in [
        (raw.clone(), Framing::Plain),
        (raw.replace("hello", ">From me\r\nhello"), Framing::Mbox),
        (attached, Framing::Plain),
        (shown, Framing::Plain),
    ] {
        let split = Split::of(raw.as_bytes());
        assert_eq!(split.cuts.len(), 1);
        let none = |_: usize, _: &mut dyn Write| Ok(());
        let whole = Skeleton { digest: &split.digest, bytes: raw.as_bytes(), cuts: &[], part: &none };
        let expected = parse_skeleton(&whole, framing);
        let message = parse(raw.as_bytes(), framing);
        assert_eq!(message.text, expected.text);
        assert_eq!(split.with(|skeleton| text_of_skeleton(skeleton, framing)), expected.text);
        assert_eq!(message.attachments, expected.attachments);
        for file in &message.attachments {
            let bytes = attachment_bytes(raw.as_bytes(), framing, file.index);
            assert_eq!(bytes.as_ref().map(Vec::len), usize::try_from(file.size).ok());
            assert_eq!(bytes, attachment_of(&whole, framing, file.index));
        }
    }
}

#[test]
fn parts_are_read_only_when_needed() {
    let raw = mail(PDF, &encoded(9001, 76, "\r\n"), "\r\n--x--\r\n");
    let split = Split::of(raw.as_bytes());
    let lost = |_: usize, _: &mut dyn Write| Err(io::ErrorKind::NotFound.into());
    let skeleton = Skeleton { digest: &split.digest, bytes: &split.skeleton, cuts: &split.cuts, part: &lost };
    let message = parse_skeleton(&skeleton, Framing::Plain);
    assert_eq!((message.text.trim(), message.attachments[0].size), ("hello", 9001));
    assert_eq!(restore(&skeleton), None);
}

#[test]
fn many_base64_headers_take_linear_time() {
    // All lines have one length, and each declares base64.
    let line = "Content-Type:a\nContent-Transfer-Encoding: base64\n\n";
    check(&line.repeat(20_000), 0);
}

#[path = "tests_giant.rs"]
mod giants;
