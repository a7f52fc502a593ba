//! Tests of the comparison of messages.

use std::io;

use super::{Comparison, Fingerprint, FingerprintInput, StoredFacts, compare, same_bodies};
use crate::{Framing, Message, Person, parse, quote_from_lines};

use Comparison::{Different, NeedsBodies, Same};

/// One of the two messages of a test case, and how it was read.
#[derive(Clone)]
struct Side {
    raw: String,
    framing: Framing,
    is_whole: bool,
    unparsed: Vec<[u8; 32]>,
}

impl Side {
    fn of(raw: &str) -> Self {
        Self { raw: raw.to_owned(), framing: Framing::Plain, is_whole: true, unparsed: Vec::new() }
    }

    fn damaged(self) -> Self {
        Self { is_whole: false, ..self }
    }

    fn unparsed(self, digest: u8) -> Self {
        Self { unparsed: vec![[digest; 32]], ..self }
    }

    fn in_mbox(self) -> Self {
        let raw = String::from_utf8(quote_from_lines(self.raw.as_bytes()).into_owned()).unwrap();
        Self { raw, framing: Framing::Mbox, ..self }
    }

    fn message(&self) -> Message {
        parse(self.raw.as_bytes(), self.framing)
    }

    fn fingerprint(&self) -> Fingerprint {
        let message = self.message();
        let input = FingerprintInput {
            message: &message,
            framing: self.framing,
            is_whole: self.is_whole,
            unparsed: &self.unparsed,
        };
        Fingerprint::of(&input, || Ok(self.raw.as_bytes())).unwrap()
    }

    /// Returns the fingerprints that the catalogue can have of this message, one for each key.
    fn stored(&self) -> Vec<Fingerprint> {
        let message = self.message();
        let people = || message.to.iter().chain(&message.cc).chain(&message.bcc).collect::<Vec<&Person>>();
        let files =
            || message.attachments.iter().filter(|file| !file.inline).map(|file| file.digest).collect();
        let of_key = |key: &[u8; 32]| {
            let is_whole = self.is_whole;
            Fingerprint::stored(StoredFacts { key: *key, files: files(), recipients: people(), is_whole })
        };
        self.fingerprint().keys_to_store().map(of_key).collect()
    }
}

/// Returns a message with a `Message-ID` and these header lines and body.
fn message(header: &str, body: &str) -> Side {
    Side::of(&format!(
        "Message-ID: <roof-1@x.example>\nFrom: Ruth <ruth@x.example>\nSubject: Roof\n\
         Date: Mon, 2 Mar 2020 10:00:00 +0000\n{header}\n{body}"
    ))
}

fn with_files(files: &[&str]) -> Side {
    let mut body = "--b\n\nThe roof\n".to_owned();
    for file in files {
        body += "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n";
        body += file;
        body += "\n";
    }
    message("Content-Type: multipart/mixed; boundary=b\n", &format!("{body}--b--\n"))
}

fn html(words: &str) -> Side {
    let parts = format!("--b\n\nThe roof\n--b\nContent-Type: text/html\n\n<p>{words}</p>\n--b--\n");
    message("Content-Type: multipart/alternative; boundary=b\n", &parts)
}

fn without_id(body: &str) -> Side {
    Side::of(&format!("From: ruth@x.example\nSubject: Roof\n\n{body}\n"))
}

#[test]
fn messages_are_the_same_or_different() {
    let plain = message("", "The roof\n");
    let to = |name: &str| message(&format!("To: {name}@x.example\n"), "The roof\n");
    let cases = [
        ("the same bytes", plain.clone(), plain.clone(), Same),
        ("another order of header fields", message("X-Odd: 1\n", "The roof\n"), plain.clone(), Same),
        ("other spaces and line ends", message("", "The\r\n  roof\r\n"), plain.clone(), Same),
        ("other words", message("", "The floor\n"), plain.clone(), Different),
        ("another subject", Side::of(&plain.raw.replace("Roof", "Floor")), plain.clone(), Different),
        ("another date", Side::of(&plain.raw.replace("2020", "2021")), plain.clone(), Different),
        ("another Message-ID", Side::of(&plain.raw.replace("roof-1", "roof-2")), plain.clone(), Different),
        ("a lost attachment", with_files(&["one", "two"]), with_files(&["two"]), Same),
        ("one file twice", with_files(&["one", "one"]), with_files(&["one"]), Same),
        (
            "each with a file that the other lacks",
            with_files(&["one", "two"]),
            with_files(&["one", "three"]),
            Different,
        ),
        ("other recipients", to("jo"), to("kim"), Different),
        ("the same recipient, in capitals", to("jo"), to("JO"), Same),
        ("recipients in only one message", to("jo"), plain.clone(), Same),
        ("two formatted bodies", html("The roof"), html("The <b>roof</b>"), NeedsBodies),
        ("one formatted body", html("The roof"), plain.clone(), Same),
        ("a damaged copy", html("The roof").damaged(), html("The roof"), Same),
        ("the same text that was not parsed", plain.clone().unparsed(1), plain.clone().unparsed(1), Same),
        ("other text that was not parsed", plain.clone().unparsed(1), plain.clone().unparsed(2), Different),
        ("no id, the same lines", without_id("From here"), without_id("From here").in_mbox(), Same),
        ("no id, other line ends", without_id("a\r\nb"), without_id("a\nb\n\n"), Same),
        ("no id, other lines", without_id("a  b"), without_id("a b"), Different),
        ("both damaged, the same lines", plain.clone().damaged(), plain.clone().damaged().in_mbox(), Same),
        (
            "both damaged, one shorter",
            plain.clone().damaged(),
            message("", "The roof and\n").damaged(),
            Different,
        ),
    ];
    for (name, a, b, expected) in cases {
        let (first, second) = (a.fingerprint(), b.fingerprint());
        assert_eq!(compare(&first, &second), expected, "{name}");
        assert_eq!(compare(&second, &first), expected, "{name}, in the other order");
        for (new, old) in [(&a, &b), (&b, &a)] {
            if new.is_whole && !old.is_whole {
                // The catalogue knows a damaged message only by its lines, so the whole message is new.
                continue;
            }
            let new = new.fingerprint();
            let results: Vec<_> = old.stored().iter().map(|stored| compare(&new, stored)).collect();
            let has_same = results.iter().any(|result| *result != Different);
            assert_eq!(has_same, expected != Different, "{name}: {results:?}");
        }
    }
}

#[test]
fn a_damaged_message_leaves_the_key_of_its_fields_to_the_whole_one() {
    let damaged = html("The roof").damaged();
    let whole = html("The roof");
    assert_eq!(damaged.fingerprint().keys_to_store().count(), 1);
    assert_eq!(whole.fingerprint().keys_to_store().count(), 2);
    // A damaged copy is recognised by its fields, without its body.
    let stored = whole.stored();
    assert_eq!(compare(&damaged.fingerprint(), &stored[0]), Same);
    assert_eq!(compare(&whole.fingerprint(), &stored[0]), NeedsBodies);
}

#[test]
fn the_bytes_are_read_only_if_the_fields_do_not_suffice() {
    let of = |side: &Side| {
        let message = side.message();
        let input = FingerprintInput {
            message: &message,
            framing: side.framing,
            is_whole: side.is_whole,
            unparsed: &[],
        };
        Fingerprint::of(&input, || Err::<&[u8], _>(io::Error::other("opened")))
    };
    assert!(of(&message("", "The roof\n")).is_ok());
    assert!(of(&message("", "The roof\n").damaged()).is_err());
    assert!(of(&without_id("The roof")).is_err());
}

#[test]
fn bodies_are_the_same_if_their_words_are() {
    for (html, other, expected) in [
        (Some("<p>The roof</p>"), Some("<div>The <b>roof</b>"), true),
        (Some("<p>The roof</p>"), Some("<p>The floor</p>"), false),
        (Some("<p>The roof</p>"), None, true),
        (None, None, true),
    ] {
        assert_eq!(same_bodies(html, other), expected, "{html:?} {other:?}");
    }
}
