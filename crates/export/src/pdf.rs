//! PDF: all messages in one file for people, with cover, index, bookmarks and the attachments inside.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, Utc};
use foundmail_mail::Person;
use foundmail_pdf::{FileEntry, Fonts, Paper, PdfError, PdfMessage, PdfOptions, PdfWriter, Relation};
use tempfile::SpooledTempFile;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, TargetKind};
use crate::manifest::{Manifest, ManifestEntry};
use crate::message::ExportMessage;
use crate::new_file::NewFile;

/// One PDF file, PDF/A-3u where the fonts of the computer permit it.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "pdf",
    title: "PDF",
    help: "One file to read and print, with all attachments inside",
    on_screen: Some("One file to read, print or hand in. It shows the text, and contains the attachments."),
    target: TargetKind::File { extension: ".pdf" },
    create: |target| Ok(Box::new(PdfExporter::create(target)?)),
};

/// The largest file that is held in memory on its way into the PDF, in bytes.
const MAX_IN_MEMORY: usize = 4 << 20;

struct PdfExporter {
    path: PathBuf,
    writer: PdfWriter<NewFile>,
    /// The titles of the conversations: the subjects of their first messages.
    titles: HashMap<u32, String>,
    /// The number of messages so far, which names their files.
    messages: u32,
}

impl PdfExporter {
    fn create(path: &Path) -> Result<Self, ExportError> {
        let file = NewFile::create(path)?;
        let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let options =
            PdfOptions { title, paper: Paper::A4, created: Utc::now(), bates: None, archival: true };
        let writer = Fonts::of_this_computer()
            .and_then(|fonts| PdfWriter::new(file, fonts, options))
            .map_err(|error| failed(path, error))?;
        Ok(Self { path: path.to_owned(), writer, titles: HashMap::new(), messages: 0 })
    }

    /// Embeds the attachments. Returns a line for each, and a sentence for each that cannot be read.
    fn embed_attachments(
        &mut self,
        message: &ExportMessage<'_>,
    ) -> Result<(Vec<String>, Vec<String>), ExportError> {
        let (mut lines, mut lost) = (Vec::new(), Vec::new());
        for (index, attachment) in message.attachments.iter().enumerate() {
            let mut content = SpooledTempFile::new(MAX_IN_MEMORY);
            match message.content.attachment(index, &mut content) {
                Ok(()) => {}
                Err(ExportError::Unreadable { what }) => {
                    lost.push(format!("The attachment {} could not be read: {what}", attachment.name));
                    continue;
                }
                Err(error) => return Err(error),
            }
            let description = format!("Attachment of \u{201c}{}\u{201d}", message.subject);
            let entry = FileEntry {
                name: &attachment.name,
                mime: mime_of(attachment.extension.as_deref()),
                description: &description,
                date: message.date.and_then(utc),
                relation: Relation::Attachment,
            };
            let file = self.embed(&entry, content)?;
            lines.push(format!("Attachment: {} ({} bytes)", file.name, file.size));
        }
        Ok((lines, lost))
    }

    fn embed(
        &mut self,
        entry: &FileEntry<'_>,
        mut content: impl Read + Seek,
    ) -> Result<foundmail_pdf::EmbeddedFile, ExportError> {
        content.seek(SeekFrom::Start(0)).map_err(|error| ExportError::file(&self.path, error))?;
        self.writer.add_file(entry, &mut content).map_err(|error| failed(&self.path, error))
    }

    /// Embeds the message itself and returns its entry in the manifest.
    fn embed_source(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError> {
        let write = message.plain_bytes()?;
        let mut written = DigestWriter::new(SpooledTempFile::new(MAX_IN_MEMORY));
        write(&mut written).map_err(|error| ExportError::file(&self.path, error))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let manifest_entry = ManifestEntry::new(message, &name, 0, &written);
        self.messages = self.messages.saturating_add(1);
        let name = format!("{:05}.eml", self.messages);
        let entry = FileEntry {
            name: &name,
            mime: "message/rfc822",
            description: &message.subject,
            date: message.date.and_then(utc),
            relation: Relation::Source,
        };
        self.embed(&entry, written.into_inner())?;
        Ok(manifest_entry)
    }
}

impl Exporter for PdfExporter {
    fn write(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError> {
        let mut entry = self.embed_source(message)?;
        let (mut remarks, lost) = self.embed_attachments(message)?;
        remarks.extend(message.missing.iter().chain(&lost).cloned());
        let subject = if message.subject.is_empty() { "(no subject)" } else { &message.subject };
        let title = self.titles.entry(message.thread).or_insert_with(|| subject.to_owned()).clone();
        let date = message.date.and_then(utc);
        let shown = date.map(|date| date.with_timezone(&Local).format("%-d %B %Y, %H:%M %:z").to_string());
        let fields = [
            ("From", people(&message.from)),
            ("To", people(&message.to)),
            ("Cc", people(&message.cc)),
            ("Bcc", people(&message.bcc)),
            ("Date", shown.unwrap_or_default()),
        ];
        let page = PdfMessage {
            subject,
            conversation: Some(&title),
            fields: fields.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            text: &message.text,
            remarks,
            date: &date
                .map(|date| date.with_timezone(&Local).format("%Y-%m-%d").to_string())
                .unwrap_or_default(),
            from: message.from.first().map(name_of).unwrap_or_default(),
        };
        let (number, missing_glyphs) =
            self.writer.add_message(&page).map_err(|error| failed(&self.path, error))?;
        entry.page = u32::try_from(number).ok();
        entry.left_out.extend(lost);
        if missing_glyphs > 0 {
            entry.left_out.push(format!(
                "{missing_glyphs} characters are shown as a box, because this computer has no font with them."
            ));
        }
        Ok(entry)
    }

    fn finish(self: Box<Self>, manifest: &Manifest) -> Result<(), ExportError> {
        let (file, _) = self.writer.finish(&cover(manifest)).map_err(|error| failed(&self.path, error))?;
        manifest.save_beside(&file.keep()?)
    }
}

/// Returns the labels and values of the cover: dates, counts, and each message that is not complete.
fn cover(manifest: &Manifest) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (label.to_owned(), value);
    let mut cover = vec![
        row("Made on", Local::now().format("%-d %B %Y, %H:%M %:z").to_string()),
        row("Messages", manifest.messages.to_string()),
    ];
    let dates = || manifest.entries.iter().filter_map(|entry| entry.date.as_deref());
    if let (Some(first), Some(last)) = (dates().min(), dates().max()) {
        let day = |date: &str| date.get(..10).unwrap_or(date).to_owned();
        cover.push(row("Dates", format!("{} to {}", day(first), day(last))));
    }
    cover.push(row(
        "Inside this file",
        "Each message as an EML file, as the archive keeps it, and its attachments. The pages show the text without \
         its formatting."
            .to_owned(),
    ));
    for entry in &manifest.entries {
        for sentence in entry.missing.iter().chain(&entry.left_out) {
            cover.push(row("Not complete", format!("\u{201c}{}\u{201d}: {sentence}", entry.subject)));
        }
    }
    cover
}

fn failed(path: &Path, error: PdfError) -> ExportError {
    match error {
        PdfError::Write(source) => ExportError::file(path, source),
        other => ExportError::Pdf { path: path.to_owned(), source: other },
    }
}

fn utc(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

fn people(people: &[Person]) -> String {
    people.iter().map(full_name).collect::<Vec<_>>().join(", ")
}

fn full_name(person: &Person) -> String {
    match (person.name.as_str(), person.address.as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

fn name_of(person: &Person) -> &str {
    if person.name.is_empty() { &person.address } else { &person.name }
}

/// Returns the MIME type of a file extension.
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
