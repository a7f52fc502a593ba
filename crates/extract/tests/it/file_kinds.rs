//! Tests that each kind of file is detected by its bytes, regardless of its name, and that its text is extracted.

use foundmail_extract::{Extracted, ExtractionLimits, FailureReason, FileKind, Input, text_of};
use foundmail_testkit::files::{docx, zip};

use crate::samples::{WORDS, all, biff, compound};

pub fn read(name: &str, bytes: &[u8]) -> Extracted {
    let input = Input { name, media_type: "application/octet-stream", bytes };
    text_of(&input, &ExtractionLimits::default()).unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

#[test]
fn the_text_of_every_kind_is_extracted() {
    let samples = all();
    let known: Vec<FileKind> = samples.iter().map(|(kind, ..)| *kind).collect();
    let missing = FileKind::ALL
        .iter()
        .filter(|kind| !known.contains(kind) && !matches!(kind, FileKind::NoText | FileKind::Compound));
    assert_eq!(missing.count(), 0, "a kind has no sample");
    for (kind, name, bytes) in samples {
        for name in [name, "wrong.xyz", ""] {
            let read = read(name, &bytes);
            assert_eq!((read.kind, read.truncated, read.losses.as_slice()), (kind, false, &[][..]), "{name}");
            let text: Vec<&str> = read.texts.iter().map(|piece| piece.text.as_str()).collect();
            let text =
                text.join(" ").replace([',', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(WORDS), "{name}: {text}");
            assert!(
                !text.contains("deleted") && !text.contains("Click") && !text.contains("PAGE"),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn a_file_without_text_is_no_failure() {
    let pictures: [(&str, &[u8]); 5] = [
        ("a.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
        ("a.docx", b"\xFF\xD8\xFF\xE0\0\x10JFIF"),
        ("a.exe", b"MZ\x90\0\x03\0\0\0"),
        ("empty.pdf", b""),
        ("a.bin", &[0, 1, 2, 3, 250, 251, 252]),
    ];
    for (name, bytes) in pictures {
        assert_eq!(read(name, bytes), Extracted::default(), "{name}");
    }
    let thumbnails = compound(&[("Catalog", vec![0; 10])]);
    assert_eq!(read("Thumbs.db", &thumbnails).texts, []);
}

#[test]
fn contained_files_are_read_with_their_paths() {
    let inner = zip(&[
        ("b.txt", b"second".as_slice()),
        ("c.docx", &docx(&["third"])),
        ("__MACOSX/._b.txt", b"shadow"),
    ]);
    let mail = "From: a@b.example\r\nSubject: first\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nbody\r\n--x\r\n\
         Content-Type: text/plain; name=d.txt\r\nContent-Disposition: attachment\r\n\r\nfourth\r\n--x--\r\n";
    let outer =
        zip(&[("in/inner.zip", inner.as_slice()), ("post.eml", mail.as_bytes()), ("noise.bin", &[0, 1, 2])]);
    let pieces: Vec<(String, String)> =
        read("x.zip", &outer).texts.into_iter().map(|piece| (piece.path, piece.text)).collect();
    let shown: Vec<String> =
        pieces.iter().map(|(path, text)| format!("{path}: {}", text.replace('\n', " "))).collect();
    assert_eq!(
        shown,
        [
            "in/inner.zip/b.txt: second",
            "in/inner.zip/c.docx: third",
            "post.eml: first a@b.example body",
            "post.eml/d.txt: fourth"
        ]
    );
}

#[track_caller]
fn check_failure(name: &str, bytes: &[u8], limits: &ExtractionLimits, expected: (FileKind, FailureReason)) {
    let failure = text_of(&Input { name, media_type: "", bytes }, limits).unwrap_err();
    assert_eq!((failure.kind, failure.reason), expected, "{name}");
}

#[test]
fn failures_name_the_kind_and_the_reason() {
    let limits = ExtractionLimits::default();
    let encrypted = compound(&[("EncryptedPackage", vec![0; 100]), ("EncryptionInfo", vec![0; 100])]);
    check_failure("a.docx", &encrypted, &limits, (FileKind::Compound, FailureReason::Encrypted));
    let workbook = compound(&[("Workbook", [biff(0x0809, &[0, 6, 5, 0]), biff(0x002F, &[0; 6])].concat())]);
    check_failure("a.xls", &workbook, &limits, (FileKind::Xls, FailureReason::Encrypted));
    check_failure("a.pdf", b"%PDF-1.4\nnothing", &limits, (FileKind::Pdf, FailureReason::Damaged));
    check_failure(
        "a.doc",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        &limits,
        (FileKind::Compound, FailureReason::Damaged),
    );
    check_failure(
        "a.txt",
        b"abcdefgh",
        &ExtractionLimits { input: 4, ..limits },
        (FileKind::Text, FailureReason::TooLarge),
    );
    let presentation = compound(&[
        ("PowerPoint Document", vec![0; 8]),
        ("Current User", [&[0; 12][..], &0xF3D1_C4DF_u32.to_le_bytes(), &[0; 8]].concat()),
    ]);
    check_failure("a.ppt", &presentation, &limits, (FileKind::Ppt, FailureReason::Encrypted));
}

#[test]
fn numbers_of_workbooks_are_formatted_as_people_see_them() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/></numFmts>\
        <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>";
    let sheet = "<worksheet><sheetData><row><c s='1'><v>45429</v></c><c><v>0.30000000000000004</v></c></row>\
        <row><c t='s'><v>0</v></c><c t='b'><v>1</v></c><c t='str'><v>sum</v></c></row></sheetData></worksheet>";
    let shared = "<sst><si><r><t>two </t></r><r><t>parts</t></r><rPh><t>spoken</t></rPh></si></sst>";
    let book = "<workbook><sheets><sheet name='Costs'/></sheets></workbook>";
    let file = zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", book),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    assert_eq!(read("a.xlsx", &file).texts[0].text, "Costs\n2024-05-17 0.3\ntwo parts TRUE sum");
}

#[test]
fn text_ends_at_the_limit() {
    let limits = ExtractionLimits { text: 12, ..ExtractionLimits::default() };
    let read =
        text_of(&Input { name: "a.txt", media_type: "", bytes: b"one two three four" }, &limits).unwrap();
    assert!(read.truncated);
    assert_eq!(read.texts[0].text, "one two thre");
}
