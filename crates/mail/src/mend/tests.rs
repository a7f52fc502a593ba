//! Messages as their writers left them, and as they are parsed.

use super::mend;

/// What a message becomes; what breaks off has a mark before it.
fn mended(raw: &str) -> String {
    let mended = mend(raw.as_bytes());
    let mark = if mended.breaks_off { "…" } else { "" };
    format!("{mark}{}", String::from_utf8(mended.bytes.into_owned()).unwrap())
}

#[test]
fn missing_lines_are_put_in() {
    let top = "Content-Type: multipart/mixed; boundary=b\n\n";
    let inner = "--b\nContent-Type: multipart/alternative; boundary=\"c d\"\n\n--c d\n\nx\n";
    for (raw, expected) in [
        // A header that its content follows at once.
        ("--b\nContent-Type: a/b\nYWJj\nYWI=\n\n--b--\n", "--b\nContent-Type: a/b\n\nYWJj\nYWI=\n\n--b--\n"),
        ("--b\nContent-Type: a/b\nYWJj\n--b--\n", "--b\nContent-Type: a/b\n\nYWJj\n--b--\n"),
        ("--b\r\nHello there\r\n--b--\r\n", "--b\r\n\nHello there\r\n--b--\r\n"),
        // A header without content.
        ("--b\nContent-Type: a/b\n--b--\n", "--b\nContent-Type: a/b\n\n--b--\n"),
        // What was broken out of a folded field.
        ("--b\nContent-Type: a/b;\nname=\"x y\"\n\nYWJj\n--b--\n", ""),
        ("--b\nContent-Type: a/b\nrubbish\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n", ""),
        // Parts that never end.
        ("--b\n\nHello", "…--b\n\nHello\n--b--\n"),
        ("--b\n\nHello\n", "…--b\n\nHello\n\n--b--\n"),
        ("--b\nContent-Type: a/b", "…--b\nContent-Type: a/b\n\n--b--\n"),
        ("--b\n", "…--b\n\n\n--b--\n"),
        // Text that only looks like it.
        ("--b\n\n-- \nAnn\n-----Original-----\nHello\n\n--b--\n", ""),
        ("--b\n\nHello\n--b--\nbehind\n", ""),
        // One that is closed too early.
        ("--b\n\nHello\n--b--\n--b\n\nyou\n--b--\n", "--b\n\nHello\n--b\n\nyou\n--b--\n"),
        (
            "--b\n\nHello\n--b--\nfooter\n--b\n\nyou\n--b--\n",
            "--b\n\nHello\n--b\n\nfooter\n--b\n\nyou\n--b--\n",
        ),
    ] {
        let expected = if expected.is_empty() { raw } else { expected };
        let (mark, expected) = expected.strip_prefix('…').map_or(("", expected), |rest| ("…", rest));
        assert_eq!(mended(&format!("{top}{raw}")), format!("{mark}{top}{expected}"), "{raw:?}");
    }
    for (raw, expected) in [
        ("--b\n\ny\n--b--\n", "--c d--\n--b\n\ny\n--b--\n"),
        ("--b--\n", "--c d--\n--b--\n"),
        ("--c d--\n--b--\n", "--c d--\n--b--\n"),
    ] {
        assert_eq!(mended(&format!("{top}{inner}{raw}")), format!("{top}{inner}{expected}"), "{raw:?}");
    }
    assert_eq!(mended(&format!("{top}{inner}")), format!("…{top}{inner}\n--c d--\n--b--\n"));
}

#[test]
fn a_text_right_behind_the_header_is_one() {
    for (raw, expected) in [
        ("Subject: x\nHello there\nwhat a day\n", "Subject: x\n\nHello there\nwhat a day\n"),
        ("Subject: x\nHello there\n\nmore\n", "Subject: x\n\nHello there\n\nmore\n"),
        ("Subject: x\nrubbish\nFrom: a@b.example\n\nmore\n", ""),
        (">From a@b.example Mon Jan  1\nSubject: x\n\n", ""),
        ("Subject: x\n\nHello\n", ""),
        ("", ""),
    ] {
        assert_eq!(mended(raw), if expected.is_empty() { raw } else { expected });
    }
}

#[test]
fn a_line_too_many_does_not_put_a_file_out_of_step() {
    let part = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n";
    for raw in [
        "Content-Disposition: attachment; filename=\"some\nlong name.pdf\"\n\nYWJj\n--b--\n",
        "Content-Disposition: attachment;\nanything\n\nYWJj\n--b--\n",
        "some words\n\nYWJj\n--b--\n",
    ] {
        let raw = format!("{part}{raw}");
        assert_eq!(mended(&raw), raw);
    }
    let raw = "Content-Transfer-Encoding: base64\nSubject: a\nb c\n\nYWJj\n";
    assert_eq!(mended(raw), raw);
}

#[test]
fn what_a_text_quotes_is_no_structure() {
    for raw in [
        "Subject: bounce\nContent-Type: text/plain\n\n> was:\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\n\nhello\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nboundary=x\n\n--x\n\nhello\n--b--\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello==--b--\n",
        "Subject: what is boundary=x\nContent-Type: text/html; boundary=y\n\nhello\n",
        "Subject: multipart/form-data\n\n--Web\nContent-Disposition: form-data\n\nhello\n",
    ] {
        let mended = mend(raw.as_bytes());
        assert!(!mended.breaks_off, "{raw:?}");
        assert!(raw.ends_with("==--b--\n") || mended.bytes == raw.as_bytes(), "{raw:?}");
    }
    let digest = "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\
                  Content-Type: multipart/mixed; boundary=c\n\n--c\n\nhello\n";
    assert_eq!(mended(&format!("{digest}--b--\n")), format!("{digest}--c--\n--b--\n"));
    // That of an attached message is one, but its end is not the message's.
    let nested = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: in\n\
                  Content-Type: multipart/mixed; boundary=c\n\n--c\n\nhello\n";
    assert_eq!(mended(&format!("{nested}--b--\n")), format!("{nested}--c--\n--b--\n"));
}

#[test]
fn a_boundary_that_is_not_the_one_that_is_named_is_found() {
    for header in
        ["multipart/mixed", "Multipart/Mixed; boundary=B", "multipart/mixed; charset=x; boundary=\"other\""]
    {
        let raw = format!("Content-Type: {header}\n\n--b\nContent-Type: text/plain\n\nhello\n--b--\n");
        let mended = mended(&raw);
        assert!(
            mended.contains("/mixed; boundary=\"b\"") || mended.contains("/Mixed; boundary=\"b\""),
            "{mended}"
        );
    }
    let raw = "Content-Type: text/plain\n\n--b\nContent-Type: text/plain\n";
    assert_eq!(mended(raw), raw);
}

#[test]
fn what_was_put_in_can_be_taken_out_again() {
    let raw = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/b\nYWJj\n--b--\n";
    let mended = mend(raw.as_bytes());
    assert_ne!(mended.bytes, raw.as_bytes());
    assert_eq!(mended.original(0..mended.bytes.len(), &mended.bytes), raw.as_bytes());
}

#[test]
fn a_message_without_any_of_its_parts_breaks_off() {
    let header = "Content-Type: multipart/mixed; boundary=b\n";
    for (rest, breaks_off) in
        [("\n", true), ("\nhello\n", true), ("\n--b\n\nhello\n--b--\n", false), ("\n--b--\n", false)]
    {
        assert_eq!(mend(format!("{header}{rest}").as_bytes()).breaks_off, breaks_off, "{rest:?}");
    }
}

#[test]
fn a_boundary_may_end_in_a_blank() {
    let raw = "Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \r\n\nhello\n--b\nno part\n--b --\n";
    assert_eq!(mended(raw), raw);
}

#[test]
fn an_attached_message_may_have_the_boundary_of_the_one_around_it() {
    let multipart = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
    let raw = format!(
        "{multipart}Content-Type: message/rfc822\n\nSubject: in\n{multipart}\nhello\n--b--\n--b\n\nyou\n--b--\n"
    );
    assert_eq!(mended(&raw), raw);
}

#[test]
fn many_parts_without_end_cost_little() {
    let header = "Content-Type: multipart/mixed; boundary=b\n\n";
    for line in
        ["--b\n", "--b\nx\n", "--b--\n", "--b\nContent-Type: message/rfc822\n\n", "--c\nContent-Type: a/b\n"]
    {
        let raw = format!("{header}{}", line.repeat(400_000));
        assert!(mend(raw.as_bytes()).bytes.len() < raw.len() * 3, "{line:?}");
    }
    let words = format!("Subject: {}\n\n", "=?utf-8?Q?=C3?= ".repeat(20_000));
    assert!(mend(words.as_bytes()).bytes.len() < words.len() * 2);
}

#[test]
fn content_whose_lines_only_an_old_mac_knows_is_read() {
    let header = "Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    let raw = format!("{header}\r\n--b\r\rhello\ryou\r--b--\r\n");
    assert_eq!(mended(&raw), format!("{header}\n--b\n\nhello\nyou\n--b--\n\n"));
    for raw in ["Subject: a\r\n\r\nhello\r\n", "Subject: a\r\n\r\nhel\rlo\r\nyou\r\n", "Subject: a\r\n\r\n"] {
        assert_eq!(mended(raw), raw);
    }
}
