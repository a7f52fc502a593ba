//! The attachments and the source of a message in a PDF.

use std::io::{self, Read, Seek as _, SeekFrom};

use foundmail_pdf::{Appendix, FileEntry, Relation};
use tempfile::SpooledTempFile;

use super::document::Document;
use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::manifest::{AttachmentException, ManifestEntry};
use crate::message::ExportMessage;
use crate::output::Output;
use crate::pdf_choices::AttachmentPlace;

/// The largest file that is held in memory before it is embedded, in bytes. Larger files use a temporary file.
const MAX_IN_MEMORY: usize = 4 << 20;

/// The largest attachment that is shown as pages, in bytes.
const MAX_SHOWN: u64 = 64 << 20;

/// The attachments of a message after they were written.
#[derive(Default)]
pub(super) struct Attached {
    /// A line for each attachment, for the pages of the message.
    pub(super) lines: Vec<String>,
    /// The attachments that cannot be read.
    pub(super) lost: Vec<AttachmentException>,
    /// The attachments that are shown as pages.
    pub(super) shown: Vec<Appendix>,
}

/// Writes the attachments of a message and completes their entries.
pub(super) fn write_attachments(
    document: &mut Document,
    message: &ExportMessage<'_>,
    place: AttachmentPlace,
    manifest: &mut ManifestEntry,
    output: &mut Output,
) -> Result<Attached, ExportError> {
    let mut attached = Attached::default();
    for (index, attachment) in message.attachments.iter().enumerate() {
        let mut content = SpooledTempFile::new(MAX_IN_MEMORY);
        match message.content.attachment(index, &mut content) {
            Ok(()) => {}
            Err(ExportError::Unreadable { what }) => {
                let name = attachment.name.clone();
                manifest.left_out.push(format!("The attachment {name} could not be read: {what}"));
                attached.lost.push(AttachmentException { id: message.id, name, why: what });
                continue;
            }
            Err(error) => return Err(error),
        }
        document.attachments = document.attachments.saturating_add(1);
        rewind(document, &mut content)?;
        if place == AttachmentPlace::Beside {
            attached.lines.push(save_beside(
                document,
                &attachment.name,
                &mut content,
                output,
                index,
                manifest,
            )?);
            continue;
        }
        let mime = mime_of(attachment.extension.as_deref());
        let line = embed(document, message, index, mime, &mut content, manifest)?;
        attached.lines.push(line);
        if place == AttachmentPlace::Append
            && matches!(mime, "application/pdf" | "image/jpeg" | "image/png" | "image/gif")
        {
            rewind(document, &mut content)?;
            match show(document, &attachment.name, &mut content)? {
                Ok(shown) => attached.shown.push(shown),
                Err(why) => attached.lines.push(format!("{} is not shown as pages: {why}", attachment.name)),
            }
        }
    }
    Ok(attached)
}

/// Embeds an attachment. Returns its line.
fn embed(
    document: &mut Document,
    message: &ExportMessage<'_>,
    index: usize,
    mime: &str,
    content: &mut impl Read,
    manifest: &mut ManifestEntry,
) -> Result<String, ExportError> {
    let name = message.attachments.get(index).map(|attachment| attachment.name.as_str()).unwrap_or_default();
    let description = format!("Attachment of \u{201c}{}\u{201d}", message.subject);
    let date = message.date.and_then(|date| chrono::DateTime::from_timestamp(date, 0));
    let entry = FileEntry { name, mime, description: &description, date, relation: Relation::Attachment };
    let file = document.writer.add_file(&entry, content).map_err(|error| document.failed(error))?;
    let line = format!("Attachment: {} ({} bytes)", file.name, file.size);
    if let Some(listed) = manifest.attachments.get_mut(index) {
        mime.clone_into(&mut listed.mime);
        listed.size = file.size;
        listed.sha256 = Some(file.sha256);
        listed.embedded_name = Some(file.name);
    }
    Ok(line)
}

/// Saves an attachment in a folder beside the PDF. Returns its line.
fn save_beside(
    document: &Document,
    name: &str,
    content: &mut impl Read,
    output: &mut Output,
    index: usize,
    manifest: &mut ManifestEntry,
) -> Result<String, ExportError> {
    let stem = document.path.strip_suffix(".pdf").unwrap_or(&document.path);
    let mut file = output.create_file(&[format!("{stem} attachments")], name)?;
    io::copy(content, &mut file).map_err(|error| file.failed(error))?;
    let line = format!("Attachment: {} ({} bytes)", file.path, file.size());
    output.complete(file)?;
    if let (Some(listed), Some(saved)) = (manifest.attachments.get_mut(index), output.files.last()) {
        listed.size = saved.size;
        listed.sha256 = Some(saved.sha256.clone());
        listed.file = Some(saved.path.clone());
    }
    Ok(line)
}

/// Writes the pages of an attachment. The inner error is a reason, which is no failure of the export.
fn show(
    document: &mut Document,
    name: &str,
    content: &mut impl Read,
) -> Result<Result<Appendix, String>, ExportError> {
    let mut bytes = Vec::new();
    let read = content.take(MAX_SHOWN.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| ExportError::file(std::env::temp_dir(), error))?;
    if bytes.len() as u64 > MAX_SHOWN {
        return Ok(Err("it is too large.".to_owned()));
    }
    document.writer.append(name, bytes).map_err(|error| document.failed(error))
}

/// Computes the digest of a message, and embeds it if the choices say so. Returns its entry in the manifest.
pub(super) fn write_source(
    document: &mut Document,
    message: &ExportMessage<'_>,
    is_embedded: bool,
) -> Result<ManifestEntry, ExportError> {
    let write = message.plain_bytes()?;
    let temporary = |error| ExportError::file(std::env::temp_dir(), error);
    if !is_embedded {
        let mut written = DigestWriter::new(io::sink());
        write(&mut written).map_err(temporary)?;
        return Ok(ManifestEntry::written(message, &document.path, 0, &written));
    }
    let mut written = DigestWriter::new(SpooledTempFile::new(MAX_IN_MEMORY));
    write(&mut written).map_err(temporary)?;
    let mut manifest = ManifestEntry::written(message, &document.path, 0, &written);
    let name = format!("{:05}.eml", document.messages.saturating_add(1));
    let entry = FileEntry {
        name: &name,
        mime: "message/rfc822",
        description: &message.subject,
        date: message.date.and_then(|date| chrono::DateTime::from_timestamp(date, 0)),
        relation: Relation::Source,
    };
    let mut content = written.into_inner();
    rewind(document, &mut content)?;
    let file = document.writer.add_file(&entry, &mut content).map_err(|error| document.failed(error))?;
    manifest.source_embedded = Some(file.name);
    Ok(manifest)
}

fn rewind(document: &Document, content: &mut SpooledTempFile) -> Result<(), ExportError> {
    let rewound = content.seek(SeekFrom::Start(0));
    rewound.map(drop).map_err(|error| ExportError::file(document.path.as_str(), error))
}

/// Returns the MIME type for a file extension.
fn mime_of(extension: Option<&str>) -> &'static str {
    match extension.unwrap_or_default() {
        "pdf" => "application/pdf",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "tif" | "tiff" => "image/tiff",
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "htm" | "html" => "text/html",
        "ics" => "text/calendar",
        "vcf" => "text/vcard",
        "eml" => "message/rfc822",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ppt" => "application/vnd.ms-powerpoint",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}
