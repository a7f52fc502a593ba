//! What a file is: by its first bytes, then by what its container holds, and only where it is some text by its name.

use serde::{Deserialize, Serialize};

use crate::Input;
use crate::bytes::find;
use crate::{charset, zip};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something without text that can be read: pictures, sound, programs.
    #[default]
    NoText,
    /// PDF, ISO 32000.
    Pdf,
    /// Word since 2007, ECMA-376.
    Docx,
    /// Excel since 2007.
    Xlsx,
    /// Excel since 2007 in its binary form, [MS-XLSB].
    Xlsb,
    /// PowerPoint since 2007.
    Pptx,
    /// An OpenDocument text, table or presentation.
    OpenDocument,
    /// A compound file: what is in it is told by its streams. An encrypted document of Office since 2007 stays this.
    Compound,
    /// Word before 2007, [MS-DOC].
    Doc,
    /// Excel before 2007, [MS-XLS].
    Xls,
    /// PowerPoint before 2007, [MS-PPT].
    Ppt,
    /// A message of Outlook, [MS-OXMSG].
    Msg,
    /// What Outlook puts beside a mail, [MS-OXTNEF].
    Tnef,
    /// Rich text.
    Rtf,
    /// HTML.
    Html,
    /// Any other XML.
    Xml,
    /// A calendar, RFC 5545.
    Calendar,
    /// Cards, RFC 6350.
    Card,
    /// A message, RFC 5322.
    Mail,
    /// Plain text, tables among it.
    Text,
    /// A ZIP file of other files.
    Zip,
    /// One file, packed by gzip.
    Gzip,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 22] = [
        Self::NoText,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Xlsb,
        Self::Pptx,
        Self::OpenDocument,
        Self::Compound,
        Self::Doc,
        Self::Xls,
        Self::Ppt,
        Self::Msg,
        Self::Tnef,
        Self::Rtf,
        Self::Html,
        Self::Xml,
        Self::Calendar,
        Self::Card,
        Self::Mail,
        Self::Text,
        Self::Zip,
        Self::Gzip,
    ];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoText => "file",
            Self::Pdf => "PDF",
            Self::Docx | Self::Doc => "Word document",
            Self::Xlsx | Self::Xlsb | Self::Xls => "Excel workbook",
            Self::Pptx | Self::Ppt => "PowerPoint presentation",
            Self::OpenDocument => "OpenDocument file",
            Self::Compound => "Office document",
            Self::Msg => "Outlook message",
            Self::Tnef => "winmail.dat",
            Self::Rtf => "RTF document",
            Self::Html => "web page",
            Self::Xml => "XML file",
            Self::Calendar => "calendar entry",
            Self::Card => "contact card",
            Self::Mail => "message",
            Self::Text => "text file",
            Self::Zip => "ZIP file",
            Self::Gzip => "gzip file",
        }
    }

    /// What a file is, told by its first bytes. What lies in a compound file is told when it is read.
    pub fn of(input: &Input<'_>) -> Self {
        let bytes = input.bytes;
        if let Some(kind) = by_magic(bytes) {
            return kind;
        }
        if charset::is_text(bytes) { text_kind(input) } else { Self::NoText }
    }
}

/// How far into a file its signature may begin: some stand behind a few bytes that a gateway put there.
const JUNK: usize = 1024;

fn by_magic(bytes: &[u8]) -> Option<Kind> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"PK00PK\x03\x04") {
        return Some(zip::kind(bytes));
    }
    if starts(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if starts(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Some(Kind::Compound);
    }
    if starts(b"{\\rt") {
        return Some(Kind::Rtf);
    }
    if starts(&[0x78, 0x9F, 0x3E, 0x22]) {
        return Some(Kind::Tnef);
    }
    if starts(&[0x1F, 0x8B, 8]) {
        return Some(Kind::Gzip);
    }
    // Streams of Excel 2 to 4, which lie in no compound file.
    if starts(&[9, 0, 4, 0]) || starts(&[9, 2, 6, 0]) || starts(&[9, 4, 6, 0]) {
        return Some(Kind::Xls);
    }
    let pictures: [&[u8]; 4] = [b"\x89PNG\r\n", b"\xFF\xD8\xFF", b"GIF87a", b"GIF89a"];
    // These begin as words do.
    let others: [&[u8]; 5] = [b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\x01\0"];
    let begins = |magics: &[&[u8]]| magics.iter().any(|magic| starts(magic));
    if begins(&pictures) || begins(&others) && !charset::is_text(bytes) {
        return Some(Kind::NoText);
    }
    find(bytes.get(..bytes.len().min(JUNK))?, b"%PDF-").map(|_| Kind::Pdf)
}

/// What kind of text a text is.
fn text_kind(input: &Input<'_>) -> Kind {
    let head = charset::decode(input.bytes.get(..input.bytes.len().min(4096)).unwrap_or_default());
    let head = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    let lower = head.to_ascii_lowercase();
    let extension = input.name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let extension = extension.as_str();
    let media_type = input.media_type.to_ascii_lowercase();
    if lower.starts_with("begin:vcalendar") {
        return Kind::Calendar;
    }
    if lower.starts_with("begin:vcard") {
        return Kind::Card;
    }
    if lower.starts_with('<') && looks_like_html(&lower) {
        return Kind::Html;
    }
    if lower.starts_with("<?xml") || (lower.starts_with('<') && matches!(extension, "xml" | "svg" | "fodt")) {
        return Kind::Xml;
    }
    let says_html =
        matches!(extension, "htm" | "html" | "xhtml" | "mht") || media_type.starts_with("text/html");
    if says_html && lower.contains('<') && !looks_like_mail(head) {
        return Kind::Html;
    }
    let says_mail = matches!(extension, "eml" | "mht" | "mhtml" | "emlx") || media_type == "message/rfc822";
    if looks_like_mail(head) && (says_mail || head_fields(head) >= 3) {
        return Kind::Mail;
    }
    Kind::Text
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

/// How many of the first lines are fields of a message's header that every message has one of.
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

/// True if the first line is a header field.
fn looks_like_mail(head: &str) -> bool {
    let first = head.lines().find(|line| !line.starts_with("From ")).unwrap_or_default();
    let name = first.split_once(':').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty()
        && name.len() <= 60
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && head_fields(head) >= 1
}
