//! Sample files of each kind. All samples contain the same text.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use foundmail_extract::FileKind;
use foundmail_testkit::files::{docx, pdf, xlsx, zip};

/// The text of each sample.
pub const WORDS: &str = "Ledger of Käufer Schmidt";

/// Returns the kind, name and bytes of each sample. Each kind has at least one sample.
pub fn all() -> Vec<(FileKind, &'static str, Vec<u8>)> {
    vec![
        (FileKind::Pdf, "a.pdf", pdf("Title", WORDS, b"padding")),
        (FileKind::Pdf, "packed.pdf", packed_pdf()),
        (FileKind::Docx, "a.docx", docx(&[WORDS])),
        (FileKind::Xlsx, "a.xlsx", xlsx(&[WORDS.split(' ').collect()])),
        (FileKind::Xlsb, "a.xlsb", xlsb()),
        (FileKind::Pptx, "a.pptx", pptx()),
        (FileKind::OpenDocument, "a.odt", odt()),
        (FileKind::Doc, "a.doc", doc()),
        (FileKind::Xls, "a.xls", xls()),
        (FileKind::Ppt, "a.ppt", ppt()),
        (FileKind::Msg, "a.msg", msg()),
        (FileKind::Tnef, "winmail.dat", tnef()),
        (FileKind::Rtf, "a.rtf", b"{\\rtf1\\ansi\\ansicpg1252 Ledger {\\b of} K\\'e4ufer Schmidt\\par}".to_vec()),
        (FileKind::Html, "a.html", format!("<html><body><p>Ledger of <b>K&auml;ufer</b> Schmidt</p>{}", "<br>".repeat(9)).into_bytes()),
        (FileKind::Xml, "a.xml", format!("<?xml version='1.0'?><a><b>{WORDS}</b></a>").into_bytes()),
        (FileKind::Calendar, "a.ics", format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{WORDS}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").into_bytes()),
        (FileKind::Card, "a.vcf", format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{WORDS}\r\nEND:VCARD\r\n").into_bytes()),
        (FileKind::Mail, "a.eml", format!("From: a@b.example\r\nSubject: s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n").into_bytes()),
        (FileKind::Text, "a.csv", WORDS.replace(' ', " , ").into_bytes()),
        (FileKind::Text, "latin.txt", b"Ledger of K\xE4ufer Schmidt".to_vec()),
        (FileKind::Zip, "a.zip", zip(&[("in/a.txt", WORDS.as_bytes())])),
        (FileKind::Gzip, "a.txt.gz", gzip(WORDS.as_bytes())),
    ]
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Returns a PDF like those of modern programs. It has an object stream and a cross-reference stream, and only a
/// `ToUnicode` table maps its glyphs to characters.
pub fn packed_pdf() -> Vec<u8> {
    let mut letters: Vec<char> = WORDS.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let code = |c: char| letters.iter().position(|other| *other == c).unwrap() + 1;
    let table: Vec<String> =
        letters.iter().map(|&c| format!("<{:04X}> <{:04X}>", code(c), u32::from(c))).collect();
    let table = format!(
        "1 begincodespacerange <0000> <FFFF> endcodespacerange {} beginbfchar {} endbfchar",
        table.len(),
        table.join(" ")
    );
    let shown: Vec<String> = WORDS.chars().map(|c| format!("{:04X}", code(c))).collect();
    let shown = shown.concat();
    let content = format!("BT /F 12 Tf 1 0 0 1 50 700 Tm [<{shown}>] TJ ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Page /Parent 2 0 R /Contents 7 0 R >>",
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 8 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 /W [1 [250 600]] >>",
    ];
    let mut offset = 0;
    let heads: Vec<String> = objects
        .iter()
        .zip(1..)
        .map(|(object, number)| {
            let head = format!("{number} {offset}");
            offset += object.len() + 1;
            head
        })
        .collect();
    let head = heads.join(" ") + " ";
    let inside = head.clone() + &objects.join(" ");
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut offsets = Vec::new();
    let mut stream = |file: &mut Vec<u8>, number: usize, dict: &str, bytes: &[u8]| {
        offsets.push(file.len());
        let packed = deflated(bytes);
        file.extend(
            format!("{number} 0 obj << {dict} /Filter /FlateDecode /Length {} >>\nstream\n", packed.len())
                .bytes(),
        );
        file.extend(packed);
        file.extend(b"\nendstream\nendobj\n");
    };
    stream(&mut file, 6, &format!("/Type /ObjStm /N 5 /First {}", head.len()), inside.as_bytes());
    stream(&mut file, 7, "", content.as_bytes());
    stream(&mut file, 8, "", table.as_bytes());
    let start = file.len();
    let mut rows = vec![0, 0, 0, 0];
    for index in 0..5 {
        rows.extend([2, 0, 6, index]);
    }
    for offset in offsets.iter().chain([&start]) {
        let [high, low] = u16::try_from(*offset).unwrap().to_be_bytes();
        rows.extend([1, high, low, 0]);
    }
    // PNG predictor 2: each row is stored as the difference from the previous row.
    let mut coded = Vec::new();
    let mut above = [0_u8; 4];
    for row in rows.chunks_exact(4) {
        coded.push(2);
        coded.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row.try_into().unwrap();
    }
    let packed = deflated(&coded);
    file.extend(
        format!(
            "9 0 obj << /Type /XRef /Size 10 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode \
             /DecodeParms << /Predictor 12 /Columns 4 >> /Length {} >>\nstream\n",
            packed.len()
        )
        .bytes(),
    );
    file.extend(packed);
    file.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
    file
}

fn pptx() -> Vec<u8> {
    let slide = format!(
        "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>{}</a:t></a:r><a:r><a:t>{}</a:t></a:r></a:p></p:sld>",
        &WORDS[..3],
        &WORDS[3..]
    );
    zip(&[
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("ppt/presentation.xml", "<p/>".to_owned()),
        ("ppt/slides/slide1.xml", slide),
    ])
}

fn odt() -> Vec<u8> {
    let content = "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><text:tracked-changes><text:p>deleted</text:p>\
        </text:tracked-changes><text:p>Ledger<text:s/>of <text:span>Käu</text:span>fer Schmidt</text:p></office:body></office:document-content>";
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
        ("content.xml", content.to_owned()),
    ])
}

fn xlsb() -> Vec<u8> {
    let text = |words: &str| {
        let units: Vec<u16> = words.encode_utf16().collect();
        let mut bytes = u32::try_from(units.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    };
    let record = |id: u8, body: &[u8]| [&[id, u8::try_from(body.len()).unwrap()][..], body].concat();
    let shared = record(19, &[&[0][..], &text(WORDS)].concat());
    let cell = record(7, &[0; 12]);
    zip(&[
        ("xl/workbook.bin", Vec::new()),
        ("xl/sharedStrings.bin", shared),
        ("xl/worksheets/sheet1.bin", cell),
    ])
}

/// Returns a compound file with these streams.
pub fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Returns a Word document with two pieces: one byte per character in the first, two bytes in the second. A field
/// extends over both pieces.
fn doc() -> Vec<u8> {
    let narrow = b"Ledger of \x13 PAGE \x14K\xE4";
    let wide: Vec<u8> = "ufer\u{15} Schmidt\r".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut document = vec![0_u8; 0x400];
    document[..2].copy_from_slice(&0xA5EC_u16.to_le_bytes());
    document[2..4].copy_from_slice(&0x00C1_u16.to_le_bytes());
    document[10..12].copy_from_slice(&0x0200_u16.to_le_bytes());
    let ends = [0, narrow.len(), narrow.len() + wide.len() / 2];
    let starts = [0x4000_0000 | (2 * document.len()), document.len() + narrow.len()];
    document.extend(narrow);
    document.extend(&wide);
    let mut plc: Vec<u8> = ends.iter().flat_map(|end| u32::try_from(*end).unwrap().to_le_bytes()).collect();
    for start in starts {
        plc.extend([0, 0]);
        plc.extend(u32::try_from(start).unwrap().to_le_bytes());
        plc.extend([0, 0]);
    }
    let mut clx = vec![1, 2, 0, 9, 9, 2];
    clx.extend(u32::try_from(plc.len()).unwrap().to_le_bytes());
    clx.extend(plc);
    document[0x1A6..0x1AA].copy_from_slice(&u32::try_from(clx.len()).unwrap().to_le_bytes());
    compound(&[("WordDocument", document), ("1Table", clx)])
}

pub fn biff(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
}

fn xls() -> Vec<u8> {
    let latin: Vec<u8> = WORDS.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let shared = [&[1, 0, 0, 0, 1, 0, 0, 0, u8::try_from(latin.len()).unwrap(), 0, 0][..], &latin].concat();
    let stream = [
        biff(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]),
        biff(0x0085, &[0, 0, 0, 0, 0, 0, 5, 0, b'S', b'h', b'e', b'e', b't']),
        biff(0x00FC, &shared),
        biff(0x000A, &[]),
        biff(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0]),
        biff(0x00FD, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        biff(0x000A, &[]),
    ];
    compound(&[("Workbook", stream.concat())])
}

fn ppt() -> Vec<u8> {
    let record = |head: u16, kind: u16, body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [&head.to_le_bytes()[..], &kind.to_le_bytes(), &length, body].concat()
    };
    let letters: Vec<u8> = WORDS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let master = record(0xF, 0x03F8, &record(0, 0x0FA8, b"Click to edit"));
    let slide = record(0xF, 0x03EE, &record(0xF, 0xF00D, &record(0, 0x0FA0, &letters)));
    compound(&[("PowerPoint Document", [master, slide].concat())])
}

fn msg() -> Vec<u8> {
    let letters: Vec<u8> = WORDS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut properties = vec![0; 32];
    properties.extend(0x1000_001F_u32.to_le_bytes());
    properties.extend([6, 0, 0, 0]);
    properties.extend(u32::try_from(letters.len() + 2).unwrap().to_le_bytes());
    properties.extend([0; 4]);
    compound(&[("__properties_version1.0", properties), ("__substg1.0_1000001F", letters)])
}

fn tnef() -> Vec<u8> {
    let attribute = |level: u8, id: u32, data: &[u8]| {
        let sum = data.iter().fold(0_u16, |sum, &byte| sum.wrapping_add(byte.into()));
        [
            &[level],
            &id.to_le_bytes()[..],
            &u32::try_from(data.len()).unwrap().to_le_bytes(),
            data,
            &sum.to_le_bytes(),
        ]
        .concat()
    };
    let begins = attribute(2, 0x0006_9002, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let file = attribute(2, 0x0006_800F, WORDS.as_bytes());
    [vec![0x78, 0x9F, 0x3E, 0x22, 1, 0], begins, file, attribute(2, 0x0001_8010, b"note.txt\0")].concat()
}
