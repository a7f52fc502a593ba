//! The kinds of files.

use serde::{Deserialize, Serialize};

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A file without readable text, such as a picture, a sound or a program.
    #[default]
    NoText,
    /// PDF (ISO 32000).
    Pdf,
    /// Word since 2007 (ECMA-376).
    Docx,
    /// Excel since 2007 (ECMA-376).
    Xlsx,
    /// Binary Excel since 2007 ([MS-XLSB]).
    Xlsb,
    /// PowerPoint since 2007 (ECMA-376).
    Pptx,
    /// OpenDocument text, table or presentation.
    OpenDocument,
    /// A compound file whose final kind is not known yet. The names of its streams decide the final kind when it
    /// is read. An encrypted document of Office 2007 or later keeps this kind.
    Compound,
    /// Word before 2007 ([MS-DOC]).
    Doc,
    /// Excel before 2007 ([MS-XLS]).
    Xls,
    /// PowerPoint before 2007 ([MS-PPT]).
    Ppt,
    /// Outlook message ([MS-OXMSG]).
    Msg,
    /// An Outlook item in the format TNEF, usually named `winmail.dat` ([MS-OXTNEF]).
    Tnef,
    /// Rich Text Format.
    Rtf,
    /// HTML.
    Html,
    /// Any other XML.
    Xml,
    /// Calendar (RFC 5545).
    Calendar,
    /// Contact cards (RFC 6350).
    Card,
    /// Message (RFC 5322).
    Mail,
    /// Plain text, including tables such as CSV.
    Text,
    /// A ZIP file with other files.
    Zip,
    /// One file, compressed with gzip.
    Gzip,
}

impl FileKind {
    /// All kinds.
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

    /// Returns the name that the user sees.
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
}
