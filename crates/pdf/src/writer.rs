//! The writer of a whole PDF: messages as they come, then the front pages, bookmarks, files and metadata.

use std::io::{Read, Write};

use lopdf::{Dictionary, Object, Stream, StringFormat};
use md5::{Digest, Md5};

use crate::PdfError;
use crate::bookmarks::bookmarks;
use crate::copy::Written;
use crate::files::{EmbeddedFile, FileEntry, Files, hex};
use crate::fonts::Fonts;
use crate::front::{self, IndexLine};
use crate::labels::{labels, roman};
use crate::message::{MessagePages, PdfMessage};
use crate::options::PdfOptions;
use crate::outline;
use crate::printer::PagePrinter;
use crate::queue::{Queue, Waiting};
use crate::sink::{Id, Sink, reference};
use crate::web::Press;
use crate::xmp::Metadata;

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
}

/// Writes messages into one PDF file.
pub struct PdfWriter<W: Write> {
    pub(crate) sink: Sink<W>,
    pub(crate) fonts: Fonts,
    pub(crate) options: PdfOptions,
    pub(crate) press: Option<Press>,
    files: Files,
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
        Ok(Self {
            sink,
            fonts,
            options,
            press: None,
            files: Files::default(),
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
        let waiting = Waiting::of(message, is_printed, &mut self.fonts, self.options.paper);
        if !self.queue.has_room_for(&waiting) {
            self.write_queue()?;
        }
        let missing_glyphs = waiting.missing_glyphs();
        self.queue.push(waiting);
        Ok(missing_glyphs)
    }

    /// Embeds a file.
    pub fn add_file(
        &mut self,
        entry: &FileEntry<'_>,
        content: &mut dyn Read,
    ) -> Result<EmbeddedFile, PdfError> {
        self.files.add(&mut self.sink, entry, content)
    }

    /// Writes the pages of the messages that wait.
    pub fn flush(&mut self) -> Result<(), PdfError> {
        self.write_queue()
    }

    /// Returns the pages of the messages that are written.
    pub fn placed(&self) -> &[MessagePages] {
        &self.placed
    }

    /// Writes the front pages, the bookmarks, the list of files and the metadata. Returns the output. `cover` has the labels
    /// and values of the cover.
    pub fn finish(mut self, cover: &[(String, String)]) -> Result<(W, PdfSummary), PdfError> {
        self.write_queue()?;
        let front_pages = if self.options.front { self.write_front(cover)? } else { 0 };
        self.write_tree()?;
        let mut catalog = Dictionary::new();
        catalog.set("Type", Object::Name(b"Catalog".to_vec()));
        catalog.set("Pages", reference(self.tree));
        catalog.set("PageLabels", labels(front_pages));
        let bookmarks = bookmarks(&self.index, &self.conversations, &self.pages);
        if let Some(outline) = outline::write(&bookmarks, &mut self.sink)? {
            catalog.set("Outlines", reference(outline));
            catalog.set("PageMode", Object::Name(b"UseOutlines".to_vec()));
        }
        let mut preferences = Dictionary::new();
        preferences.set("DisplayDocTitle", Object::Boolean(true));
        catalog.set("ViewerPreferences", preferences);
        if let Some((names, associated)) = std::mem::take(&mut self.files).finish(&mut self.sink)? {
            let mut tree = Dictionary::new();
            tree.set("EmbeddedFiles", names);
            catalog.set("Names", tree);
            catalog.set("AF", associated);
        }
        let archival = self.options.archival && self.intent.is_some();
        if let (true, Some(intent)) = (archival, self.intent.take()) {
            catalog.set("OutputIntents", intent);
        }
        let trailer = self.trailer(catalog, archival)?;
        let summary = PdfSummary {
            front_pages,
            pages: front_pages.saturating_add(self.pages.len()),
            messages: self.placed,
            missing_glyphs: self.missing_glyphs,
            archival,
        };
        Ok((self.sink.finish(trailer)?, summary))
    }

    /// Writes the metadata and the catalog. Returns the trailer.
    fn trailer(&mut self, mut catalog: Dictionary, archival: bool) -> Result<Dictionary, PdfError> {
        let id = self.id();
        let metadata =
            Metadata { title: &self.options.title, created: self.options.created, id: &hex(&id), archival };
        let info = self.sink.add(&metadata.info())?;
        catalog.set("Metadata", reference(self.sink.add(&packet(&metadata))?));
        let catalog = self.sink.add(&catalog.into())?;
        let mut trailer = Dictionary::new();
        trailer.set("Root", reference(catalog));
        trailer.set("Info", reference(info));
        let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
        trailer.set("ID", vec![id.clone(), id]);
        Ok(trailer)
    }

    fn write_front(&mut self, cover: &[(String, String)]) -> Result<usize, PdfError> {
        let index = std::mem::take(&mut self.index);
        let (mut flow, links) =
            front::lay_out(&mut self.fonts, self.options.paper, &self.options.title, cover, &index);
        self.index = index;
        for page in 1..flow.pages() {
            self.decorate(&mut flow, page, &roman(page.saturating_add(1)), 0);
        }
        let pages = self.write_pages(&flow, links, Vec::new())?;
        // The front pages were written last and come first.
        self.nodes.rotate_right(1);
        Ok(pages.len())
    }

    /// Writes the root of the page tree.
    fn write_tree(&mut self) -> Result<(), PdfError> {
        let mut root = Dictionary::new();
        root.set("Type", Object::Name(b"Pages".to_vec()));
        root.set("Kids", self.nodes.iter().map(|(id, _)| reference(*id)).collect::<Vec<_>>());
        root.set("Count", integer(self.nodes.iter().map(|(_, count)| count).sum()));
        self.sink.set(self.tree, &root.into())
    }

    /// Returns an identifier of the file: equal input gives an equal file.
    fn id(&self) -> [u8; 16] {
        let mut digest = Md5::new();
        digest.update(self.options.title.as_bytes());
        digest.update(self.options.created.timestamp_micros().to_be_bytes());
        for line in &self.index {
            digest.update(line.subject.as_bytes());
            digest.update(line.page.to_be_bytes());
        }
        digest.finalize().into()
    }
}

pub(crate) fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn packet(metadata: &Metadata<'_>) -> Object {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", Object::Name(b"Metadata".to_vec()));
    dictionary.set("Subtype", Object::Name(b"XML".to_vec()));
    Stream::new(dictionary, metadata.packet().into_bytes()).with_compression(false).into()
}
