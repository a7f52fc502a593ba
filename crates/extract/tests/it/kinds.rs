//! Each kind is known by its bytes, whatever it is called, and gives its words.

use foundmail_extract::{Extracted, Input, Kind, Limits, Reason, text_of};
use foundmail_testkit::files::{docx, zip};

use crate::samples::{WORDS, all, biff, compound};

pub fn read(name: &str, bytes: &[u8]) -> Extracted {
    let input = Input { name, media_type: "application/octet-stream", bytes };
    text_of(&input, &Limits::default()).unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

#[test]
fn every_kind_gives_its_words() {
    let samples = all();
    let known: Vec<Kind> = samples.iter().map(|(kind, ..)| *kind).collect();
    let missing = Kind::ALL
        .iter()
        .filter(|kind| !known.contains(kind) && !matches!(kind, Kind::NoText | Kind::Compound));
    assert_eq!(missing.count(), 0, "a kind has no sample");
    for (kind, name, bytes) in samples {
        for name in [name, "wrong.xyz", ""] {
            let read = read(name, &bytes);
            assert_eq!((read.kind, read.truncated, read.lost.as_slice()), (kind, false, &[][..]), "{name}");
            let text: Vec<&str> = read.pieces.iter().map(|piece| piece.text.as_str()).collect();
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
fn what_has_no_text_is_no_failure() {
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
    assert_eq!(read("Thumbs.db", &thumbnails).pieces, []);
}

#[test]
fn files_in_files_are_given_with_their_paths() {
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
        read("x.zip", &outer).pieces.into_iter().map(|piece| (piece.path, piece.text)).collect();
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
fn check_failure(name: &str, bytes: &[u8], limits: &Limits, expected: (Kind, Reason)) {
    let failure = text_of(&Input { name, media_type: "", bytes }, limits).unwrap_err();
    assert_eq!((failure.kind, failure.reason), expected, "{name}");
}

#[test]
fn failures_say_what_and_why() {
    let limits = Limits::default();
    let encrypted = compound(&[("EncryptedPackage", vec![0; 100]), ("EncryptionInfo", vec![0; 100])]);
    check_failure("a.docx", &encrypted, &limits, (Kind::Compound, Reason::Encrypted));
    let workbook = compound(&[("Workbook", [biff(0x0809, &[0, 6, 5, 0]), biff(0x002F, &[0; 6])].concat())]);
    check_failure("a.xls", &workbook, &limits, (Kind::Xls, Reason::Encrypted));
    check_failure("a.pdf", b"%PDF-1.4\nnothing", &limits, (Kind::Pdf, Reason::Damaged));
    check_failure("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &limits, (Kind::Compound, Reason::Damaged));
    check_failure("a.txt", b"abcdefgh", &Limits { input: 4, ..limits }, (Kind::Text, Reason::TooLarge));
    let presentation = compound(&[
        ("PowerPoint Document", vec![0; 8]),
        ("Current User", [&[0; 12][..], &0xF3D1_C4DF_u32.to_le_bytes(), &[0; 8]].concat()),
    ]);
    check_failure("a.ppt", &presentation, &limits, (Kind::Ppt, Reason::Encrypted));
}

#[test]
fn numbers_of_workbooks_are_what_people_see() {
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
    assert_eq!(read("a.xlsx", &file).pieces[0].text, "Costs\n2024-05-17 0.3\ntwo parts TRUE sum");
}

#[test]
fn text_ends_where_the_limit_is() {
    let limits = Limits { text: 12, ..Limits::default() };
    let read =
        text_of(&Input { name: "a.txt", media_type: "", bytes: b"one two three four" }, &limits).unwrap();
    assert!(read.truncated);
    assert_eq!(read.pieces[0].text, "one two thre");
}
