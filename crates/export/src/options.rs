//! The options of an export.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Local, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::pdf_choices::PdfChoices;

/// The options of an export. The default is one copy of each message, in the order of dates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportOptions {
    /// The selection in words, such as `everything with ruth@alder.example`. The manifest and the cover contain it.
    pub selection: String,
    /// The sources of the selected messages.
    pub sources: Vec<ExportSource>,
    /// Identifies the archive, in formats whose items have ids of their own.
    pub identity: String,
    /// The number of copies of a message that was found in several folders.
    pub copies: Copies,
    /// The order of the messages.
    pub order: Order,
    /// The time zone of dates in file names, lists and pages.
    pub time_zone: TimeZone,
    /// The version of contact cards.
    pub vcard: VcardVersion,
    /// Maximum size of a file in bytes, in formats that can begin another file. `None` for the default of the format.
    pub max_file: Option<u64>,
    /// The program or service that will read the export, if its limits must be respected.
    pub preset: Option<Preset>,
    /// The options of lists.
    pub list: ListOptions,
    /// The folders of attachments that are exported alone.
    pub attachment_folders: AttachmentFolders,
    /// The choices for a PDF.
    pub pdf: PdfChoices,
}

/// A program or service that reads exports, and that has limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// The import service of Microsoft 365 for PST files.
    Microsoft365,
}

/// A source of exported messages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ExportSource {
    /// The name that users see, such as `office.pst`.
    pub name: String,
    /// Full path.
    pub path: PathBuf,
    /// Name of its format.
    pub format: String,
    /// Size in bytes at its last import.
    pub size: u64,
    /// SHA-256 digest of the file in hexadecimal. `None` for a folder, and for a file that has changed or cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The reason why messages may be missing from the source, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// The number of copies of a message that was found in several folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// One copy, in the folder of the first occurrence.
    #[default]
    Once,
    /// One copy in each folder, in formats that have folders.
    Everywhere,
}

/// The order of exported messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Oldest first. Files of messages are in one folder.
    #[default]
    Date,
    /// By source and folder, then oldest first. Files of messages are in a tree of folders.
    Folder,
    /// Contacts before all other kinds, each oldest first.
    ContactsFirst,
    /// By conversation, then oldest first. The conversation with the oldest message is first.
    Conversation,
}

/// The version of contact cards.
///
/// Version 3.0 is the default: Outlook does not read 4.0, and Google Contacts and Apple write 3.0 themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VcardVersion {
    /// Version 3.0 (RFC 2426), which all programs read.
    #[default]
    V3,
    /// Version 4.0 (RFC 6350), the present standard.
    V4,
}

/// The options of lists of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListOptions {
    /// True if the messages are written as EML files beside the list, and each row links to its file.
    pub with_messages: bool,
}

/// The folders of attachments that are exported alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AttachmentFolders {
    /// A folder for each year, and in it one for each sender.
    #[default]
    Sender,
    /// A folder for each conversation.
    Conversation,
}

/// A time zone for dates that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeZone {
    /// The time zone of this computer.
    #[default]
    Local,
    /// A fixed distance from UTC.
    Fixed(FixedOffset),
    /// A zone of the IANA database, such as `Europe/Berlin`.
    Named(Tz),
}

impl TimeZone {
    /// Returns a date in seconds since 1970 as a time in this zone. `None` if no calendar has the date.
    pub fn at(self, seconds: i64) -> Option<DateTime<FixedOffset>> {
        let utc = DateTime::<Utc>::from_timestamp(seconds, 0)?;
        let offset = match self {
            Self::Local => Local.offset_from_utc_datetime(&utc.naive_utc()).fix(),
            Self::Fixed(offset) => offset,
            Self::Named(zone) => zone.offset_from_utc_datetime(&utc.naive_utc()).fix(),
        };
        Some(utc.with_timezone(&offset))
    }
}

/// Reads `local`, `UTC`, `+01:00`, or a name of the IANA database.
impl FromStr for TimeZone {
    type Err = UnknownTimeZone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("local") {
            return Ok(Self::Local);
        }
        let fixed = text.parse::<FixedOffset>().map(Self::Fixed);
        fixed.or_else(|_| Tz::from_str_insensitive(text).map(Self::Named)).map_err(|_| UnknownTimeZone)
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => out.write_str("local time of this computer"),
            Self::Fixed(offset) => write!(out, "UTC{offset}"),
            Self::Named(zone) => out.write_str(zone.name()),
        }
    }
}

/// The text names no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a time zone; use `local`, `UTC`, a name such as `Europe/Berlin`, or an offset such as `+01:00`"
)]
pub struct UnknownTimeZone;

#[cfg(test)]
mod tests {
    use super::TimeZone;

    #[test]
    fn time_zones_are_read() {
        let summer = 1_467_331_200; // 2016-07-01 00:00 UTC
        for (text, expected) in [
            ("UTC", "2016-07-01T00:00:00+00:00"),
            ("+05:30", "2016-07-01T05:30:00+05:30"),
            ("-08:00", "2016-06-30T16:00:00-08:00"),
            ("Europe/Berlin", "2016-07-01T02:00:00+02:00"),
            ("america/new_york", "2016-06-30T20:00:00-04:00"),
        ] {
            let zone: TimeZone = text.parse().unwrap();
            assert_eq!(zone.at(summer).unwrap().to_rfc3339(), expected, "{text}");
        }
        assert_eq!("local".parse(), Ok(TimeZone::Local));
        for text in ["", "Berlin", "+25:00", "summer"] {
            assert!(text.parse::<TimeZone>().is_err(), "{text}");
        }
        assert_eq!(TimeZone::Local.at(i64::MAX), None);
    }
}
