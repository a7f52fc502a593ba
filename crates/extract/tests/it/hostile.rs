//! Tests that malicious and damaged files cause no panic and need only limited time and memory.

use std::fmt::Write;
use std::time::{Duration, Instant};

use foundmail_extract::{Extracted, ExtractionLimits, Failure, FailureReason, FileKind, Input, text_of};
use foundmail_testkit::Rng;
use foundmail_testkit::files::zip;

use crate::samples::{all, compound, deflated};

fn limits() -> ExtractionLimits {
    ExtractionLimits { time: Duration::from_secs(5), unpacked: 64 << 20, ..ExtractionLimits::default() }
}

/// Reads a file and checks that this takes less than a minute.
fn read(name: &str, bytes: &[u8]) -> Result<Extracted, Failure> {
    let start = Instant::now();
    let read = text_of(&Input { name, media_type: "", bytes }, &limits());
    assert!(start.elapsed() < Duration::from_mins(1), "{name} took {:?}", start.elapsed());
    read
}

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: (FileKind, FailureReason)) {
    let failure = match read(name, bytes) {
        Err(failure) => failure,
        Ok(read) => read.losses.first().unwrap_or_else(|| panic!("{name}: nothing is lost")).failure,
    };
    assert_eq!((failure.kind, failure.reason), expected, "{name}");
}

/// Returns a ZIP file with one compressed entry.
fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    let zlib = deflated(content);
    let packed = &zlib[2..zlib.len() - 4];
    let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let name_len = u16::try_from(name.len()).unwrap().to_le_bytes();
    let sizes = [number(packed.len()), number(content.len())].concat();
    let local = [
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0",
        sizes.as_slice(),
        &name_len,
        &[0, 0],
        name.as_bytes(),
        packed,
    ]
    .concat();
    let central = [
        b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0",
        sizes.as_slice(),
        &name_len,
        &[0; 16],
        name.as_bytes(),
    ]
    .concat();
    let end =
        [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", number(central.len()).as_slice(), &number(local.len()), &[0, 0]]
            .concat();
    [local, central, end].concat()
}

#[test]
fn compression_bombs_are_stopped() {
    let spaces = " ".repeat(40 << 20);
    check(
        "a.docx",
        &packed("word/document.xml", spaces.as_bytes()),
        (FileKind::Docx, FailureReason::TooLarge),
    );
    check("a.zip", &packed("a.txt", spaces.as_bytes()), (FileKind::NoText, FailureReason::TooLarge));
    let twice = deflated(&deflated(spaces.as_bytes()));
    let mut pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj \
        3 0 obj<</Type/Page/Contents 4 0 R>>endobj 4 0 obj<</Filter[/FlateDecode/FlateDecode]>>stream\n"
        .to_vec();
    pdf.extend(twice);
    pdf.extend(b"\nendstream endobj trailer<</Root 1 0 R>>");
    check("a.pdf", &pdf, (FileKind::Pdf, FailureReason::TooLarge));
    let laughs =
        "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><w:document><w:t>x&b;y</w:t></w:document>";
    let text = read("a.docx", &packed("word/document.xml", laughs.as_bytes())).unwrap().texts.remove(0).text;
    assert_eq!(text, "xy");
}

#[test]
fn deep_nesting_is_bounded() {
    let mut file = zip(&[("a.txt", b"deep".as_slice())]);
    for _ in 0..20 {
        file = zip(&[("a.zip", file.as_slice())]);
    }
    check("a.zip", &file, (FileKind::Zip, FailureReason::TooDeep));
    let deep = "<w:p>".repeat(300_000);
    assert!(
        read("a.docx", &zip(&[("word/document.xml", deep.as_str()), ("[Content_Types].xml", "")])).is_ok()
    );
    let deep = format!("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj{}", "[".repeat(300_000));
    assert!(read("a.pdf", deep.as_bytes()).is_err());
    let rtf = format!("{{\\rtf1 {} end", "{".repeat(300_000));
    assert_eq!(read("a.rtf", rtf.as_bytes()).unwrap().texts[0].text, "end");
}

#[test]
fn hostile_numbers_are_bounded() {
    let names: Vec<String> = (0..60_000).map(|index| format!("{index}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    let read_all = read("a.zip", &zip(&entries)).unwrap();
    assert!(read_all.texts.len() <= limits().entries && !read_all.losses.is_empty());
    let mut attributes = "<w:document ".to_owned();
    for index in 0..200_000 {
        let _ = write!(attributes, "a{index}='' ");
    }
    attributes.push_str("><w:t>after</w:t></w:document>");
    let text = read("a.docx", &zip(&[("word/document.xml", attributes)])).unwrap().texts.remove(0).text;
    assert_eq!(text, "after");
    let pages = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[{}]>>endobj trailer<</Root 1 0 R>>",
        "2 0 R ".repeat(300_000)
    );
    assert!(read("a.pdf", pages.as_bytes()).is_err());
    // A document that contains only the first characters of tags and of character references.
    let wide = "<html>".to_owned() + &"<".repeat(1 << 20) + &"&".repeat(1 << 20);
    assert!(read("a.html", wide.as_bytes()).is_ok());
    let _ = read("a.xls", &compound(&[("Workbook", [0xFC, 0, 0, 0x20].repeat(100_000))]));
}

#[test]
fn truncated_files_do_not_panic() {
    for (_, name, bytes) in all() {
        for part in 0..=20 {
            let _ = read(name, &bytes[..bytes.len() * part / 20]);
        }
    }
}

#[test]
fn corrupted_files_do_not_panic() {
    let mut rng = Rng::new(7);
    for (_, name, bytes) in all() {
        for _ in 0..150 {
            let mut bytes = bytes.clone();
            for _ in 0..=rng.below(8) {
                let at = rng.below(bytes.len());
                match rng.below(4) {
                    0 => bytes[at] = u8::try_from(rng.below(256)).unwrap(),
                    1 => bytes[at] = if rng.below(2) == 0 { 0xFF } else { 0 },
                    2 => bytes[at] ^= 1 << rng.below(8),
                    _ => {
                        let end = (at + rng.below(40)).min(bytes.len());
                        let piece = bytes[at..end].to_vec();
                        let to = rng.below(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                }
            }
            let _ = read(name, &bytes);
        }
    }
}

#[test]
fn a_truncated_document_gives_its_readable_text() {
    let paragraphs: Vec<String> = (0..500).map(|index| format!("paragraph {index}")).collect();
    let whole = foundmail_testkit::files::docx(&paragraphs);
    let read = read("a.docx", &whole[..whole.len() / 2]).unwrap();
    assert_eq!(read.losses[0].failure, Failure { kind: FileKind::Docx, reason: FailureReason::Damaged });
    assert!(read.texts[0].text.contains("paragraph 100\n"));
}
