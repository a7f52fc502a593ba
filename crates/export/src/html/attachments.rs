//! Writes attachments as files of their own.

use crate::error::ExportError;
use crate::manifest::{AttachmentException, ManifestEntry};
use crate::message::ExportMessage;
use crate::output::Output;

/// An attachment that was written.
pub(super) struct AttachmentFile {
    /// Name in the message.
    pub(super) name: String,
    /// Path relative to the export.
    pub(super) path: String,
    /// Size in bytes.
    pub(super) size: u64,
    /// True if the file has the additional extension `.txt`.
    pub(super) is_renamed: bool,
}

/// Extensions of files that a browser saves, or shows without running anything that can reach the other pages. Any other
/// file gets the extension `.txt`: browsers guess the type of a file with an unknown extension from its content.
const OPENED: &[&str] = &[
    "pdf", "txt", "csv", "tsv", "log", "md", "rtf", "tex", "json", "doc", "docx", "dot", "dotx", "xls",
    "xlsx", "xlt", "xltx", "ppt", "pptx", "pps", "ppsx", "pub", "vsd", "vsdx", "mpp", "odt", "ods", "odp",
    "odg", "pages", "numbers", "key", "wpd", "wps", "png", "jpg", "jpeg", "jpe", "gif", "bmp", "tif", "tiff",
    "webp", "avif", "heic", "heif", "ico", "psd", "ai", "eps", "ps", "indd", "wmf", "emf", "raw", "cr2",
    "nef", "dng", "dwg", "dxf", "stl", "mp3", "wav", "m4a", "ogg", "oga", "opus", "flac", "aac", "wma",
    "amr", "mid", "mp4", "m4v", "mov", "avi", "mkv", "webm", "mpg", "mpeg", "wmv", "3gp", "zip", "7z", "rar",
    "gz", "tgz", "bz2", "xz", "tar", "zst", "eml", "msg", "oft", "tnef", "pst", "ost", "mbox", "ics", "vcs",
    "vcf", "p7s", "p7m", "p7c", "asc", "sig", "pgp", "gpg", "cer", "epub", "mobi", "db", "sqlite", "bak",
    "ttf", "otf",
];

/// Writes the attachments of a message, and completes their entries. Returns the files, and an exception for each attachment
/// that cannot be read.
pub(super) fn write(
    message: &ExportMessage<'_>,
    number: u32,
    entry: &mut ManifestEntry,
    output: &mut Output,
) -> Result<(Vec<AttachmentFile>, Vec<AttachmentException>), ExportError> {
    // Some file systems of memory sticks limit the number of files in a folder.
    let folders = ["attachments".to_owned(), format!("{:03}", number / 1000), format!("{number:06}")];
    let (mut files, mut lost) = (Vec::new(), Vec::new());
    for (index, attachment) in message.attachments.iter().enumerate() {
        let is_renamed = !is_opened(&attachment.name);
        let stored = if is_renamed { format!("{}.txt", attachment.name) } else { attachment.name.clone() };
        let mut file = output.create_file(&folders, &stored)?;
        match message.content.attachment(index, &mut file) {
            Ok(()) => {}
            Err(ExportError::Unreadable { what }) => {
                output.discard(file)?;
                let name = attachment.name.clone();
                entry.left_out.push(format!("The attachment {name} could not be read: {what}"));
                lost.push(AttachmentException { id: message.id, name, why: what });
                continue;
            }
            Err(error) => return Err(error),
        }
        let path = file.path.clone();
        output.complete(file)?;
        let written = output.files.last();
        let (size, sha256) = written.map(|file| (file.size, file.sha256.clone())).unwrap_or_default();
        if let Some(listed) = entry.attachments.get_mut(index) {
            listed.size = size;
            listed.sha256 = Some(sha256);
            listed.file = Some(path.clone());
        }
        files.push(AttachmentFile { name: attachment.name.clone(), path, size, is_renamed });
    }
    Ok((files, lost))
}

/// Returns true if a file keeps its extension.
fn is_opened(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.trim().to_ascii_lowercase());
    extension.is_some_and(|extension| OPENED.contains(&extension.as_str()))
}

/// Returns a size for people, such as `1.4 MB`.
pub(super) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = bytes.saturating_mul(10).saturating_add(unit / 2).checked_div(unit).unwrap_or_default();
        if tenths >= 100 {
            format!("{}", tenths.saturating_add(5) / 10)
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    };
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} KB", tenths(1000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::{OPENED, is_opened, size};

    #[test]
    fn no_type_that_a_browser_runs_keeps_its_extension() {
        for name in ["offer.pdf", "Photo.JPG", "a.b.docx", "backup.tar.gz", "page.html.txt"] {
            assert!(is_opened(name), "{name}");
        }
        for name in [
            "page.html",
            "page.HTM",
            "a.xhtml",
            "a.xht",
            "a.shtml",
            "logo.svg",
            "logo.svgz",
            "data.xml",
            "a.xsl",
            "a.mht",
            "a.mhtml",
            "run.js",
            "run.mjs",
            "setup.exe",
            "sheet.xlsm",
            "none",
            "odd.unknown",
            "trailing.",
            ".html",
            "",
        ] {
            assert!(!is_opened(name), "{name}");
        }
        for extension in OPENED {
            assert!(
                !foundmail_mail::runs_as_program(&format!("a.{extension}")),
                "{extension} runs as a program"
            );
        }
    }

    #[test]
    fn sizes_are_short() {
        for (bytes, expected) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1.0 KB"),
            (48_200, "48 KB"),
            (1_449_999, "1.4 MB"),
            (12_600_000_000, "13 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
