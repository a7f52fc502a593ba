//! The format PDF: files for people, with a cover, an index, bookmarks and the attachments.

mod attachments;
mod cover;
mod document;
mod printer;

use std::collections::HashMap;

use foundmail_mail::Person;
use foundmail_pdf::{MailFacts, PagePrinter, PdfMessage, PdfSummary};

use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, full_name};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order};
use crate::output::{Output, OutputFile, file_stem};
use crate::target::TargetKind;
use attachments::{write_attachments, write_source};
use cover::cover;
use document::Document;
use printer::SharedPrinter;

/// One PDF file. It follows PDF/A-3u if the fonts of the computer permit it.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "pdf",
    title: "PDF",
    help: "One file to read and print, with its attachments",
    on_screen: Some("One file to read, print or hand in, with its attachments."),
    target: TargetKind::File { extension: ".pdf" },
    has_folders: false,
    order: None,
    accepts: |_| true,
    create: |options, output| {
        let file = output.create_main()?;
        let title = output.stem();
        Ok(Box::new(PdfExporter { main: Some((file, title)), is_single: true, ..PdfExporter::new(options) }))
    },
};

/// A PDF file for each conversation.
pub(crate) const CONVERSATIONS: ExportFormat = ExportFormat {
    name: "pdf-conversations",
    title: "PDF by conversation",
    help: "One PDF file for each conversation",
    on_screen: None,
    target: TargetKind::Folder,
    has_folders: false,
    order: Some(Order::Conversation),
    accepts: |_| true,
    create: |options, _| Ok(Box::new(PdfExporter::new(options))),
};

struct PdfExporter {
    options: ExportOptions,
    printer: Option<SharedPrinter>,
    /// The file of an export with only one file, and its title, until the first message.
    main: Option<(OutputFile, String)>,
    /// True if all messages are in one file.
    is_single: bool,
    current: Option<Document>,
    /// The conversation of the last message.
    thread: u32,
    /// The titles of the conversations: the subjects of their first messages.
    titles: HashMap<u32, String>,
    facts: FormatFacts,
}

impl PdfExporter {
    fn new(options: &ExportOptions) -> Self {
        let options = ExportOptions { pdf: options.pdf.effective(), ..options.clone() };
        Self {
            options,
            printer: None,
            main: None,
            is_single: false,
            current: None,
            thread: 0,
            titles: HashMap::new(),
            facts: FormatFacts::default(),
        }
    }

    /// Returns the document of a message. Messages arrive sorted by conversation, so only one document is open.
    fn document(
        &mut self,
        message: &ExportMessage<'_>,
        output: &mut Output,
    ) -> Result<Document, ExportError> {
        let is_same = self.is_single || self.thread == message.thread;
        match self.current.take() {
            Some(document) if is_same => return Ok(document),
            Some(document) => self.close(document, None, output)?,
            None => {}
        }
        self.thread = message.thread;
        if let Some((file, title)) = self.main.take() {
            return self.open(file, title);
        }
        let title = subject(message).to_owned();
        let date = message.date.and_then(|date| self.options.time_zone.at(date));
        let date = date.map_or_else(|| "no date".to_owned(), |date| date.format("%Y-%m-%d").to_string());
        let name = format!("{}.pdf", file_stem(&format!("{date} {title}")));
        self.open(output.create_file(&[], &name)?, title)
    }

    fn open(&self, file: OutputFile, title: String) -> Result<Document, ExportError> {
        let printer = self.printer.clone().map(|printer| Box::new(printer) as Box<dyn PagePrinter>);
        Document::new(file, title, &self.options.pdf, printer)
    }

    /// Completes a document.
    fn close(
        &mut self,
        mut document: Document,
        summary: Option<&ExportSummary>,
        output: &mut Output,
    ) -> Result<(), ExportError> {
        document.writer.flush().map_err(|error| document::failed(&document.path, error))?;
        let cover = cover(&document, &self.options, summary);
        let Document { writer, path, messages, .. } = document;
        let (mut file, pdf) = writer.finish(&cover).map_err(|error| document::failed(&path, error))?;
        file.messages = messages;
        output.complete(file)?;
        let physical = |page: usize| u32::try_from(page.saturating_add(pdf.front_pages)).unwrap_or(u32::MAX);
        let pages = pdf.messages.iter().map(|pages| (physical(pages.first), physical(pages.last)));
        self.facts.pages.extend(pages);
        let problems = pdf.profile_problems.iter();
        self.facts.remarks.extend(problems.map(|problem| format!("{path} does not claim EA-PDF: {problem}")));
        if self.is_single {
            self.add_members(&pdf);
        }
        Ok(())
    }

    /// Adds facts about the only file to the manifest.
    fn add_members(&mut self, pdf: &PdfSummary) {
        let text = |text: Option<&str>| text.map_or(serde_json::Value::Null, Into::into);
        let members = &mut self.facts.members;
        members.insert("pages".to_owned(), pdf.pages.into());
        members.insert("front_pages".to_owned(), pdf.front_pages.into());
        members.insert("pdfa".to_owned(), text(Some("3u").filter(|_| pdf.archival)));
        if self.options.pdf.ea_pdf {
            members.insert("back_pages".to_owned(), pdf.back_pages.into());
            members.insert("ea_pdf".to_owned(), text(pdf.profile));
            members.insert("ea_pdf_problems".to_owned(), pdf.profile_problems.clone().into());
        }
    }

    /// Returns the message as pages show it, without its attachments.
    fn page(&mut self, message: &ExportMessage<'_>) -> Result<PdfMessage, ExportError> {
        let subject = subject(message);
        let title = self.titles.entry(message.thread).or_insert_with(|| subject.to_owned()).clone();
        let date = message.date.and_then(|date| self.options.time_zone.at(date));
        let shown = date.map(|date| date.format("%-d %B %Y, %H:%M %:z").to_string());
        let fields = [
            ("From", people(&message.from)),
            ("To", people(&message.to)),
            ("Cc", people(&message.cc)),
            ("Bcc", people(&message.bcc)),
            ("Date", shown.unwrap_or_default()),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let html = if self.printer.is_some() { message.content.page_html()? } else { None };
        let (html, left_out) = html.map_or((None, Vec::new()), |(html, left_out)| (Some(html), left_out));
        Ok(PdfMessage {
            subject: subject.to_owned(),
            conversation: Some(title),
            fields: fields.map(|(name, value)| (name.to_owned(), value)).collect(),
            text: message.text.clone(),
            html,
            remarks: left_out,
            appendices: Vec::new(),
            date: date.map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default(),
            from: message.from.first().map(name_of).unwrap_or_default().to_owned(),
            facts: facts(message),
        })
    }
}

impl Exporter for PdfExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let mut page = self.page(message)?;
        let left_out = std::mem::take(&mut page.remarks);
        // A damaged message must not begin a file.
        drop(message.plain_bytes()?);
        let mut document = self.document(message, output)?;
        let choices = &self.options.pdf;
        let mut entry = write_source(&mut document, message, choices.sources)?;
        entry.left_out.extend(left_out);
        let attached = write_attachments(&mut document, message, choices.attachments, &mut entry, output)?;
        page.remarks = attached.lines;
        page.remarks.extend(message.missing.iter().chain(&entry.left_out).cloned());
        page.appendices = attached.shown;
        let missing_glyphs =
            document.writer.add_message(page).map_err(|error| document::failed(&document.path, error))?;
        if missing_glyphs > 0 {
            entry.left_out.push(format!(
                "{missing_glyphs} characters are shown as a box, because no font on this computer contains them."
            ));
        }
        document.count(message);
        document.remark(&message.subject, entry.defects.iter().chain(&entry.left_out));
        self.current = Some(document);
        Ok(Written { entry, lost: attached.lost })
    }

    fn print_with(&mut self, printer: Box<dyn PagePrinter>) {
        self.printer = Some(SharedPrinter::new(printer));
    }

    fn finish(
        mut self: Box<Self>,
        _: &ExportOptions,
        summary: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        if let Some((file, title)) = self.main.take() {
            self.current = Some(self.open(file, title)?);
        }
        if let Some(document) = self.current.take() {
            let summary = Some(summary).filter(|_| self.is_single);
            self.close(document, summary, output)?;
        }
        Ok(self.facts)
    }
}

/// Returns the facts that an EA-PDF file lists.
fn facts(message: &ExportMessage<'_>) -> MailFacts {
    let people = |people: &[Person]| {
        people.iter().map(|person| (person.name.clone(), person.address.clone())).collect::<Vec<_>>()
    };
    MailFacts {
        message_id: message.message_id.clone(),
        sent: message.date.and_then(|date| chrono::DateTime::from_timestamp(date, 0)),
        subject: message.subject.clone(),
        from: people(&message.from),
        to: people(&message.to),
        cc: people(&message.cc),
        bcc: people(&message.bcc),
    }
}

fn subject<'m>(message: &'m ExportMessage<'_>) -> &'m str {
    if message.subject.is_empty() { "(no subject)" } else { &message.subject }
}

fn people(people: &[Person]) -> String {
    people.iter().map(full_name).collect::<Vec<_>>().join(", ")
}

fn name_of(person: &Person) -> &str {
    if person.name.is_empty() { &person.address } else { &person.name }
}

#[cfg(test)]
mod tests;
