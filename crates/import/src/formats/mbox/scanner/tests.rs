//! Tests of the scanner with intact and damaged mailboxes.

use std::io::Cursor;

use proptest::prelude::*;

use super::{MboxMessage, MboxScanner};

fn scan(mbox: &[u8]) -> Vec<MboxMessage> {
    let mut scanner = MboxScanner::new(Cursor::new(mbox.to_vec())).unwrap();
    std::iter::from_fn(|| scanner.next_message(&mut |_| true).unwrap()).collect()
}

fn check(mbox: &str, expected: &[&str]) {
    let found: Vec<String> =
        scan(mbox.as_bytes()).into_iter().map(|message| String::from_utf8(message.raw).unwrap()).collect();
    assert_eq!(found, expected, "{mbox:?}");
}

const SEPARATOR: &str = "From a@x Tue Mar  3 10:00:00 2015";

#[test]
fn separators_split_messages() {
    check("", &[]);
    check("\n\n", &[]);
    check(
        &format!("{SEPARATOR}\nA: b\n\none\n\n{SEPARATOR}\nA: c\n\ntwo"),
        &["A: b\n\none\n", "A: c\n\ntwo"],
    );
    check(
        &format!("{SEPARATOR}\r\nA: b\r\n\r\none\r\n\r\n{SEPARATOR}\r\nA: c\r\n"),
        &["A: b\r\n\r\none\r\n", "A: c\r\n"],
    );
    check(&format!("{SEPARATOR}\nA: b\n\nFrom here\nto there\n\n"), &["A: b\n\nFrom here\nto there\n"]);
    check(
        &format!("{SEPARATOR}\nA: b\n\nno empty line\n{SEPARATOR}\nA: c\n\n"),
        &["A: b\n\nno empty line\n", "A: c\n"],
    );
    check(
        &format!("A: no separator\n\none\n\n{SEPARATOR}\nA: c\n\ntwo\n"),
        &["A: no separator\n\none\n", "A: c\n\ntwo\n"],
    );
    check(&format!("{SEPARATOR}\nA: b\n{SEPARATOR}\nA: c\n\n"), &["A: b\n", "A: c\n"]);
}

#[test]
fn a_wrong_declared_length_is_ignored() {
    let body = format!("one\n\n{SEPARATOR}\nSubject: inside\n\nstill one\n");
    let header = format!("Content-Length: {}\n\n", body.len());
    let mbox = format!("{SEPARATOR}\n{header}{body}\n{SEPARATOR}\nA: c\n\ntwo\n\n");
    let found = scan(mbox.as_bytes());
    assert_eq!(found.len(), 2);
    assert_eq!(String::from_utf8_lossy(&found[0].raw), format!("{header}{body}"));
    assert!(found[0].unquoted && !found[1].unquoted);

    let wrong = mbox.replace(&format!("Content-Length: {}", body.len()), "Content-Length: 99999");
    assert_eq!(scan(wrong.as_bytes()).len(), 3);
}

#[test]
fn an_impossible_declared_length_is_ignored() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.mbox");
    for length in ["99999999999999999", "18446744073709551615", "9223372036854775808"] {
        let mbox = format!("{SEPARATOR}\nContent-Length: {length}\n\none\n\n{SEPARATOR}\nA: c\n\ntwo\n");
        std::fs::write(&path, mbox).unwrap();
        // The test needs a real file, because a cursor in memory accepts any offset.
        let mut scanner = MboxScanner::new(std::fs::File::open(&path).unwrap()).unwrap();
        let found = std::iter::from_fn(|| scanner.next_message(&mut |_| true).unwrap());
        assert_eq!(found.count(), 2, "{length}");
    }
}

#[test]
fn a_message_after_zero_bytes_is_found() {
    let zeros = "\0".repeat(200);
    let mbox = format!("{SEPARATOR}\nA: b\n\none{zeros}{SEPARATOR}\nA: c\n\ntwo\n");
    check(&mbox, &[&format!("A: b\n\none{zeros}"), "A: c\n\ntwo\n"]);
}

#[test]
fn a_file_that_ends_within_a_line_ends_early() {
    for (end, ends_early) in [
        ("one\n\n", false),
        ("one\n", false),
        ("one", true),
        ("--b--", false),
        ("--b\nContent-Ty", true),
        ("", false),
    ] {
        let entries = scan(format!("{SEPARATOR}\nA: b\n\n{SEPARATOR}\nA: c\n\n{end}").as_bytes());
        let found: Vec<bool> = entries.iter().map(|message| message.ends_early).collect();
        assert_eq!(found, [false, ends_early], "{end:?}");
    }
    assert!(!scan(format!("{SEPARATOR}\nContent-Length: 3\n\none").as_bytes())[0].ends_early);
}

#[test]
fn long_lines_are_complete() {
    let long = "x".repeat(3 * 1024 * 1024);
    check(&format!("{SEPARATOR}\nA: b\n\n{long}From me\n\n"), &[&format!("A: b\n\n{long}From me\n")]);
}

#[test]
fn unwanted_messages_are_skipped() {
    let mbox = format!("{SEPARATOR}\nA: b\n\none\n\n{SEPARATOR}\nA: c\n\ntwo\n");
    let mut scanner = MboxScanner::new(Cursor::new(mbox.into_bytes())).unwrap();
    let first = scanner.next_message(&mut |offset| offset > 100).unwrap().unwrap();
    assert!(first.skipped && first.raw.is_empty());
    let second = scanner.next_message(&mut |offset| offset > 10).unwrap().unwrap();
    assert_eq!(second.raw, b"A: c\n\ntwo\n");
}

proptest! {
    /// Checks that every byte of a file belongs to a separator, a message, or an empty line around a message.
    #[test]
    fn no_byte_is_lost(lines in prop::collection::vec("(From a|From a Tue Mar  3 10:00:00 2015|A: b|Content-Length: 9||>From x|text)(\r)?\n", 0..40)) {
        let mbox = lines.concat();
        let found = scan(mbox.as_bytes());
        let kept: usize = found.iter().map(|message| message.raw.len()).sum();
        let separators: usize = found.iter().filter(|message| !message.separator.is_empty()).map(|message| message.separator.len() + 2).sum();
        let added = found.len() * 2;
        let leading = mbox.len() - mbox.trim_start_matches(['\r', '\n']).len();
        prop_assert!(kept + separators + added + leading >= mbox.len());
        for message in &found {
            let start = usize::try_from(message.offset).unwrap();
            prop_assert_eq!(&mbox.as_bytes()[start..start + message.raw.len()], message.raw.as_slice());
        }
    }
}
