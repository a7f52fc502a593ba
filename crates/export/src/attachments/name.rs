//! File names of exported attachments.

use chrono::{DateTime, FixedOffset};
use foundmail_mail::{runs_as_program, safe_file_name};

use crate::message::ExportAttachment;
use crate::output::file_stem;

/// The extension that is added to programs.
const BLOCKED: &str = ".blocked";

/// Maximum length of a file extension, in bytes. The text after the last full stop of a longer one is part of the name.
const MAX_EXTENSION: usize = 20;

/// Returns the name of a file: the date of the message and the name of the attachment, such as `2016-03-14 Invoice 88.pdf`.
pub(super) fn file_name(attachment: &ExportAttachment, date: Option<DateTime<FixedOffset>>) -> String {
    let date = date.map_or_else(|| "No date".to_owned(), |date| date.format("%Y-%m-%d").to_string());
    let name = safe_file_name(&attachment.name);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= MAX_EXTENSION => {
            (stem, format!(".{extension}"))
        }
        _ => (name.as_str(), String::new()),
    };
    let is_message = matches!(attachment.media_type.as_str(), "message/rfc822" | "message/global");
    let extension = if is_message && !extension.eq_ignore_ascii_case(".eml") {
        format!("{extension}.eml")
    } else {
        extension
    };
    safe_file_name(&format!("{}{extension}", file_stem(&format!("{date} {stem}"))))
}

/// Returns the name with an added extension, if a file of this name runs as a program when it is opened.
///
/// Many attachments are saved at once here, so nobody is asked about a single one. A program keeps all its bytes, and its name in
/// the manifest. With the added extension, a double click does not start it; whoever needs it removes the extension.
pub(super) fn blocked(name: &str) -> Option<String> {
    runs_as_program(name).then(|| format!("{name}{BLOCKED}"))
}
