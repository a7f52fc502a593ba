//! Minimal Word and Excel files (ECMA-376) that Word and Excel open.

use std::fmt::Write;

use super::{zip, zip_deflated};

const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Returns an uncompressed Word document with one paragraph for each text.
pub fn docx<S: AsRef<str>>(paragraphs: &[S]) -> Vec<u8> {
    zip(&word_parts(paragraphs))
}

/// Returns a compressed Word document, with `picture` (JPEG) in its media folder unless it is empty.
pub fn docx_compressed<S: AsRef<str>>(paragraphs: &[S], picture: &[u8]) -> Vec<u8> {
    compressed_package(word_parts(paragraphs), "word/media/image1.jpeg", picture)
}

/// Returns a ZIP package of compressed `parts` and a picture, which is stored uncompressed.
pub(super) fn compressed_package(parts: Vec<(&str, String)>, name: &str, picture: &[u8]) -> Vec<u8> {
    let mut entries: Vec<(&str, Vec<u8>)> =
        parts.into_iter().map(|(name, xml)| (name, xml.into_bytes())).collect();
    if !picture.is_empty() {
        entries.push((name, picture.to_vec()));
    }
    zip_deflated(&entries)
}

fn word_parts<S: AsRef<str>>(paragraphs: &[S]) -> Vec<(&'static str, String)> {
    let mut body = String::new();
    for paragraph in paragraphs {
        let text = escape(paragraph.as_ref());
        let _ = write!(body, "<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    }
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    vec![
        ("[Content_Types].xml", content_types(&[("/word/document.xml", kind)])),
        ("_rels/.rels", relations("officeDocument", "word/document.xml")),
        (
            "word/document.xml",
            format!("{HEAD}<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"),
        ),
    ]
}

/// Returns an uncompressed Excel workbook with one sheet. Numeric cells are written as numbers.
pub fn xlsx<S: AsRef<str>>(rows: &[Vec<S>]) -> Vec<u8> {
    zip(&workbook_parts(rows))
}

/// Returns a compressed Excel workbook with one sheet, and with `picture` (JPEG) in its media folder unless it is
/// empty.
pub fn xlsx_compressed<S: AsRef<str>>(rows: &[Vec<S>], picture: &[u8]) -> Vec<u8> {
    compressed_package(workbook_parts(rows), "xl/media/image1.jpeg", picture)
}

fn workbook_parts<S: AsRef<str>>(rows: &[Vec<S>]) -> Vec<(&'static str, String)> {
    let mut data = String::new();
    for row in rows {
        data.push_str("<row>");
        for cell in row {
            let text = cell.as_ref();
            let _ = if text.parse::<f64>().is_ok() {
                write!(data, "<c><v>{text}</v></c>")
            } else {
                write!(data, "<c t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text))
            };
        }
        data.push_str("</row>");
    }
    let base = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let kinds = [
        ("/xl/workbook.xml", &*format!("{base}.sheet.main+xml")),
        ("/xl/worksheets/sheet1.xml", &*format!("{base}.worksheet+xml")),
    ];
    let workbook = format!(
        "{HEAD}<workbook xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\"><sheets>\
         <sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    vec![
        ("[Content_Types].xml", content_types(&kinds)),
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/worksheets/sheet1.xml",
            format!("{HEAD}<worksheet xmlns=\"{SHEET}\"><sheetData>{data}</sheetData></worksheet>"),
        ),
    ]
}

pub(super) fn content_types(overrides: &[(&str, &str)]) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for (part, kind) in overrides {
        let _ = write!(out, "<Override PartName=\"{part}\" ContentType=\"{kind}\"/>");
    }
    out.push_str("</Types>");
    out
}

pub(super) fn relations(kind: &str, target: &str) -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{RELATIONS}\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
    )
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
