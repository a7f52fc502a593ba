//! Tests of the repair of damaged messages.

use super::repair;

/// Returns the repaired message. The result begins with `…` if the end of the message is missing.
fn repaired(raw: &str) -> String {
    let repaired = repair(raw.as_bytes());
    let mark = if repaired.is_cut_off { "…" } else { "" };
    format!("{mark}{}", String::from_utf8(repaired.bytes.into_owned()).unwrap())
}

#[test]
fn missing_lines_are_inserted() {
    let top = "Content-Type: multipart/mixed; boundary=b\n\n";
    let inner = "--b\nContent-Type: multipart/alternative; boundary=\"c d\"\n\n--c d\n\nx\n";
    for (raw, expected) in [
        // The content directly follows the header.
        ("--b\nContent-Type: a/b\nYWJj\nYWI=\n\n--b--\n", "--b\nContent-Type: a/b\n\nYWJj\nYWI=\n\n--b--\n"),
        ("--b\nContent-Type: a/b\nYWJj\n--b--\n", "--b\nContent-Type: a/b\n\nYWJj\n--b--\n"),
        ("--b\r\nHello there\r\n--b--\r\n", "--b\r\n\nHello there\r\n--b--\r\n"),
        // A header without content.
        ("--b\nContent-Type: a/b\n--b--\n", "--b\nContent-Type: a/b\n\n--b--\n"),
        // A line that was separated from a folded field.
        ("--b\nContent-Type: a/b;\nname=\"x y\"\n\nYWJj\n--b--\n", ""),
        ("--b\nContent-Type: a/b\nrubbish\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n", ""),
        // Parts that never end.
        ("--b\n\nHello", "…--b\n\nHello\n--b--\n"),
        ("--b\n\nHello\n", "…--b\n\nHello\n\n--b--\n"),
        ("--b\nContent-Type: a/b", "…--b\nContent-Type: a/b\n\n--b--\n"),
        ("--b\n", "…--b\n\n\n--b--\n"),
        // Text that only looks like a delimiter.
        ("--b\n\n-- \nAnn\n-----Original-----\nHello\n\n--b--\n", ""),
        ("--b\n\nHello\n--b--\nbehind\n", ""),
        // A multipart that is closed too early.
        ("--b\n\nHello\n--b--\n--b\n\nyou\n--b--\n", "--b\n\nHello\n--b\n\nyou\n--b--\n"),
        (
            "--b\n\nHello\n--b--\nfooter\n--b\n\nyou\n--b--\n",
            "--b\n\nHello\n--b\n\nfooter\n--b\n\nyou\n--b--\n",
        ),
    ] {
        let expected = if expected.is_empty() { raw } else { expected };
        let (mark, expected) = expected.strip_prefix('…').map_or(("", expected), |rest| ("…", rest));
        assert_eq!(repaired(&format!("{top}{raw}")), format!("{mark}{top}{expected}"), "{raw:?}");
    }
    for (raw, expected) in [
        ("--b\n\ny\n--b--\n", "--c d--\n--b\n\ny\n--b--\n"),
        ("--b--\n", "--c d--\n--b--\n"),
        ("--c d--\n--b--\n", "--c d--\n--b--\n"),
    ] {
        assert_eq!(repaired(&format!("{top}{inner}{raw}")), format!("{top}{inner}{expected}"), "{raw:?}");
    }
    assert_eq!(repaired(&format!("{top}{inner}")), format!("…{top}{inner}\n--c d--\n--b--\n"));
}

#[test]
fn text_directly_after_the_header_is_found() {
    for (raw, expected) in [
        ("Subject: x\nHello there\nwhat a day\n", "Subject: x\n\nHello there\nwhat a day\n"),
        ("Subject: x\nHello there\n\nmore\n", "Subject: x\n\nHello there\n\nmore\n"),
        ("Subject: x\nrubbish\nFrom: a@b.example\n\nmore\n", ""),
        (">From a@b.example Mon Jan  1\nSubject: x\n\n", ""),
        ("Subject: x\n\nHello\n", ""),
        ("", ""),
    ] {
        assert_eq!(repaired(raw), if expected.is_empty() { raw } else { expected });
    }
}

#[test]
fn an_inserted_line_does_not_damage_base64() {
    let part = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n";
    for raw in [
        "Content-Disposition: attachment; filename=\"some\nlong name.pdf\"\n\nYWJj\n--b--\n",
        "Content-Disposition: attachment;\nanything\n\nYWJj\n--b--\n",
        "some words\n\nYWJj\n--b--\n",
    ] {
        let raw = format!("{part}{raw}");
        assert_eq!(repaired(&raw), raw);
    }
    let raw = "Content-Transfer-Encoding: base64\nSubject: a\nb c\n\nYWJj\n";
    assert_eq!(repaired(raw), raw);
}

#[test]
fn quoted_structure_is_text() {
    for raw in [
        "Subject: bounce\nContent-Type: text/plain\n\n> was:\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\n\nhello\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nboundary=x\n\n--x\n\nhello\n--b--\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello==--b--\n",
        "Subject: what is boundary=x\nContent-Type: text/html; boundary=y\n\nhello\n",
        "Subject: multipart/form-data\n\n--Web\nContent-Disposition: form-data\n\nhello\n",
    ] {
        let repaired = repair(raw.as_bytes());
        assert!(!repaired.is_cut_off, "{raw:?}");
        assert!(raw.ends_with("==--b--\n") || repaired.bytes == raw.as_bytes(), "{raw:?}");
    }
    let digest = "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\
                  Content-Type: multipart/mixed; boundary=c\n\n--c\n\nhello\n";
    assert_eq!(repaired(&format!("{digest}--b--\n")), format!("{digest}--c--\n--b--\n"));
    // If only an attached message lacks its closing line, the outer message is not cut off.
    let nested = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: in\n\
                  Content-Type: multipart/mixed; boundary=c\n\n--c\n\nhello\n";
    assert_eq!(repaired(&format!("{nested}--b--\n")), format!("{nested}--c--\n--b--\n"));
}

#[test]
fn an_undeclared_boundary_is_guessed() {
    for header in
        ["multipart/mixed", "Multipart/Mixed; boundary=B", "multipart/mixed; charset=x; boundary=\"other\""]
    {
        let raw = format!("Content-Type: {header}\n\n--b\nContent-Type: text/plain\n\nhello\n--b--\n");
        let repaired = repaired(&raw);
        assert!(
            repaired.contains("/mixed; boundary=\"b\"") || repaired.contains("/Mixed; boundary=\"b\""),
            "{repaired}"
        );
    }
    let raw = "Content-Type: text/plain\n\n--b\nContent-Type: text/plain\n";
    assert_eq!(repaired(raw), raw);
}

#[test]
fn inserted_bytes_can_be_removed_again() {
    let raw = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/b\nYWJj\n--b--\n";
    let repaired = repair(raw.as_bytes());
    assert_ne!(repaired.bytes, raw.as_bytes());
    assert_eq!(repaired.original(0..repaired.bytes.len(), &repaired.bytes), raw.as_bytes());
}

#[test]
fn a_message_without_any_of_its_parts_is_cut_off() {
    let header = "Content-Type: multipart/mixed; boundary=b\n";
    for (rest, is_cut_off) in
        [("\n", true), ("\nhello\n", true), ("\n--b\n\nhello\n--b--\n", false), ("\n--b--\n", false)]
    {
        assert_eq!(repair(format!("{header}{rest}").as_bytes()).is_cut_off, is_cut_off, "{rest:?}");
    }
}

#[test]
fn a_boundary_may_end_with_a_space() {
    let raw = "Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \r\n\nhello\n--b\nno part\n--b --\n";
    assert_eq!(repaired(raw), raw);
}

#[test]
fn an_attached_message_may_use_the_boundary_of_the_outer_message() {
    let multipart = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
    let raw = format!(
        "{multipart}Content-Type: message/rfc822\n\nSubject: in\n{multipart}\nhello\n--b--\n--b\n\nyou\n--b--\n"
    );
    assert_eq!(repaired(&raw), raw);
}

#[test]
fn many_unclosed_parts_take_linear_time() {
    let header = "Content-Type: multipart/mixed; boundary=b\n\n";
    for line in
        ["--b\n", "--b\nx\n", "--b--\n", "--b\nContent-Type: message/rfc822\n\n", "--c\nContent-Type: a/b\n"]
    {
        let raw = format!("{header}{}", line.repeat(400_000));
        assert!(repair(raw.as_bytes()).bytes.len() < raw.len() * 3, "{line:?}");
    }
    let words = format!("Subject: {}\n\n", "=?utf-8?Q?=C3?= ".repeat(20_000));
    assert!(repair(words.as_bytes()).bytes.len() < words.len() * 2);
}

#[test]
fn line_ends_of_old_macs_are_read() {
    let header = "Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    let raw = format!("{header}\r\n--b\r\rhello\ryou\r--b--\r\n");
    assert_eq!(repaired(&raw), format!("{header}\n--b\n\nhello\nyou\n--b--\n\n"));
    for raw in ["Subject: a\r\n\r\nhello\r\n", "Subject: a\r\n\r\nhel\rlo\r\nyou\r\n", "Subject: a\r\n\r\n"] {
        assert_eq!(repaired(raw), raw);
    }
}
