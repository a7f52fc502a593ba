//! Tests with intact and damaged address books.

use std::fs;

use foundmail_mail::{Framing, ItemKind, attachment_bytes, parse};

use crate::test_sink::Collect;

/// Checks the defects of the file and its cards: the subject of each, with `!` for each defect that loses data.
#[track_caller]
fn check(text: &[u8], items: &[&str], defects: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.vcf");
    fs::write(&path, text).unwrap();
    let found = Collect::of(&path);
    let shown_text = String::from_utf8_lossy(text.get(..2000).unwrap_or(text)).into_owned();
    assert_eq!(found.format, "vcf", "{shown_text}");
    let shown = found.items.iter().map(|item| {
        let costs = item.defects.iter().filter(|defect| defect.effect.loses_data()).count();
        let raw = item.raw.as_ref().unwrap().bytes().unwrap();
        format!("{}{}", parse(&raw, Framing::Plain).subject, "!".repeat(costs))
    });
    assert_eq!(shown.collect::<Vec<_>>(), items, "{shown_text}");
    let words: Vec<&str> = found.defects.iter().map(String::as_str).collect();
    assert_eq!(words, defects, "{shown_text}");
    assert_eq!(Collect::of(&path).positions(), found.positions(), "a second import finds the same positions");
}

const ANN: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n";
const BOB: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nEND:VCARD\r\n";
const EARLY: &str =
    "file: The file ends early. Its last entry may be incomplete, and more entries may be missing.";

#[test]
fn each_card_is_an_item() {
    let with = |line: &str| ANN.replace("FN:Ann", line);
    for (text, items) in [
        (format!("{ANN}{BOB}"), vec!["Ann", "Bob"]),
        (format!("{ANN}\r\n\r\n{BOB}\u{1a}"), vec!["Ann", "Bob"]),
        (format!("\u{feff}{}", ANN.to_lowercase()), vec!["ann"]),
        (with("N:M\u{fc}ller;J\u{f6}rg;;Dr.;"), vec!["Dr. J\u{f6}rg M\u{fc}ller"]),
        (with("ORG:Firma;Abteilung"), vec!["Firma; Abteilung"]),
        (with("EMAIL:a@x.example"), vec!["a@x.example"]),
        (with("NOTE:nobody"), vec![""]),
        (with("VERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6=\r\nrg"), vec!["J\u{f6}rg"]),
        (with("item1.FN:Ann\\, B."), vec!["Ann, B."]),
        (with("FN:An\r\n n"), vec!["Ann"]),
        (with(&format!("AGENT:\r\n{BOB}FN:Ann")), vec!["Ann"]),
        (with("PHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\nFN:Ann"), vec!["Ann"]),
        (with("PHOTO;JPEG;ENCODING=BASE64:\r\n /9j/\r\n /9j/\r\n\r\nFN:Ann"), vec!["Ann"]),
    ] {
        check(text.as_bytes(), &items, &[]);
        check(text.replace("\r\n", "\n").as_bytes(), &items, &[]);
    }
}

#[test]
fn damaged_address_books_lose_nothing_silently() {
    let both = format!("{ANN}{BOB}");
    let zeros = "\0".repeat(100);
    let overwritten = "file: Part of the file, from byte 45 on, is overwritten with zero bytes.";
    let utf16: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(both.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for (text, items, defects) in [
        (both.get(..70).unwrap().as_bytes().to_vec(), vec!["Ann", "!"], vec![EARLY]),
        (both.trim_end().as_bytes().to_vec(), vec!["Ann", "Bob"], vec![]),
        (both.replacen("END:VCARD\r\n", "", 1).into_bytes(), vec!["Ann!", "Bob"], vec![]),
        (format!("{BOB}{}", ANN.replace("BEGIN:VCARD\r\n", "")).into_bytes(), vec!["Bob", "Ann!"], vec![]),
        (format!("{ANN}stray\r\n{BOB}").into_bytes(), vec!["Ann", "!", "Bob"], vec![]),
        (format!("{ANN}{zeros}\r\n{BOB}").into_bytes(), vec!["Ann", "Bob"], vec![overwritten]),
        (both.replacen("VERSION:3.0", &zeros, 1).into_bytes(), vec!["Ann!", "Bob"], vec![]),
        (utf16, vec!["Ann", "Bob"], vec![]),
        (both.replace("\r\n", "\r").into_bytes(), vec!["Ann", "Bob"], vec![]),
        (b"BEGIN:VCARD\r\nFN:J\xF6rg\r\nEND:VCARD\r\n".to_vec(), vec!["J\u{f6}rg"], vec![]),
        (ANN.replace("FN:", "PHOTO;ENCODING=b:/9j/!\r\nFN:").into_bytes(), vec!["Ann!"], vec![]),
        (
            ANN.replace("FN:", &format!("NOTE:{}\r\nFN:", "x".repeat(40 << 20))).into_bytes(),
            vec!["!"],
            vec![],
        ),
        (ANN.replace("FN:", &format!("{}FN:", "BEGIN:X\r\n".repeat(1000))).into_bytes(), vec![""], vec![]),
        (b"BEGIN:VCARD".to_vec(), vec!["!"], vec![EARLY]),
    ] {
        check(&text, &items, &defects);
    }
}

#[test]
fn a_card_is_shown_like_one_of_outlook() {
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Dr. J\u{f6}rg M\u{fc}ller\nORG:Kunde\\; Co.;\nTITLE:Leiter\n\
        EMAIL;TYPE=INTERNET:joerg@kunde.example\nTEL;TYPE=WORK,VOICE:+49 221 1\nTEL;CELL:+49 170 1\nTEL:1\n\
        ADR;TYPE=HOME:;;Weg 1\\nHinterhaus;K\u{f6}ln;;;\nBDAY:1970-01-01\nNOTE:Ruft selten zur\u{fc}ck.\n\
        PHOTO;ENCODING=b;TYPE=JPEG:/9j/\nREV:20200101T000000Z\nEND:VCARD\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, format!("{card}{card}")).unwrap();
    let found = Collect::of(&path);
    let [item, second] = found.items.as_slice() else { panic!("{}", found.items.len()) };
    assert_eq!(item.kind, ItemKind::Contact);
    let raw = item.raw.as_ref().unwrap().bytes().unwrap();
    assert_eq!(
        raw,
        second.raw.as_ref().unwrap().bytes().unwrap(),
        "two cards with the same lines result in the same message"
    );
    let message = parse(&raw, Framing::Plain);
    assert_eq!(message.subject, "Dr. J\u{f6}rg M\u{fc}ller");
    assert_eq!(message.date, Some(1_577_836_800));
    for line in [
        "Name: Dr. J\u{f6}rg M\u{fc}ller",
        "Company: Kunde; Co.",
        "Title: Leiter",
        "E-mail: joerg@kunde.example",
        "Business telephone: +49 221 1",
        "Mobile telephone: +49 170 1",
        "Telephone: 1",
        "Home address: Weg 1, Hinterhaus, K\u{f6}ln",
        "Birthday: 1970-01-01",
        "Ruft selten zur\u{fc}ck.",
    ] {
        assert!(message.text.lines().any(|shown| shown == line), "{line}: {}", message.text);
    }
    let part = |media_type: &str| {
        let file = message.attachments.iter().find(|file| file.media_type == media_type).unwrap();
        attachment_bytes(&raw, Framing::Plain, file.index).unwrap()
    };
    assert_eq!(part("text/vcard"), card.as_bytes(), "the message contains the original lines unchanged");
    assert_eq!(part("image/jpeg"), [0xFF, 0xD8, 0xFF]);
}
