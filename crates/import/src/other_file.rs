//! Recognises files without mail by their kind, so that a report does not list them as errors.

/// A kind of file without mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OtherFileKind {
    /// Pictures.
    Picture,
    /// Office documents, PDF files and web pages.
    Document,
    /// Sound and video.
    Media,
    /// Archive files that Foundmail cannot open or that contain no mail.
    Archive,
    /// Programs.
    Program,
    /// Lists, settings and indexes that belong to mail programs.
    MailProgram,
    /// Attachments in separate files.
    Attachment,
    /// Files of zero bytes.
    Empty,
    /// Text.
    Text,
    /// Anything else.
    Other,
}

impl OtherFileKind {
    /// Returns the identifier of the kind in reports and in the window.
    pub fn word(self) -> &'static str {
        match self {
            Self::Picture => "pictures",
            Self::Document => "documents",
            Self::Media => "media",
            Self::Archive => "archives",
            Self::Program => "programs",
            Self::MailProgram => "mail_program",
            Self::Attachment => "attachments",
            Self::Empty => "empty",
            Self::Text => "text",
            Self::Other => "other",
        }
    }
}

/// A file without mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherFile {
    /// The kind of file.
    pub kind: OtherFileKind,
    /// A noun phrase with an article, such as `a picture (PNG)`.
    pub what: &'static str,
}

const fn other(kind: OtherFileKind, what: &'static str) -> OtherFile {
    OtherFile { kind, what }
}

/// Returns the kind of a file without mail. The first bytes and the name of the file decide.
pub(crate) fn other_file_of(head: &[u8], name: &str) -> OtherFile {
    if head.is_empty() {
        return other(OtherFileKind::Empty, "an empty file");
    }
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if is_of_mail_program(&name, extension, head) {
        return other(OtherFileKind::MailProgram, "a list, an index or settings of a mail program");
    }
    by_office(head, extension)
        .or_else(|| by_first_bytes(head))
        .or_else(|| by_text(head))
        .or_else(|| by_extension(extension))
        .unwrap_or_else(|| {
            if is_text(head) {
                other(OtherFileKind::Text, "a text")
            } else {
                other(OtherFileKind::Other, "no mail file")
            }
        })
}

fn by_first_bytes(head: &[u8]) -> Option<OtherFile> {
    use OtherFileKind::{Archive, Document, Media, Picture, Program};
    const KNOWN: &[(usize, &[u8], OtherFile)] = &[
        (0, b"\x89PNG", other(Picture, "a picture (PNG)")),
        (0, b"GIF8", other(Picture, "a picture (GIF)")),
        (0, b"\xFF\xD8\xFF", other(Picture, "a picture (JPEG)")),
        (8, b"WEBP", other(Picture, "a picture (WebP)")),
        (0, b"II*\0", other(Picture, "a picture (TIFF)")),
        (0, b"MM\0*", other(Picture, "a picture (TIFF)")),
        (4, b"ftyphei", other(Picture, "a picture (HEIC)")),
        (4, b"ftypmif1", other(Picture, "a picture (HEIC)")),
        (0, b"\0\0\x01\0", other(Picture, "a picture (icon)")),
        (0, b"8BPS", other(Picture, "a picture (Photoshop)")),
        (0, b"%PDF", other(Document, "a PDF document")),
        (0, b"{\\rtf", other(Document, "a text document (RTF)")),
        (0, b"%!PS", other(Document, "a PostScript document")),
        (0, b"ID3", other(Media, "a sound file")),
        (0, b"OggS", other(Media, "a sound file")),
        (0, b"fLaC", other(Media, "a sound file")),
        (8, b"WAVE", other(Media, "a sound file")),
        (8, b"AVI ", other(Media, "a video")),
        (4, b"ftyp", other(Media, "a video")),
        (0, b"\x1A\x45\xDF\xA3", other(Media, "a video")),
        (0, b"PK\x03\x04", other(Archive, "a ZIP archive without mail")),
        (0, b"7z\xBC\xAF", other(Archive, "a 7-Zip archive; unpack it, then import the folder")),
        (0, b"Rar!", other(Archive, "a RAR archive; unpack it, then import the folder")),
        (0, b"BZh", other(Archive, "a file compressed with bzip2; unpack it, then import the result")),
        (0, b"\xFD7zXZ", other(Archive, "a file compressed with xz; unpack it, then import the result")),
        (
            0,
            b"\x28\xB5\x2F\xFD",
            other(Archive, "a file compressed with zstd; unpack it, then import the result"),
        ),
        (0, b"\x1F\x8B", other(Archive, "a file compressed with gzip")),
        (0, b"MSCF", other(Archive, "a Windows cabinet file (CAB)")),
        (0, b"MZ", other(Program, "a program for Windows")),
        (0, b"\x7FELF", other(Program, "a program for Linux")),
        (0, b"\xCF\xFA\xED\xFE", other(Program, "a program for the Mac")),
        (0, b"\xCA\xFE\xBA\xBE", other(Program, "a program")),
        (0, b"SQLite format 3\0", other(OtherFileKind::Other, "a database (SQLite)")),
        (
            0,
            b"\x0D\xF0\xAD\xBA",
            other(OtherFileKind::MailProgram, "a list of address suggestions of Outlook (NK2)"),
        ),
        (0, b"bplist", other(OtherFileKind::Other, "settings of a Mac program")),
    ];
    let found =
        KNOWN.iter().find(|(at, bytes, _)| head.get(*at..).is_some_and(|head| head.starts_with(bytes)));
    found.map(|&(_, _, other)| other)
}

/// Returns the kind of an office document. Its file is a ZIP file or a compound file.
fn by_office(head: &[u8], extension: &str) -> Option<OtherFile> {
    let what = match extension {
        "docx" | "docm" | "dotx" | "dotm" | "doc" | "dot" => "a Word document",
        "xlsx" | "xlsm" | "xlsb" | "xltx" | "xltm" | "xlam" | "xls" | "xlt" | "xla" => "an Excel table",
        "pptx" | "pptm" | "ppsx" | "ppsm" | "potx" | "potm" | "ppt" | "pps" | "pot" => {
            "a PowerPoint presentation"
        }
        "odt" | "ods" | "odp" | "odg" | "ott" => "a document (OpenDocument)",
        "pages" | "numbers" | "key" => "a document of Apple's office programs",
        "epub" => "a book (EPUB)",
        "one" => "a notebook (OneNote)",
        _ => "",
    };
    let compound = head.starts_with(b"\xD0\xCF\x11\xE0");
    if compound || head.starts_with(b"PK\x03\x04") {
        if !what.is_empty() {
            return Some(other(OtherFileKind::Document, what));
        }
        let holds = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
        if holds(b"[Content_Types].xml") || holds(b"mimetypeapplication/") {
            return Some(other(OtherFileKind::Document, "an Office document"));
        }
        if holds(b"META-INF/MANIFEST.MF") {
            return Some(other(OtherFileKind::Program, "a Java program"));
        }
    }
    compound.then(|| other(OtherFileKind::Document, "an older Office document"))
}

/// Returns true for a ZIP file that is a document or a program, not an archive of the user.
pub(crate) fn is_document_in_zip(head: &[u8], name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "xpi" | "apk" | "jar")
        || by_office(head, extension).is_some_and(|other| other.kind != OtherFileKind::Archive)
}

fn by_text(head: &[u8]) -> Option<OtherFile> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    Some(match () {
        () if begins(b"<!DOCTYPE html") || begins(b"<html") => other(OtherFileKind::Document, "a web page"),
        () if begins(b"<svg") => other(OtherFileKind::Picture, "a picture (SVG)"),
        () => return None,
    })
}

fn by_extension(extension: &str) -> Option<OtherFile> {
    Some(match extension {
        "rwz" => other(OtherFileKind::MailProgram, "a file with Outlook rules"),
        "nk2" => other(OtherFileKind::MailProgram, "a list of address suggestions of Outlook"),
        "srs" | "oab" => other(OtherFileKind::MailProgram, "a list or settings of Outlook"),
        "bmp" | "ico" | "svg" | "psd" | "raw" | "cr2" | "wmf" | "emf" => {
            other(OtherFileKind::Picture, "a picture")
        }
        "mp3" | "wav" | "m4a" | "wma" => other(OtherFileKind::Media, "a sound file"),
        "mp4" | "mov" | "wmv" | "mpg" | "mpeg" => other(OtherFileKind::Media, "a video"),
        "htm" | "html" | "xhtml" => other(OtherFileKind::Document, "a web page"),
        "csv" | "tsv" => other(OtherFileKind::Document, "a table (CSV)"),
        _ => return None,
    })
}

/// Returns true for a file of a mail program that contains no mail, such as settings or an index.
fn is_of_mail_program(name: &str, extension: &str, head: &[u8]) -> bool {
    const NAMES: &[&str] = &[
        ".mh_sequences",
        ".mh_profile",
        ".xmhcache",
        ".uidvalidity",
        "..maildir++",
        "maildirfolder",
        "maildirsize",
        "subscriptions",
        "table_of_contents",
        "prefs.js",
        "msgfilterrules.dat",
        "filterlog.html",
        "popstate.dat",
        "virtualfolders.dat",
        "winmail.fol",
        "prefs.plist",
        "info.plist",
        "session.json",
        "foldertree.json",
        "foldercache.json",
        "xulstore.json",
    ];
    const BEGINNINGS: &[&str] =
        &[".sylpheed", ".claws", "dovecot", "courier", ".courier", "envelope index", ".uw_", ".imap"];
    const EXTENSIONS: &[&str] = &["msf", "snm", "toc", "cmeta", "emlxpart", "fol"];
    head.starts_with(b"// <!-- <mdb:mork")
        || NAMES.contains(&name)
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || EXTENSIONS.contains(&extension)
        || name.contains(".ibex.index")
        || (name.starts_with('.') && matches!(extension, "index" | "ids" | "sorted"))
}

pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let controls = bytes.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    controls.saturating_mul(50) <= bytes.len()
}

/// Returns true for a file of a known kind that is not mail, such as a picture, regardless of its name.
pub(crate) fn is_known_other_file(head: &[u8]) -> bool {
    by_first_bytes(head).is_some()
}

/// Returns true for a file that cannot be an Outlook file, regardless of its name: a text, picture or document.
pub(crate) fn is_clearly_no_mail(head: &[u8]) -> bool {
    let zeros = head.iter().all(|&byte| byte == 0);
    !zeros && (by_first_bytes(head).is_some() || (is_text(head) && !head.is_empty()))
}

/// Returns true for a file that the operating system or an archive program created. Such files are not counted.
pub(crate) fn is_system_file(name: &str, head: &[u8]) -> bool {
    // An AppleDouble file contains the attributes of another file from a Mac.
    let double = head.starts_with(b"\0\x05\x16\x07") || head.starts_with(b"\0\x05\x16\0");
    (name.starts_with("._") && (double || head.is_empty()))
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".localized" | "Icon\r" | ".directory")
}

#[cfg(test)]
mod tests {
    use super::{OtherFileKind, is_system_file, other_file_of};

    #[test]
    fn kinds_of_files() {
        for (head, name, kind, what) in [
            (&b"\x89PNG\r\n\x1A\n"[..], "a.eml", OtherFileKind::Picture, "a picture (PNG)"),
            (b"%PDF-1.4", "a", OtherFileKind::Document, "a PDF document"),
            (b"PK\x03\x04....", "letter.docx", OtherFileKind::Document, "a Word document"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1", "a.xls", OtherFileKind::Document, "an Excel table"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1", "a", OtherFileKind::Document, "an older Office document"),
            (b"", "a.eml", OtherFileKind::Empty, "an empty file"),
            (b"\x14\0\x06\0", "rules.RWZ", OtherFileKind::MailProgram, "a file with Outlook rules"),
            (
                b"// <!-- <mdb:mork:z v=\"1.4\"/> -->",
                "Inbox.msf",
                OtherFileKind::MailProgram,
                "a list, an index or settings of a mail program",
            ),
            (
                b"7z\xBC\xAF\x27\x1C",
                "a",
                OtherFileKind::Archive,
                "a 7-Zip archive; unpack it, then import the folder",
            ),
            (b"just a note", "note.txt", OtherFileKind::Text, "a text"),
            (b"\x01\x02\x03\x04", "x.bin", OtherFileKind::Other, "no mail file"),
        ] {
            let other = other_file_of(head, name);
            assert_eq!((other.kind, other.what), (kind, what), "{name}");
        }
    }

    #[test]
    fn files_of_the_system_are_recognised() {
        assert!(is_system_file("._1.eml", b"\0\x05\x16\x07\0\x02"));
        assert!(!is_system_file("._1.eml", b"From: a@b\n\nmail"));
        assert!(is_system_file(".DS_Store", b"\0\0\0\x01Bud1"));
    }
}
