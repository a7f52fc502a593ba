//! One message of a manifest.

use std::io::Write;

use foundmail_mail::Person;
use serde::{Deserialize, Serialize};

use crate::digest_writer::DigestWriter;
use crate::message::{ExportMessage, Occurrence};

/// One message of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Number of the message in the export, from 1.
    pub n: u32,
    /// Path of the file with the message, relative to the manifest.
    pub file: String,
    /// Offset of the message in the file, in bytes.
    pub offset: u64,
    /// Size of the message in the file, in bytes. In a PST, the size of the message as the archive has it.
    pub size: u64,
    /// SHA-256 digest of these bytes, in hexadecimal.
    pub sha256: String,
    /// Number of the first page in a PDF, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_first: Option<u32>,
    /// Number of the last page in a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_last: Option<u32>,
    /// Name of the embedded file with the message itself, in a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_embedded: Option<String>,
    /// Id of the node of the message in a PST.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u32>,
    /// Id of the message in the archive.
    pub id: u32,
    /// Kind of the item: `mail`, `appointment` and so on.
    pub kind: String,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// Date in UTC (RFC 3339).
    pub date: Option<String>,
    /// Sender, as `Name <address>`.
    pub from: String,
    /// Recipients in `To` and `Cc`, with commas between them.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Every position at which the message was found.
    pub occurrences: Vec<ManifestOccurrence>,
    /// Parts that the archive lacks, one sentence for each.
    pub defects: Vec<String>,
    /// Parts that the archive has and the export lacks, one sentence for each.
    pub left_out: Vec<String>,
    /// The attachments, without the parts that belong to the text.
    pub attachments: Vec<ManifestAttachment>,
}

/// A position at which a message was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ManifestOccurrence {
    /// Index of the source in the manifest's list of sources, from 0.
    pub source: usize,
    /// Path of the folder, with `/` between levels.
    pub folder: String,
    /// The position in the source, as the reader of the format counts: an offset, a node id or a file name.
    pub position: String,
    /// The way in which the item was recovered. Empty if a folder lists it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub recovered: String,
}

/// An attachment of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ManifestAttachment {
    /// File name in the message.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub mime: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 digest in hexadecimal, if the attachment is a file of its own or is embedded in a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Path of the file with the attachment, relative to the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// True if the file was written for an earlier attachment with the same bytes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// Name of the embedded file in a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded_name: Option<String>,
}

impl ManifestEntry {
    /// Returns the entry of a message that is part of `file`, without its position.
    pub(crate) fn of(message: &ExportMessage<'_>, file: &str) -> Self {
        let recipients: Vec<String> = message.to.iter().chain(&message.cc).map(full_name).collect();
        Self {
            file: file.to_owned(),
            id: message.id,
            kind: message.kind.clone(),
            message_id: message.message_id.clone(),
            date: message.date.and_then(rfc3339),
            from: message.from.iter().map(full_name).collect::<Vec<_>>().join(", "),
            to: recipients.join(", "),
            subject: message.subject.clone(),
            occurrences: message.occurrences.iter().map(ManifestOccurrence::of).collect(),
            defects: message.missing.clone(),
            attachments: message
                .attachments
                .iter()
                .map(|attachment| ManifestAttachment {
                    name: attachment.name.clone(),
                    mime: attachment.media_type.clone(),
                    size: attachment.size,
                    ..ManifestAttachment::default()
                })
                .collect(),
            ..Self::default()
        }
    }

    /// Returns the entry of a message that was written to `file` at `offset`.
    pub(crate) fn written<W: Write>(
        message: &ExportMessage<'_>,
        file: &str,
        offset: u64,
        written: &DigestWriter<W>,
    ) -> Self {
        Self { offset, size: written.size, sha256: written.sha256(), ..Self::of(message, file) }
    }

    /// Returns true if part of the message is missing, in the archive or in the export.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.defects.is_empty() || !self.left_out.is_empty()
    }
}

impl ManifestOccurrence {
    fn of(occurrence: &Occurrence) -> Self {
        Self {
            source: occurrence.source,
            folder: occurrence.folder.join("/"),
            position: occurrence.position.clone(),
            recovered: occurrence.recovered.clone(),
        }
    }
}

/// Returns a date in seconds since 1970 in the notation of RFC 3339, in UTC.
pub fn rfc3339(date: i64) -> Option<String> {
    let date = chrono::DateTime::from_timestamp(date, 0)?;
    Some(date.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// Returns a person as `Name <address>`.
pub(crate) fn full_name(person: &Person) -> String {
    match (person.name.as_str(), person.address.as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}
