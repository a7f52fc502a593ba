//! The writer of a whole PDF: messages as they come, then the front pages, bookmarks, files and metadata.

use std::io::{Read, Write};

use lopdf::Object;

use crate::PdfError;
use crate::copy::Written;
use crate::ea::EaPdf;
use crate::files::{EmbeddedFile, FileEntry, Files};
use crate::fonts::Fonts;
use crate::front::IndexLine;
use crate::inspect::Inspector;
use crate::message::{MessagePages, PdfMessage};
use crate::options::PdfOptions;
use crate::printer::PagePrinter;
use crate::queue::{Queue, Waiting};
use crate::sink::{Id, Sink};
use crate::web::Press;

/// The result of [`PdfWriter::finish`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfSummary {
    /// The number of pages before the first message.
    pub front_pages: usize,
    /// The number of all pages.
    pub pages: usize,
    /// The pages of each message.
    pub messages: Vec<MessagePages>,
    /// The number of characters that no font contains; a box is in their place.
    pub missing_glyphs: usize,
    /// Whether the file claims PDF/A-3u.
    pub archival: bool,
    /// The number of pages after the last message: the list of attachments of an EA-PDF file.
    pub back_pages: usize,
    /// The profile of EA-PDF that the file claims, such as `PDF/mail-1m`.
    pub profile: Option<&'static str>,
    /// The reasons why the file does not claim the profile that was asked for, one sentence for each.
    pub profile_problems: Vec<String>,
}

/// Writes messages into one PDF file.
pub struct PdfWriter<W: Write> {
    pub(crate) sink: Sink<W>,
    pub(crate) fonts: Fonts,
    pub(crate) options: PdfOptions,
    pub(crate) press: Option<Press>,
    pub(crate) files: Files,
    /// The structure of an EA-PDF file.
    pub(crate) ea: Option<EaPdf>,
    pub(crate) written: Written,
    /// Messages whose pages are not written yet.
    pub(crate) queue: Queue,
    /// The objects of the pages of messages.
    pub(crate) pages: Vec<Id>,
    /// Nodes of the page tree above them.
    pub(crate) nodes: Vec<(Id, usize)>,
    pub(crate) tree: Id,
    pub(crate) index: Vec<IndexLine>,
    pub(crate) conversations: Vec<Option<String>>,
    pub(crate) placed: Vec<MessagePages>,
    pub(crate) intent: Option<Object>,
    pub(crate) missing_glyphs: usize,
}

impl<W: Write> PdfWriter<W> {
    /// Begins a file.
    pub fn new(out: W, fonts: Fonts, options: PdfOptions) -> Result<Self, PdfError> {
        let mut sink = Sink::new(out)?;
        let tree = sink.reserve()?;
        let ea = if options.ea_pdf {
            sink.inspector = Some(Inspector::default());
            Some(EaPdf::new(&mut sink)?)
        } else {
            None
        };
        Ok(Self {
            sink,
            fonts,
            options,
            press: None,
            files: Files::default(),
            ea,
            written: Written::default(),
            queue: Queue::default(),
            pages: Vec::new(),
            nodes: Vec::new(),
            tree,
            index: Vec::new(),
            conversations: Vec::new(),
            placed: Vec::new(),
            intent: None,
            missing_glyphs: 0,
        })
    }

    /// Prints messages with HTML as they look. Messages that cannot be printed have the plain layout.
    pub fn print_with(&mut self, printer: Box<dyn PagePrinter>) -> Result<(), PdfError> {
        self.press = Some(Press::new(printer, self.options.paper)?);
        Ok(())
    }

    /// Adds a message on new pages. [`PdfSummary::messages`] says which. Returns the number of characters of a message in the
    /// plain layout that no font contains.
    pub fn add_message(&mut self, message: PdfMessage) -> Result<usize, PdfError> {
        let is_printed = self.press.is_some();
        let mailed = match &mut self.ea {
            Some(ea) => Some(ea.add_message(&message.facts, &mut self.sink)?),
            None => None,
        };
        let waiting = Waiting::of(message, is_printed, mailed, &mut self.fonts, self.options.paper);
        if !self.queue.has_room_for(&waiting) {
            self.write_queue()?;
        }
        let missing_glyphs = waiting.missing_glyphs();
        self.queue.push(waiting);
        Ok(missing_glyphs)
    }

    /// Embeds a file of the message that is added next.
    pub fn add_file(
        &mut self,
        entry: &FileEntry<'_>,
        content: &mut dyn Read,
    ) -> Result<EmbeddedFile, PdfError> {
        let metadata = if self.ea.is_some() { Some(self.sink.reserve()?) } else { None };
        let file = self.files.add(&mut self.sink, entry, content, metadata)?;
        if let Some(ea) = &mut self.ea {
            ea.note(&file);
        }
        Ok(EmbeddedFile { name: file.unique_name, size: file.size, sha256: file.sha256 })
    }

    /// Writes the pages of the messages that wait.
    pub fn flush(&mut self) -> Result<(), PdfError> {
        self.write_queue()
    }

    /// Returns the pages of the messages that are written.
    pub fn placed(&self) -> &[MessagePages] {
        &self.placed
    }
}

pub(crate) fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
