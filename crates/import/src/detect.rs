//! What a file is, by its content.

use std::io;
use std::path::Path;

use foundmail_mapi::{msg, tnef};

use crate::content::Content;
use crate::mbox::{self, is_separator};
use crate::other::{is_document_in_zip, is_plainly_other, is_text};
use crate::packed::{LOCAL_HEADER, is_tar};
use crate::{emlx, olm, text, walk};

/// What a file or folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Outlook's own mailbox.
    Pst,
    /// Outlook's local copy of a mailbox on a server.
    Ost,
    /// Messages one after the other, RFC 4155 and its relatives.
    Mbox,
    /// One message, RFC 5322.
    Eml,
    /// One message as Apple Mail keeps it.
    Emlx,
    /// One item of Outlook in a compound file, or a template for one, [MS-OXMSG].
    Msg,
    /// One item of Outlook as it travels beside a mail, [MS-OXTNEF]: `winmail.dat`.
    Tnef,
    /// A mailbox as Outlook for the Mac exports it.
    Olm,
    /// An archive of files, APPNOTE 4.3.
    Zip,
    /// An archive of files, IEEE 1003.1.
    Tar,
    /// A file or a TAR that is packed, RFC 1952.
    Gzip,
    /// A folder with a message a file: Maildir, and Maildir++ with folders in it.
    Maildir,
    /// A folder with a message a file, called by numbers.
    Mh,
    /// A profile of Thunderbird and its relatives.
    Thunderbird,
    /// The folder of Apple Mail.
    AppleMail,
    /// A folder of files.
    Folder,
    /// Nothing that is read here.
    Unknown,
}

impl Format {
    /// The format as one word, the same in the catalogue, in reports and on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pst => "pst",
            Self::Ost => "ost",
            Self::Mbox => "mbox",
            Self::Eml => "eml",
            Self::Emlx => "emlx",
            Self::Msg => "msg",
            Self::Tnef => "tnef",
            Self::Olm => "olm",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Gzip => "gzip",
            Self::Maildir => "maildir",
            Self::Mh => "mh",
            Self::Thunderbird => "thunderbird",
            Self::AppleMail => "apple_mail",
            Self::Folder => "folder",
            Self::Unknown => "unknown",
        }
    }

    /// True for all that is a folder on the disk, whatever program keeps it.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Maildir | Self::Mh | Self::Thunderbird | Self::AppleMail | Self::Folder)
    }

    /// True for what is made of files, each read for itself.
    pub(crate) fn is_archive(self) -> bool {
        matches!(self, Self::Zip | Self::Tar | Self::Gzip)
    }
}

/// Bytes at the beginning of a file that are looked at.
pub(crate) const HEAD: u64 = 64 * 1024;

/// Tells what lies at `path`.
pub fn detect(path: &Path) -> io::Result<Format> {
    if path.is_dir() {
        return Ok(walk::format_of(path));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let content = Content::Owned(path.to_owned());
    let head = content.head(HEAD)?;
    Ok(detect_content(&content, &head, &name))
}

/// Tells what bytes are that are called `name` and begin with `head`.
pub(crate) fn detect_content(content: &Content, head: &[u8], name: &str) -> Format {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    if head.starts_with(&COMPOUND_FILE) {
        return detect_compound(content, &extension);
    }
    if head.starts_with(&LOCAL_HEADER) {
        return match () {
            () if is_document_in_zip(head, name) => Format::Unknown,
            () if olm::is_olm(content, head) => Format::Olm,
            () => Format::Zip,
        };
    }
    // An archive without entries, or one that begins with something else.
    if head.starts_with(b"PK\x05\x06") || (extension == "zip" && !head.is_empty() && !is_text(head)) {
        return Format::Zip;
    }
    if head.starts_with(b"\x1F\x8B\x08") {
        return Format::Gzip;
    }
    // Old ones have no mark, and of a broken one only its name says so.
    if is_tar(head) || (extension == "tar" && !head.is_empty() && !is_plainly_other(head)) {
        return Format::Tar;
    }
    let format = detect_head(head, &extension);
    // A mailbox that somebody calls a message is one all the same: its other messages may begin behind what was looked at.
    let is_mailbox = || content.open().and_then(mbox::holds_several).unwrap_or(false);
    if format == Format::Eml && head.starts_with(b"From ") && is_mailbox() { Format::Mbox } else { format }
}

/// The first bytes of a compound file, [MS-CFB] 2.2: a message of Outlook, or a document of an older Office.
const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Tells what a compound file holds. Of one whose directory is lost, only its name still says so.
fn detect_compound(content: &Content, extension: &str) -> Format {
    match content.open_at().map(msg::is_message) {
        Ok(Ok(true)) => Format::Msg,
        Ok(Err(_)) if matches!(extension, "msg" | "oft") => Format::Msg,
        _ => Format::Unknown,
    }
}

/// Tells what a file is by its first bytes. The extension decides only where the bytes leave it open.
fn detect_head(head: &[u8], extension: &str) -> Format {
    // [MS-PST] 2.2.2.6: dwMagic at 0, wMagicClient at 8.
    if head.starts_with(b"!BDN") {
        return if head.get(8..10) == Some(b"SO") { Format::Ost } else { Format::Pst };
    }
    if tnef::is_tnef(head) {
        return Format::Tnef;
    }
    match extension {
        // The header is broken, but everybody called it so.
        "pst" if !is_plainly_other(head) => return Format::Pst,
        "ost" if !is_plainly_other(head) => return Format::Ost,
        "emlx" if emlx::is_emlx(head) => return Format::Emlx,
        "mbox" | "mbx" if !head.is_empty() => return Format::Mbox,
        _ => {}
    }
    // A message in UTF-16, or with line ends of its own kind, is one all the same.
    let plain = text::plain(head);
    let head = plain.as_deref().unwrap_or(head);
    let text = after_blank_lines(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
    let mut lines = text.split_inclusive(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    if first.starts_with(b"From ") {
        let next = lines.next();
        if is_separator(first, true, next) {
            // Some programs leave the separator before a message that they save alone. The line is one of the file's own then.
            let rest = text.get(first.len()..).unwrap_or_default();
            let is_alone = extension == "eml" && !holds_separator(rest);
            return if is_alone { Format::Eml } else { Format::Mbox };
        }
    } else if begins_with_header(text) {
        // A mailbox whose first separator is gone begins like a message.
        return if extension != "eml" && holds_separator(text) { Format::Mbox } else { Format::Eml };
    }
    match extension {
        "eml" if !text.is_empty() && is_text(text) => Format::Eml,
        _ => Format::Unknown,
    }
}

/// True if a line separates two messages.
fn holds_separator(text: &[u8]) -> bool {
    let lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
    let behind_empty = |pair: &[&[u8]]| matches!(pair.first(), Some(&(b"\n" | b"\r\n")));
    lines.windows(3).any(|three| {
        let (Some(line), Some(next)) = (three.get(1), three.get(2)) else { return false };
        behind_empty(three) && is_separator(line, true, Some(next))
    })
}

fn after_blank_lines(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}

/// Field names that every message has one of. Many files begin with something and a colon; few with one of these.
const FIELDS: &[&str] = &[
    "apparently-to",
    "authentication-results",
    "bcc",
    "cc",
    "content-disposition",
    "content-transfer-encoding",
    "content-type",
    "date",
    "delivered-to",
    "delivery-date",
    "envelope-to",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "status",
    "subject",
    "to",
];

/// True if the text begins with lines that are header fields, one of which is one of mail's own.
fn begins_with_header(text: &[u8]) -> bool {
    let mut known = false;
    for (number, line) in text.split(|&byte| byte == b'\n').take(200).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if number > 0 && matches!(line.first(), Some(b' ' | b'\t')) {
            continue;
        }
        match field_name(line) {
            Some(name) => {
                known |= is_mail_field(name);
            }
            // A broken line behind good ones: still a message.
            None if number == 0 => return false,
            None => break,
        }
        if known {
            return true;
        }
    }
    known
}

/// True for the name of a field that mail has, and few other texts.
pub(crate) fn is_mail_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("x-") || FIELDS.contains(&name.as_str())
}

/// The name of a header field, if the line is one, RFC 5322 section 2.2.
pub(crate) fn field_name(line: &[u8]) -> Option<&str> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_name = !name.is_empty() && name.len() <= 200 && name.iter().all(u8::is_ascii_graphic);
    if is_name { std::str::from_utf8(name).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Format, detect_head};

    #[test]
    fn formats_of_first_bytes() {
        for (head, extension, format) in [
            (&b"!BDN\0\0\0\0SM"[..], "bin", Format::Pst),
            (b"!BDN\0\0\0\0SO", "pst", Format::Ost),
            (b"\0\0\0\0", "pst", Format::Pst),
            (b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n", "", Format::Mbox),
            (b"\xEF\xBB\xBF\r\nFrom: a@b\r\n\r\nhello", "txt", Format::Eml),
            (b"Subject: x\n\nhello\n\nFrom a@b Tue Mar  3 10:00:00 2015\nSubject: y\n", "", Format::Mbox),
            (b"\0\0\0\0", "mbox", Format::Mbox),
            (b"X-Odd: 1\nbroken line\n", "", Format::Eml),
            (b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n", "eml", Format::Eml),
            (b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n\nFrom here on\n", "eml", Format::Eml),
            (
                b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n\nhi\n\nFrom a@b Tue Mar  3 10:00:00 2015\nSubject: y\n",
                "eml",
                Format::Mbox,
            ),
            (b"From here to there\nis a story\n", "txt", Format::Unknown),
            (b"Dear all: hello\n", "txt", Format::Unknown),
            (b"Dear all: hello\n", "eml", Format::Eml),
            (b"note: 1\nfrom: me\n", "", Format::Eml),
            (b"\x89PNG\r\n\x1a\n", "eml", Format::Unknown),
            (b"", "eml", Format::Unknown),
            (b"Dear all\n", "pst", Format::Unknown),
            (b"Subject: x\rFrom: a@b\r\rhello", "eml", Format::Eml),
            (b"Subject: x\r\r\nFrom: a@b\r\r\n\r\r\nhello", "", Format::Eml),
            (b"\xFF\xFES\0u\0b\0j\0e\0c\0t\0:\0 \0x\0\n\0\n\0", "txt", Format::Eml),
            (b"12        \nSubject: x\n\n<?xml", "emlx", Format::Emlx),
            (b"\x78\x9F\x3E\x22\x01\x00", "dat", Format::Tnef),
        ] {
            assert_eq!(detect_head(head, extension), format, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
