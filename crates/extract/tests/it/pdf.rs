//! Tests of text extraction from PDF files.

use foundmail_testkit::files::pdf;

use crate::file_kinds::read;

/// Returns a PDF of one page with this content. Its fonts are `F` (plain) and `D` (with names of glyphs). The file
/// has no cross-reference table, so the reader must search for objects.
fn page(content: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[8 0 R]/Resources<</XObject<</X 7 0 R>>/Font<</F 5 0 R/D 6 0 R>>>>>>endobj\n\
         4 0 obj<</Length 99999>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/FirstChar 32/Widths[{}]>>endobj\n\
         6 0 obj<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[1/K/adieresis/u/f_i/uni20AC]>>>>endobj\n\
         7 0 obj<</Type/XObject/Subtype/Form/Length 1>>stream\nBT /F 10 Tf (form) Tj ET /X Do\nendstream endobj\n\
         8 0 obj<</Type/Annot/Subtype/Text/Contents(a note)>>endobj\ntrailer<</Root 1 0 R>>",
        "500 ".repeat(224)
    )
    .into_bytes()
}

#[track_caller]
fn check(content: &str, expected: &str) {
    let read = read("a.pdf", &page(content));
    let text: Vec<&str> = read.texts.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(text.join("|"), format!("{expected}\na note"), "{content}");
}

#[test]
fn positions_of_glyphs_separate_words_and_lines() {
    check("BT /F 10 Tf 50 700 Td (one) Tj 0 -12 Td (two) Tj ET", "one\ntwo");
    // Each letter is half as wide as the font size, so three letters take 15 units.
    check("BT /F 10 Tf 50 700 Td (one) Tj 15 0 Td (two) Tj 18 0 Td (three) Tj ET", "onetwo three");
    check("BT /F 10 Tf [(o) 20 (n) -30 (e) -300 (two)] TJ ET", "one two");
    check("BT /F 10 Tf (con-) Tj 0 -12 Td (tract) Tj 0 -12 Td (A-) Tj 0 -12 Td (B) Tj ET", "contract\nA-\nB");
    check("BT /F 10 Tf 14 TL (a) Tj T* (b) Tj (c) ' 1 2 (d) \" ET", "a\nb\nc\nd");
    check(
        "q .5 0 0 .5 0 0 cm BT /F 20 Tf 100 100 Td (one) Tj ET Q BT /F 10 Tf 65 50 Td (two) Tj ET",
        "onetwo",
    );
    check("BT /F 10 Tf 0 1 -1 0 50 50 Tm (up) Tj 1 0 0 1 50 50 Tm (right) Tj ET", "up\nright");
}

#[test]
fn characters_come_from_glyph_names_and_replacement_text() {
    check("BT /D 10 Tf (\\001\\002\\003\\004\\005) Tj ET", "Käufi€");
    check(
        "/Span<</ActualText(real)>>BDC BT /F 10 Tf (shown) Tj ET EMC BT /F 10 Tf 25 0 Td (more) Tj ET",
        "realmore",
    );
    check("BI /W 1 /H 1 ID (not a text) EI BT /F 10 Tf (after) Tj ET", "after");
    // A form that contains itself is drawn a limited number of times.
    check("/X Do", "form\nform\nform\nform\nform\nform\nform\nform\nform\nform\nform\nform");
}

#[test]
fn damaged_tables_lose_no_text() {
    let whole = pdf("Plan", "first line\nsecond line", b"");
    let expected = read("a.pdf", &whole).texts;
    assert_eq!(expected[0].text, "Plan\nPlan\nfirst line\nsecond line\nPage 1 of 1");
    let start = whole.windows(9).rposition(|window| window == b"startxref").unwrap();
    let mut wrong = whole[..start].to_vec();
    wrong.extend(b"startxref\n7\n%%EOF");
    assert_eq!(read("a.pdf", &wrong).texts, expected);
    // Other bytes precede the file. Then bytes are inserted, so that all offsets are wrong.
    let moved = [b"junk\r\n", whole.as_slice()].concat();
    assert_eq!(read("a.pdf", &moved).texts, expected);
    let mut shifted = whole.clone();
    shifted.splice(9..9, b"% more\n".iter().copied());
    assert_eq!(read("a.pdf", &shifted).texts, expected);
}
