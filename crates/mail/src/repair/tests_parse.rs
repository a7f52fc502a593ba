//! Tests of messages that the parser alone would read incompletely.

use proptest::prelude::*;

use super::repair;
use crate::{Framing, attachment_bytes, parse};

/// Returns the text of a message, its files with their bytes, and its defects.
fn read(raw: &str) -> String {
    let message = parse(raw.as_bytes(), Framing::Plain);
    let files = message.attachments.iter().map(|file| {
        let bytes = attachment_bytes(raw.as_bytes(), Framing::Plain, file.index).unwrap();
        assert_eq!(bytes.len() as u64, file.size, "{raw}");
        let broken = if file.broken { " broken" } else { "" };
        format!("|{} {:?}{broken}", file.name, String::from_utf8_lossy(&bytes))
    });
    let defects = message.defects.iter().map(|defect| format!("|{:.30}", defect.what));
    let text = message.text.replace('\r', "");
    std::iter::once(text.trim_end().to_owned()).chain(files).chain(defects).collect()
}

/// Checks the result for both kinds of line ends.
#[track_caller]
fn check(raw: &str, expected: &str) {
    assert_eq!(read(raw), expected, "{raw}");
    assert_eq!(read(&raw.replace('\n', "\r\n")), expected.replace("\\n", "\\r\\n"), "{raw}");
}

const TOP: &str = "Subject: x\nContent-Type: multipart/mixed; boundary=BND\n\n";
const FILE: &str = "--BND\nContent-Type: text/csv; name=a.csv\nContent-Disposition: attachment\n\n";
const BINARY: &str = "--BND\nContent-Type: a/b; name=f.bin\nContent-Transfer-Encoding: base64\n\n";

#[test]
fn a_boundary_counts_only_at_the_beginning_of_a_line() {
    for (content, expected) in [
        ("--BND\n\none --BND\ntwo\n--BND--\n", "one --BND\ntwo"),
        ("--BND\n\none --BND--\ntwo\n--BND--\n", "one --BND--\ntwo"),
        ("--BND\n\n> --BND\n> --BND--\ntwo\n--BND--\n", "> --BND\n> --BND--\ntwo"),
        ("--BND\n\none\n --BND\ntwo\n--BND--\n", "one\n --BND\ntwo"),
        ("--BND\n\none\n---BND\ntwo\n--BND--\n", "one\n---BND\ntwo"),
        ("--BND\n\none\n--bnd\ntwo\n--BND--\n", "one\n--bnd\ntwo"),
        // A boundary does not count at the start of a longer word.
        ("--BND\n\none\n--BND--x\ntwo\n--BND--\n", "one\n--BND--x\ntwo"),
        ("--BND\n\none\n--BNDx\ntwo\n--BND--\n", "one\n--BNDx\ntwo"),
        ("--BND\n\none\n--BND-\ntwo\n--BND--\n", "one\n--BND-\ntwo"),
        ("--BND\n\none\n--BND.\n--BND--\n", "one\n--BND."),
        // White space after a boundary is ignored, and so is text after that white space.
        ("--BND \n\none\n--BND\t\n\ntwo\n--BND-- \n", "one\ntwo"),
        ("--BND of one\nContent-Type: text/plain\n\none\n--BND-- of all\nafter\n", "one"),
        ("--BND\n\none\n--BND--", "one"),
    ] {
        check(&format!("{TOP}{content}"), expected);
    }
    check(&format!("{TOP}{FILE}1\n2 --BND\n3\n--BND--\n"), "|a.csv \"1\\n2 --BND\\n3\"");
    check(&format!("{TOP}{FILE}1\n--BND--x\n--BND--\n"), "|a.csv \"1\\n--BND--x\"");
    check(&format!("{TOP}{BINARY}YWJjZA==\n--BND--\n"), "|f.bin \"abcd\"");
}

#[test]
fn a_boundary_may_be_a_prefix_of_another() {
    let inner = "--BND\nContent-Type: multipart/alternative; boundary=BND1\n\n--BND1\n\none\n--BND1\n\
                 Content-Type: text/html\n\n<p>one\n--BND1--\n";
    check(&format!("{TOP}{inner}--BND\n\ntwo\n--BND--\n"), "one\ntwo");
    let inner = inner.replace("BND", "IN").replace("--IN\n", "--BND\n").replace("IN1", "BN");
    check(&format!("{TOP}{inner}{FILE}a\n--BND--\n"), "one|a.csv \"a\"");
}

#[test]
fn a_boundary_after_text_counts_if_the_line_end_is_missing() {
    for (content, expected) in [
        ("YWJjZA==--BND\nContent-Type: text/plain\n\ntwo\n--BND--\n", "two|f.bin \"abcd\""),
        ("YWJjZA==--BND--\n", "|f.bin \"abcd\""),
        ("YWJjZA==\n--BND--footer\nof a list\n", "|f.bin \"abcd\""),
        ("YWJjZA==--BND--\n\nfooter\n", "|f.bin \"abcd\""),
    ] {
        check(&format!("{TOP}{BINARY}{content}"), expected);
    }
    for (content, expected) in [
        (
            "--BND\n\none</p>--BND\nContent-Type: text/plain; name=a.txt\n\ntwo\n--BND--\n",
            "one</p>|a.txt \"two\"",
        ),
        ("--BND\n\nhello==--BND--\n", "hello=="),
        // A quoted part is text.
        (
            "--BND\n\none --BND\nContent-Type: text/plain\n\ntwo\n--BND--\n",
            "one --BND\nContent-Type: text/plain\n\ntwo",
        ),
        ("--BND\n\n>--BND\n>Content-Type: text/plain\n--BND--\n", ">--BND\n>Content-Type: text/plain"),
        ("--BND\n\none--BND\ntwo\n--BND--\n", "one--BND\ntwo"),
    ] {
        check(&format!("{TOP}{content}"), expected);
    }
}

#[test]
fn base64_needs_no_padding() {
    for (letters, bytes) in [
        ("YWJjZA\n", "abcd"),
        ("YWJjZA==\n", "abcd"),
        ("YWJjZGU\n", "abcde"),
        ("YWJjZGU=\n", "abcde"),
        ("YWJjZGVm\n", "abcdef"),
        ("YWJjZ\nA\n", "abcd"),
        ("YWJjZA\n\n\n", "abcd"),
        ("YW Jj\tZA \n", "abcd"),
        ("YQ\n", "a"),
        ("YWI=YWJjZA\n", "ababcd"),
        ("YWJjZB\n", "abcd"),
        ("\n", ""),
    ] {
        let broken = ["", " broken"][usize::from(letters.len() == 5)];
        check(&format!("{TOP}{BINARY}{letters}--BND--\n"), &format!("|f.bin {bytes:?}{broken}"));
        check(&format!("{TOP}{BINARY}{letters}--BND\n\nhello\n--BND--\n"), &format!("hello|f.bin {bytes:?}"));
        let alone = "Subject: x\nContent-Transfer-Encoding: base64\n";
        check(&format!("{alone}\n{letters}"), bytes);
        check(&format!("{alone}Content-Type: a/b; name=f.bin\n\n{letters}"), &format!("|f.bin {bytes:?}"));
    }
    // An incomplete byte, and content that is not base64.
    check(&format!("{TOP}{BINARY}YWJjZ\n--BND--\n"), "|f.bin \"abc\" broken");
    check(&format!("{TOP}{}YWJjZA\n--BND--\n", BINARY.replace("base64", "7bit")), "|f.bin \"YWJjZA\"");
    let nested =
        "--BND\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKYQ\n";
    assert_eq!(read(&format!("{TOP}{nested}--BND--\n")), "|x.eml \"Subject: x\\n\\na\"");
    // If the message ends directly after base64 letters, its end may be missing.
    check("Subject: x\nContent-Transfer-Encoding: base64\n\nYWJjZA", "abcd|The end of this message may be");
}

#[test]
fn an_attached_message_may_end_in_its_header() {
    let bill =
        "--BND\nContent-Type: a/b; name=bill.pdf\nContent-Transfer-Encoding: base64\n\nYWJj\n--BND--\n";
    for (kind, nested, name) in [
        ("Content-Type: message/rfc822\n\n", "From: a@x.example\nSubject: old\n", "old.eml"),
        ("Content-Type: message/rfc822; name=b.eml\n\n", "From: a@x.example\n", "b.eml"),
        ("Content-Type: message/global\n\n", "Subject: old\n", "old.eml"),
        ("Content-Type: MESSAGE/RFC822\n\n", "Subject: old\n folded\n", "old folded.eml"),
        (
            "Content-Type: message/rfc822\n\n",
            "Subject: old\nContent-Type: multipart/mixed; boundary=IN\n",
            "old.eml",
        ),
        (
            "Content-Type: message/rfc822\n\n",
            "Subject: old\nContent-Type: text/plain;\n charset=x\n",
            "old.eml",
        ),
        ("Content-Type: message/rfc822\n\n", "Subject: old\nContent-Type: message/rfc822\n", "old.eml"),
        (
            "Content-Type: message/rfc822\n\n",
            "Subject: old\nContent-Type: message/rfc822\n\nSubject: older\n",
            "old.eml",
        ),
        ("Content-Type: message/rfc822\n\n", "Subject: old\nhello right behind\n", "old.eml"),
        ("Content-Type: message/rfc822\n\n", "Subject: old\n\n", "old.eml"),
        ("Content-Type: message/rfc822\n\n", "Subject: old\n\nhello\n", "old.eml"),
    ] {
        let nested_bytes = nested.strip_suffix('\n').unwrap();
        let expected = format!("see|{name} {nested_bytes:?}|bill.pdf \"abc\"");
        check(&format!("{TOP}--BND\n\nsee\n--BND\n{kind}{nested}{bill}"), &expected);
    }
    // Other types do not contain a message with a header.
    for kind in ["message/delivery-status", "text/rfc822-headers", "message/partial"] {
        let raw = format!(
            "{TOP}--BND\n\nsee\n--BND\nContent-Type: {kind}; name=b\n\nReporting-MTA: dns; x\n{bill}"
        );
        check(&raw, "see|b \"Reporting-MTA: dns; x\"|bill.pdf \"abc\"");
    }
    let digest = TOP.replace("mixed", "digest");
    check(
        &format!("{digest}--BND\n\nSubject: old\n--BND\n\nSubject: new\n\nhello\n--BND--\n"),
        "|old.eml \"Subject: old\"|new.eml \"Subject: new\\n\\nhello\"",
    );
}

#[test]
fn a_boundary_in_sections_is_joined() {
    let content =
        "--=AB_CD\n\ntext here\n--=AB_CD\nContent-Type: text/plain; name=lines.txt\n\none\n--=AB_CD--\n";
    for parameters in [
        ";\n boundary*0*=us-ascii''%3DAB_;\n boundary*1*=CD",
        ";\n boundary*1*=CD;\n boundary*0*=us-ascii''%3DAB_",
        "; boundary*=us-ascii'en'%3DAB_CD",
        "; boundary*0=\"=AB\"; boundary*1=_; boundary*2=CD",
        "; BOUNDARY*0=\"=AB\"; Boundary*1*=%5FCD",
        "; charset=x; boundary*0=\"=AB_CD\"",
        "; boundary=\"=AB_CD\"",
        "; boundary=other; boundary*0=\"=AB_\"; boundary*1=CD",
        "; boundary=\"=AB_CD\"; boundary*0=other",
        " (parts); boundary (of parts) = \"=AB_CD\"",
        "; boundary=\"=AB\n _CD\"",
        "\nboundary=\"=AB_CD\"",
        "; boundary*0=nothing; boundary*1=at-all",
    ] {
        let raw = format!("Subject: x\nContent-Type: multipart/mixed{parameters}\n\n{content}");
        let raw = if parameters.contains("=AB\n _CD") { raw.replace("=AB_CD", "=AB _CD") } else { raw };
        if parameters.contains("nothing") {
            // The header of the first part shows the boundary.
            let raw = raw.replacen("--=AB_CD\n\n", "--=AB_CD\nContent-Type: text/plain\n\n", 1);
            check(&raw, "text here|lines.txt \"one\"");
        } else {
            check(&raw, "text here|lines.txt \"one\"");
        }
    }
}

#[test]
fn a_line_of_spaces_ends_a_header_unless_fields_follow() {
    let top = "Subject: x\nContent-Type: text/plain\n";
    for blank in [" ", "\t", "  \t "] {
        for (body, text) in [
            ("First.\n\nSecond.\n", "First.\n\nSecond."),
            ("First.\n", "First."),
            ("Note: first.\nThen more.\n\nSecond.\n", "Note: first.\nThen more.\n\nSecond."),
            ("Note: first.\n\nSecond.\n", "Note: first.\n\nSecond."),
            ("  indented\n\nSecond.\n", "  indented\n\nSecond."),
            ("\nFirst.\n", "\nFirst."),
            ("", ""),
            // The rest of the header.
            ("X-Mailer: y\n\nFirst.\n", "First."),
            (" folded\nFrom: a@x.example\n\nFirst.\n", "First."),
        ] {
            check(&format!("{top}{blank}\n{body}"), text);
        }
        let part = format!(
            "--BND\nContent-Disposition: attachment; filename=a.txt\n{blank}\nFirst.\n\nSecond.\n--BND--\n"
        );
        check(&format!("{TOP}{part}"), "|a.txt \"First.\\n\\nSecond.\"");
        let parted = TOP.replace("\n\n", &format!("\n{blank}\n"));
        check(&format!("{parted}{FILE}a\n--BND--\n"), "|a.csv \"a\"");
    }
}

#[test]
fn encoded_words_need_no_padding() {
    for (written, subject) in [
        ("=?utf-8?B?YWJjZA?=", "abcd"),
        ("=?utf-8?b?YWJjZGU?= more", "abcde more"),
        ("=?utf-8?B?YWJjZA==?=", "abcd"),
        ("=?utf-8?B?YWJj?=", "abc"),
        ("=?utf-8?B?YWJjZA?= =?utf-8?B?ZWZn?=", "abcdefg"),
        ("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ?=", "Grüße"),
        ("=?iso-8859-1?B?R3L8?= =?iso-8859-1?B?32U?=", "Grüße"),
        ("=?utf-8?B?YWJjZ?=", "abc"),
        ("=?utf-8?B?YW*jZA?=", "=?utf-8?B?YW*jZA?="),
        ("=?utf-8?Q?YWJjZA?=", "YWJjZA"),
        ("=?utf-8?B??=", ""),
    ] {
        let raw = format!("Subject: {written}\nX-A: b\n\nhello\n");
        assert_eq!(parse(raw.as_bytes(), Framing::Plain).subject, subject, "{written}");
    }
    let long = "Grüße an alle. ".repeat(120);
    let letters = base64_simd::STANDARD_NO_PAD.encode_to_string(&long[..long.len() - 1]);
    let raw = format!("Subject: =?utf-8?B?{letters}?=\n\nhello\n");
    assert_eq!(parse(raw.as_bytes(), Framing::Plain).subject, long.trim());
    let raw = format!("{TOP}{}", FILE.replace("a.csv", "\"=?utf-8?B?YS5jc3Y?=\"")) + "1\n--BND--\n";
    check(&raw, "|a.csv \"1\"");
}

#[test]
fn hostile_messages_take_linear_time() {
    for piece in [
        "x --BND\n",
        "--BNDx\n",
        "--BND--x\n",
        "--BND x\n",
        "--",
        "--\n",
        "-",
        "x--BND\nContent-A: b\n",
        "x--BND--\n",
        "--BND\nContent-Type: message/rfc822\n\nSubject: old\n",
        "--BND\nContent-Type: multipart/mixed; boundary=zzz\n\n",
        "--BND\nContent-Transfer-Encoding: base64\n\nYWJjZA\n",
        "--BND\nContent-Transfer-Encoding: base64\n\nYWJj--x\n--\n",
        " \n",
        " \nX-A: b\n",
        "--BND\nA: b\n \n",
        "--BND\nContent-Type: multipart/mixed;\n boundary*0=a;\n boundary*1=b\n\n",
        "--BND\nContent-Type: multipart/mixed; boundary=\"\\\"\\\\\n",
    ] {
        let raw = format!("{TOP}{}", piece.repeat(5_000_000 / piece.len()));
        let repaired = repair(raw.as_bytes());
        assert!(repaired.bytes.len() < raw.len() * 8, "{piece:?}");
        assert_eq!(repaired.original(0..repaired.bytes.len(), &repaired.bytes), raw.as_bytes(), "{piece:?}");
        // Only a few boundaries that never occur may remain, because the parser searches for each of them.
        let absent = memchr::memmem::find_iter(&repaired.bytes, b"boundary=\"zzz").count()
            + memchr::memmem::find_iter(&repaired.bytes, b" boundary=zzz").count();
        assert!(absent <= 16, "{absent} {piece:?}");
    }
    let many: Vec<String> = (0..300)
        .map(|number| format!("--BND\nContent-Type: multipart/mixed; boundary=b{number}\n\n"))
        .collect();
    let raw = format!("{TOP}{}{}", many.concat(), "--b1x --b2\n".repeat(400_000));
    assert!(repair(raw.as_bytes()).bytes.len() < raw.len() * 2);
}

/// Lines for composing random messages.
const PIECES: [&str; 24] = [
    "Subject: x\n",
    "Content-Type: multipart/mixed; boundary=b\n",
    "Content-Type: multipart/digest; boundary=\"b\n c\"\n",
    "Content-Type: multipart/mixed; boundary*0*=us-ascii''%62;\n boundary*1=b\n",
    "Content-Type: multipart/alternative; boundary=bb\n",
    "Content-Type: message/rfc822\n",
    "Content-Type: text/plain\n",
    "Content-Transfer-Encoding: base64\n",
    "boundary=\"b c\"\n",
    "\n",
    " \t\n",
    "\r\n",
    "--b\n",
    "--b--\n",
    "--bb\n",
    "--bb--\r\n",
    "--b c\n",
    "x--b\n",
    "--b--x\n",
    "YWJjZA\n",
    "YWJjZA",
    "words of a text\n",
    "Subject: =?utf-8?B?YWJjZA?=\n",
    "--",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn all_edits_are_reversible(chosen in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let raw: String = chosen.into_iter().map(|at| PIECES[at]).collect();
        let repaired = repair(raw.as_bytes());
        prop_assert_eq!(repaired.original(0..repaired.bytes.len(), &repaired.bytes), raw.as_bytes());
        for file in parse(raw.as_bytes(), Framing::Plain).attachments {
            prop_assert!(attachment_bytes(raw.as_bytes(), Framing::Plain, file.index).is_some());
        }
    }
}
