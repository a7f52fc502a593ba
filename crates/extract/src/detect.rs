//! Detects the kind of a file by its first bytes. For a ZIP file, the names of its entries decide. The name of the
//! file and its media type only distinguish kinds of text.

use crate::bytes::{find, slice_at};
use crate::charset;
use crate::file_kind::FileKind;
use crate::input::Input;
use crate::zip::Zip;

impl FileKind {
    /// Detects the kind of a file. For a compound file, the result is [`FileKind::Compound`]; its final kind is
    /// known only when it is read.
    pub fn of(input: &Input<'_>) -> Self {
        let bytes = input.bytes;
        if let Some(kind) = by_signature(bytes) {
            return kind;
        }
        if charset::is_text(bytes) { text_kind(input) } else { Self::NoText }
    }
}

/// Maximum offset of a PDF signature, in bytes. Some gateways insert bytes before it.
const MAX_SIGNATURE_OFFSET: usize = 1024;

fn by_signature(bytes: &[u8]) -> Option<FileKind> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"PK00PK\x03\x04") {
        return Some(zip_kind(bytes));
    }
    if starts(b"%PDF-") {
        return Some(FileKind::Pdf);
    }
    if starts(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Some(FileKind::Compound);
    }
    if starts(b"{\\rt") {
        return Some(FileKind::Rtf);
    }
    if starts(&[0x78, 0x9F, 0x3E, 0x22]) {
        return Some(FileKind::Tnef);
    }
    if starts(&[0x1F, 0x8B, 8]) {
        return Some(FileKind::Gzip);
    }
    // Excel 2 to 4 stored workbooks as plain streams, without a compound file.
    if starts(&[9, 0, 4, 0]) || starts(&[9, 2, 6, 0]) || starts(&[9, 4, 6, 0]) {
        return Some(FileKind::Xls);
    }
    let pictures: [&[u8]; 4] = [b"\x89PNG\r\n", b"\xFF\xD8\xFF", b"GIF87a", b"GIF89a"];
    // Text files can begin with these signatures too.
    let others: [&[u8]; 5] = [b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\x01\0"];
    let begins = |magics: &[&[u8]]| magics.iter().any(|magic| starts(magic));
    if begins(&pictures) || begins(&others) && !charset::is_text(bytes) {
        return Some(FileKind::NoText);
    }
    find(bytes.get(..bytes.len().min(MAX_SIGNATURE_OFFSET))?, b"%PDF-").map(|_| FileKind::Pdf)
}

/// Returns the kind of a text file.
fn text_kind(input: &Input<'_>) -> FileKind {
    let head = charset::decode(input.bytes.get(..input.bytes.len().min(4096)).unwrap_or_default());
    let head = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    let lower = head.to_ascii_lowercase();
    let extension = input.name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let extension = extension.as_str();
    let media_type = input.media_type.to_ascii_lowercase();
    if lower.starts_with("begin:vcalendar") {
        return FileKind::Calendar;
    }
    if lower.starts_with("begin:vcard") {
        return FileKind::Card;
    }
    if lower.starts_with('<') && looks_like_html(&lower) {
        return FileKind::Html;
    }
    if lower.starts_with("<?xml") || (lower.starts_with('<') && matches!(extension, "xml" | "svg" | "fodt")) {
        return FileKind::Xml;
    }
    let says_html =
        matches!(extension, "htm" | "html" | "xhtml" | "mht") || media_type.starts_with("text/html");
    if says_html && lower.contains('<') && !looks_like_mail(head) {
        return FileKind::Html;
    }
    let says_mail = matches!(extension, "eml" | "mht" | "mhtml" | "emlx") || media_type == "message/rfc822";
    if looks_like_mail(head) && (says_mail || head_fields(head) >= 3) {
        return FileKind::Mail;
    }
    FileKind::Text
}

fn looks_like_html(lower: &str) -> bool {
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<div",
        "<table",
        "<p>",
        "<title",
        "<meta",
        "<span",
        "<font",
    ]
    .iter()
    .any(|tag| {
        lower.find(tag).is_some_and(|at| at < 1024 || tag.starts_with("<html") || tag.starts_with("<!doc"))
    })
}

/// Returns the number of lines before the first empty line that begin with a common header field of mail.
fn head_fields(head: &str) -> usize {
    let known = [
        "from:",
        "to:",
        "subject:",
        "date:",
        "message-id:",
        "received:",
        "mime-version:",
        "return-path:",
        "content-type:",
        "cc:",
    ];
    head.lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| {
            let line = line.get(..line.floor_char_boundary(16)).unwrap_or_default().to_ascii_lowercase();
            known.iter().any(|name| line.starts_with(name))
        })
        .count()
}

/// Returns true if the first line is a header field and at least one line is a common header field of mail.
fn looks_like_mail(head: &str) -> bool {
    let first = head.lines().find(|line| !line.starts_with("From ")).unwrap_or_default();
    let name = first.split_once(':').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty()
        && name.len() <= 60
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && head_fields(head) >= 1
}

/// Returns the kind of a ZIP file. The names of its entries decide.
fn zip_kind(bytes: &[u8]) -> FileKind {
    // The first entry of an OpenDocument file is its media type, uncompressed (OpenDocument 1.3, part 2, section
    // 3.3).
    let media_type = slice_at(bytes, 30, 8).filter(|name| *name == b"mimetype").and_then(|_| bytes.get(38..));
    let media_type = media_type.map(|rest| rest.get(..rest.len().min(80)).unwrap_or_default());
    if media_type.is_some_and(|media_type| find(media_type, b"opendocument").is_some()) {
        return FileKind::OpenDocument;
    }
    let zip = Zip::open(bytes);
    let has = |start: &str| zip.entries.iter().take(5_000).any(|entry| entry.name.starts_with(start));
    let office = || has("[Content_Types].xml") || has("_rels/");
    match () {
        () if has("xl/workbook.bin") => FileKind::Xlsb,
        () if has("word/") && (office() || has("word/document")) => FileKind::Docx,
        () if has("xl/") && (office() || has("xl/workbook")) => FileKind::Xlsx,
        () if has("ppt/") && (office() || has("ppt/presentation")) => FileKind::Pptx,
        () if has("content.xml") && has("META-INF/") => FileKind::OpenDocument,
        () => FileKind::Zip,
    }
}
