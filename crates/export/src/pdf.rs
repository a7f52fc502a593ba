//! The format PDF: one file for people, with a cover, an index, bookmarks and the embedded attachments.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use foundmail_mail::Person;
use foundmail_pdf::{FileEntry, Fonts, Paper, PdfError, PdfMessage, PdfOptions, PdfWriter, Relation};
use tempfile::SpooledTempFile;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{AttachmentException, ExportSummary, FormatFacts, ManifestEntry, full_name};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, TimeZone};
use crate::output::{Output, OutputFile};
use crate::target::TargetKind;

/// One PDF file. It follows PDF/A-3u if the fonts of the computer permit it.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "pdf",
    title: "PDF",
    help: "One file to read and print, with all attachments inside",
    on_screen: Some("One file to read, print or hand in. It shows the text, and contains the attachments."),
    target: TargetKind::File { extension: ".pdf" },
    has_folders: false,
    order: None,
    accepts: |_| true,
    create: |options, output| Ok(Box::new(PdfExporter::create(options, output)?)),
};

/// The largest file that is held in memory before it is embedded, in bytes. Larger files use a temporary file.
const MAX_IN_MEMORY: usize = 4 << 20;

struct PdfExporter {
    path: PathBuf,
    writer: PdfWriter<OutputFile>,
    time_zone: TimeZone,
    /// The messages that are incomplete: subject and sentence of each, for the cover.
    remarks: Vec<(String, String)>,
    /// The titles of the conversations: the subjects of their first messages.
    titles: HashMap<u32, String>,
    /// The number of messages that were written. Names of embedded messages contain it.
    messages: u32,
}

impl PdfExporter {
    fn create(export: &ExportOptions, output: &mut Output) -> Result<Self, ExportError> {
        let file = output.create_main()?;
        let (title, path) = (output.stem(), output.target().to_owned());
        let options =
            PdfOptions { title, paper: Paper::A4, created: Utc::now(), bates: None, archival: true };
        let writer = Fonts::of_this_computer()
            .and_then(|fonts| PdfWriter::new(file, fonts, options))
            .map_err(|error| failed(&path, error))?;
        let (time_zone, titles) = (export.time_zone, HashMap::new());
        Ok(Self { path, writer, time_zone, remarks: Vec::new(), titles, messages: 0 })
    }

    /// Embeds the attachments and completes their entries. Returns a line for each, and an exception for each that cannot be
    /// read.
    fn embed_attachments(
        &mut self,
        message: &ExportMessage<'_>,
        manifest: &mut ManifestEntry,
    ) -> Result<(Vec<String>, Vec<AttachmentException>), ExportError> {
        let (mut lines, mut lost) = (Vec::new(), Vec::new());
        for (index, attachment) in message.attachments.iter().enumerate() {
            let mut content = SpooledTempFile::new(MAX_IN_MEMORY);
            match message.content.attachment(index, &mut content) {
                Ok(()) => {}
                Err(ExportError::Unreadable { what }) => {
                    let name = attachment.name.clone();
                    manifest.left_out.push(format!("The attachment {name} could not be read: {what}"));
                    lost.push(AttachmentException { id: message.id, name, why: what });
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
            if let Some(listed) = manifest.attachments.get_mut(index) {
                entry.mime.clone_into(&mut listed.mime);
                listed.size = file.size;
                listed.sha256 = Some(file.sha256.clone());
                listed.embedded_name = Some(file.name.clone());
            }
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

    /// Embeds the message as an EML file and returns its entry in the manifest.
    fn embed_source(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError> {
        let write = message.plain_bytes()?;
        let mut written = DigestWriter::new(SpooledTempFile::new(MAX_IN_MEMORY));
        write(&mut written).map_err(|error| ExportError::file(&self.path, error))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let mut manifest_entry = ManifestEntry::written(message, &name, 0, &written);
        self.messages = self.messages.saturating_add(1);
        let name = format!("{:05}.eml", self.messages);
        let entry = FileEntry {
            name: &name,
            mime: "message/rfc822",
            description: &message.subject,
            date: message.date.and_then(utc),
            relation: Relation::Source,
        };
        let file = self.embed(&entry, written.into_inner())?;
        manifest_entry.source_embedded = Some(file.name);
        Ok(manifest_entry)
    }
}

impl Exporter for PdfExporter {
    fn write(&mut self, message: &ExportMessage<'_>, _: &mut Output) -> Result<Written, ExportError> {
        let mut entry = self.embed_source(message)?;
        let (mut remarks, lost) = self.embed_attachments(message, &mut entry)?;
        remarks.extend(message.missing.iter().chain(&entry.left_out).cloned());
        let subject = if message.subject.is_empty() { "(no subject)" } else { &message.subject };
        let title = self.titles.entry(message.thread).or_insert_with(|| subject.to_owned()).clone();
        let date = message.date.and_then(|date| self.time_zone.at(date));
        let shown = date.map(|date| date.format("%-d %B %Y, %H:%M %:z").to_string());
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
            date: &date.map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default(),
            from: message.from.first().map(name_of).unwrap_or_default(),
        };
        let (_, missing_glyphs) =
            self.writer.add_message(&page).map_err(|error| failed(&self.path, error))?;
        if missing_glyphs > 0 {
            entry.left_out.push(format!(
                "{missing_glyphs} characters are shown as a box, because no font on this computer contains them."
            ));
        }
        let sentences =
            entry.defects.iter().chain(&entry.left_out).take(MAX_REMARKS.saturating_sub(self.remarks.len()));
        self.remarks.extend(sentences.map(|sentence| (message.subject.clone(), sentence.clone())));
        Ok(Written { entry, lost })
    }

    fn finish(
        mut self: Box<Self>,
        options: &ExportOptions,
        summary: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        let cover = cover(options, summary, &std::mem::take(&mut self.remarks));
        let (mut file, pdf) = self.writer.finish(&cover).map_err(|error| failed(&self.path, error))?;
        file.messages = summary.written;
        output.complete(file)?;
        let physical = |page: usize| u32::try_from(page.saturating_add(pdf.front_pages)).unwrap_or(u32::MAX);
        let mut members = serde_json::Map::new();
        members.insert("pages".to_owned(), pdf.pages.into());
        members.insert("front_pages".to_owned(), pdf.front_pages.into());
        members.insert("pdfa".to_owned(), if pdf.archival { "3u".into() } else { serde_json::Value::Null });
        let pages = pdf.messages.iter().map(|&(first, last)| (physical(first), physical(last))).collect();
        Ok(FormatFacts { pages, members })
    }
}

/// Maximum number of sentences about incomplete messages on the cover. The manifest has all of them.
const MAX_REMARKS: usize = 200;

/// Returns the labels and values of the cover: selection, dates, counts, sources, and each message that is not complete.
fn cover(
    options: &ExportOptions,
    summary: &ExportSummary,
    remarks: &[(String, String)],
) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (label.to_owned(), value);
    let made = options.time_zone.at(Utc::now().timestamp());
    let mut cover = vec![
        row("Made on", made.map(|made| made.format("%-d %B %Y, %H:%M %:z").to_string()).unwrap_or_default()),
        row("Messages", summary.written.to_string()),
        row("Attachments", summary.attachments.written.to_string()),
    ];
    if !options.selection.is_empty() {
        cover.insert(0, row("Selection", options.selection.clone()));
    }
    if let Some((first, last)) = &summary.dates {
        let day = |date: &str| date.get(..10).unwrap_or(date).to_owned();
        cover.push(row("Dates", format!("{} to {}", day(first), day(last))));
    }
    for source in &options.sources {
        let digest = source.sha256.as_ref().map(|digest| format!(", SHA-256 {digest}")).unwrap_or_default();
        let missing = source.missing.as_ref().map(|missing| format!(". {missing}")).unwrap_or_default();
        cover.push(row("Mailbox", format!("{} ({} bytes){digest}{missing}", source.name, source.size)));
    }
    cover.push(row(
        "Inside this file",
        "An EML file of each message, as the archive stores it, and all attachments. The pages show the text of the \
         messages without formatting."
            .to_owned(),
    ));
    for exception in &summary.exceptions {
        cover.push(row(
            "Not in this file",
            format!("\u{201c}{}\u{201d}: {}", exception.subject, exception.why),
        ));
    }
    for (subject, sentence) in remarks {
        cover.push(row("Not complete", format!("\u{201c}{subject}\u{201d}: {sentence}")));
    }
    if remarks.len() >= MAX_REMARKS {
        cover.push(row(
            "Not complete",
            "The manifest beside this file lists all incomplete messages.".to_owned(),
        ));
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

fn name_of(person: &Person) -> &str {
    if person.name.is_empty() { &person.address } else { &person.name }
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
