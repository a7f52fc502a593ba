//! Writes a whole PDF: first the messages, then the front pages, bookmarks, list of files and metadata.

use std::io::{Read, Write};

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat};
use md5::{Digest, Md5};

use crate::PdfError;
use crate::copy::{Copier, Written};
use crate::files::{EmbeddedFile, FileEntry, Files, hex};
use crate::flow::{Cell, Flow, LABEL};
use crate::fonts::Fonts;
use crate::front::{self, IndexLine, IndexLink};
use crate::labels::{labels, roman};
use crate::outline::{self, Bookmark, destination};
use crate::plain::{self, PdfMessage};
use crate::sheet::{MARGIN, Paper};
use crate::sink::{Id, Sink, reference};
use crate::xmp::Metadata;

/// The number of laid-out pages that are drawn at once. This limits memory.
const PAGES: usize = 25;

/// The options of a PDF.
#[derive(Debug, Clone)]
pub struct PdfOptions {
    /// The title of the document.
    pub title: String,
    /// The size of each page.
    pub paper: Paper,
    /// The creation date of the document.
    pub created: DateTime<Utc>,
    /// Consecutive page numbers, as courts use them. `None` for no such numbers.
    pub bates: Option<Bates>,
    /// True to follow PDF/A-3u and to declare it in the metadata. The declaration is omitted if a page breaks the
    /// rules.
    pub archival: bool,
}

/// Bates numbers: a number such as `PREFIX000001` on each page of a message.
#[derive(Debug, Clone)]
pub struct Bates {
    /// The text before each number.
    pub prefix: String,
    /// The number of the first page.
    pub start: u64,
}

/// The result of [`PdfWriter::finish`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfSummary {
    /// The number of pages before the first message: cover and index.
    pub front_pages: usize,
    /// The number of all pages.
    pub pages: usize,
    /// The first and the last page of each message. Page 1 is the first page after the front pages.
    pub messages: Vec<(usize, usize)>,
    /// The number of characters that no font contains. A box replaces each of them.
    pub missing_glyphs: usize,
    /// True if the metadata declares PDF/A-3u.
    pub archival: bool,
}

/// Writes messages into one PDF file.
pub struct PdfWriter<W: Write> {
    sink: Sink<W>,
    fonts: Fonts,
    options: PdfOptions,
    files: Files,
    written: Written,
    /// Pages that are laid out but not drawn yet.
    flow: Flow,
    /// The object numbers of the pages of messages.
    pages: Vec<Id>,
    /// The nodes of the page tree above the pages, each with its number of pages.
    nodes: Vec<(Id, usize)>,
    tree: Id,
    index: Vec<IndexLine>,
    conversations: Vec<Option<String>>,
    intent: Option<Object>,
    missing_glyphs: usize,
}

impl<W: Write> PdfWriter<W> {
    /// Writes the beginning of a file.
    pub fn new(out: W, fonts: Fonts, options: PdfOptions) -> Result<Self, PdfError> {
        let mut sink = Sink::new(out)?;
        let tree = sink.reserve()?;
        let flow = Flow::new(options.paper);
        Ok(Self {
            sink,
            fonts,
            options,
            files: Files::default(),
            written: Written::default(),
            flow,
            pages: Vec::new(),
            nodes: Vec::new(),
            tree,
            index: Vec::new(),
            conversations: Vec::new(),
            intent: None,
            missing_glyphs: 0,
        })
    }

    /// Adds a message on new pages. Returns its first page, from 1, and the number of characters that no font of
    /// this computer contains.
    pub fn add_message(&mut self, message: &PdfMessage<'_>) -> Result<(usize, usize), PdfError> {
        if self.flow.pages() >= PAGES {
            self.draw()?;
        }
        let before = self.flow.missing_glyphs;
        let first = plain::lay_out(&mut self.fonts, &mut self.flow, message);
        let missing_glyphs = self.flow.missing_glyphs.saturating_sub(before);
        let page = self.pages.len().saturating_add(first).saturating_add(1);
        self.index.push(IndexLine {
            date: message.date.to_owned(),
            from: message.from.to_owned(),
            subject: message.subject.to_owned(),
            page,
        });
        self.conversations.push(message.conversation.map(str::to_owned));
        Ok((page, missing_glyphs))
    }

    /// Embeds a file.
    pub fn add_file(
        &mut self,
        entry: &FileEntry<'_>,
        content: &mut dyn Read,
    ) -> Result<EmbeddedFile, PdfError> {
        self.files.add(&mut self.sink, entry, content)
    }

    /// Draws the pages that are laid out, and writes them to the file.
    fn draw(&mut self) -> Result<(), PdfError> {
        let mut flow = std::mem::replace(&mut self.flow, Flow::new(self.options.paper));
        if flow.pages() == 1 && flow.is_empty() {
            return Ok(());
        }
        let first = self.pages.len().saturating_add(1);
        for page in 0..flow.pages() {
            self.decorate(
                &mut flow,
                page,
                &first.saturating_add(page).to_string(),
                first.saturating_add(page),
            );
        }
        let pages = self.write_pages(&flow, &[])?;
        self.pages.extend(pages);
        Ok(())
    }

    /// Adds the title, the page number and the Bates number to a page. `number` is 0 on front pages.
    fn decorate(&mut self, flow: &mut Flow, page: usize, label: &str, number: usize) {
        let width = self.options.paper.text_width();
        let bottom = self.options.paper.height() - MARGIN + 16.0;
        let cell = |text, right| Cell { text, x: 0.0, width, right, look: LABEL };
        flow.put(&mut self.fonts, page, &cell(self.options.title.as_str(), false), MARGIN - 26.0);
        flow.put(&mut self.fonts, page, &cell(label, true), bottom);
        if let (Some(bates), Some(offset)) = (&self.options.bates, number.checked_sub(1)) {
            let number = bates.start.saturating_add(offset as u64);
            let text = format!("{}{number:06}", bates.prefix);
            flow.put(&mut self.fonts, page, &cell(text.as_str(), false), bottom);
        }
    }

    /// Writes the pages of a flow, with links to other pages.
    fn write_pages(&mut self, flow: &Flow, links: &[IndexLink]) -> Result<Vec<Id>, PdfError> {
        self.missing_glyphs = self.missing_glyphs.saturating_add(flow.missing_glyphs);
        let bytes = match flow.draw(self.options.archival) {
            Err(PdfError::Draw(_)) if self.options.archival => {
                // A file that breaks the rules of PDF/A is better than no file.
                self.options.archival = false;
                flow.draw(false)?
            }
            drawn => drawn?,
        };
        let document = Document::load_mem(&bytes)?;
        let mut copier = Copier::new(&document);
        if self.intent.is_none()
            && let Ok(intent) = document.catalog()?.get(b"OutputIntents")
        {
            self.intent = Some(copier.object(intent, &mut self.sink, &mut self.written, 0)?);
        }
        let mut ids = Vec::new();
        let node = self.sink.reserve()?;
        for (number, page) in document.page_iter().enumerate() {
            let page = copier.page(page, &mut self.sink, &mut self.written)?;
            let mut stream = Stream::new(Dictionary::new(), page.content);
            stream.compress()?;
            let content = self.sink.add(&stream.into())?;
            let mut dictionary = Dictionary::new();
            dictionary.set("Type", Object::Name(b"Page".to_vec()));
            dictionary.set("Parent", reference(node));
            dictionary.set("MediaBox", page.media_box);
            dictionary.set("Resources", reference(page.resources));
            dictionary.set("Contents", reference(content));
            if let Some(group) = page.group {
                dictionary.set("Group", group);
            }
            let annotations: Vec<_> = links
                .iter()
                .filter(|link| link.front_page == number)
                .filter_map(|link| self.annotation(link))
                .collect();
            if !annotations.is_empty() {
                dictionary.set("Annots", annotations);
            }
            ids.push(self.sink.add(&dictionary.into())?);
        }
        self.write_node(node, &ids)?;
        Ok(ids)
    }

    /// Returns the link from an index line to its message.
    fn annotation(&self, link: &IndexLink) -> Option<Object> {
        let page = link.target.checked_sub(1).and_then(|index| self.pages.get(index))?;
        let height = self.options.paper.height();
        let right = self.options.paper.width() - MARGIN;
        let mut annotation = Dictionary::new();
        annotation.set("Type", Object::Name(b"Annot".to_vec()));
        annotation.set("Subtype", Object::Name(b"Link".to_vec()));
        let area = [MARGIN, height - link.bottom, right, height - link.top].map(Object::Real);
        annotation.set("Rect", area.to_vec());
        annotation.set("Border", [0, 0, 0].map(Object::Integer).to_vec());
        annotation.set("F", Object::Integer(4));
        annotation.set("Dest", destination(*page));
        Some(annotation.into())
    }

    /// Writes a node of the page tree.
    fn write_node(&mut self, node: Id, pages: &[Id]) -> Result<(), PdfError> {
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", Object::Name(b"Pages".to_vec()));
        dictionary.set("Parent", reference(self.tree));
        dictionary.set("Kids", pages.iter().map(|id| reference(*id)).collect::<Vec<_>>());
        dictionary.set("Count", integer(pages.len()));
        self.nodes.push((node, pages.len()));
        self.sink.set(node, &dictionary.into())
    }

    /// Writes the front pages, the bookmarks, the list of files and the metadata. `cover` contains the labels and
    /// values of the cover. Returns the output and a summary.
    pub fn finish(mut self, cover: &[(String, String)]) -> Result<(W, PdfSummary), PdfError> {
        self.draw()?;
        let front_pages = self.write_front(cover)?;
        self.write_tree()?;
        let outline = outline::write(&self.bookmarks(), &mut self.sink)?;
        let mut catalog = Dictionary::new();
        catalog.set("Type", Object::Name(b"Catalog".to_vec()));
        catalog.set("Pages", reference(self.tree));
        catalog.set("PageLabels", labels(front_pages));
        if let Some(outline) = outline {
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
        let id = self.id();
        let metadata =
            Metadata { title: &self.options.title, created: self.options.created, id: &hex(&id), archival };
        catalog.set("Metadata", reference(self.sink.add(&packet(&metadata))?));
        let info = self.sink.add(&metadata.info())?;
        let catalog = self.sink.add(&catalog.into())?;
        let mut trailer = Dictionary::new();
        trailer.set("Root", reference(catalog));
        trailer.set("Info", reference(info));
        let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
        trailer.set("ID", vec![id.clone(), id]);
        let summary = PdfSummary {
            front_pages,
            pages: front_pages.saturating_add(self.pages.len()),
            messages: self.spans(),
            missing_glyphs: self.missing_glyphs,
            archival,
        };
        Ok((self.sink.finish(trailer)?, summary))
    }

    fn write_front(&mut self, cover: &[(String, String)]) -> Result<usize, PdfError> {
        let index = std::mem::take(&mut self.index);
        let (mut flow, links) =
            front::lay_out(&mut self.fonts, self.options.paper, &self.options.title, cover, &index);
        self.index = index;
        for page in 1..flow.pages() {
            self.decorate(&mut flow, page, &roman(page.saturating_add(1)), 0);
        }
        let pages = self.write_pages(&flow, &links)?;
        Ok(pages.len())
    }

    /// Writes the root of the page tree. The node of the front pages was written last, but must be first in the
    /// tree.
    fn write_tree(&mut self) -> Result<(), PdfError> {
        self.nodes.rotate_right(1);
        let mut root = Dictionary::new();
        root.set("Type", Object::Name(b"Pages".to_vec()));
        root.set("Kids", self.nodes.iter().map(|(id, _)| reference(*id)).collect::<Vec<_>>());
        root.set("Count", integer(self.nodes.iter().map(|(_, count)| count).sum()));
        self.sink.set(self.tree, &root.into())
    }

    /// Returns the bookmarks of the messages. Messages of one conversation are below a common bookmark.
    fn bookmarks(&self) -> Vec<Bookmark> {
        let mut bookmarks: Vec<Bookmark> = Vec::new();
        let mut last: Option<&str> = None;
        for (line, conversation) in self.index.iter().zip(&self.conversations) {
            let Some(page) = line.page.checked_sub(1).and_then(|index| self.pages.get(index)) else {
                continue;
            };
            let bookmark = Bookmark { title: line.subject.clone(), page: *page, children: Vec::new() };
            match (conversation.as_deref(), bookmarks.last_mut()) {
                (Some(title), Some(parent)) if last == Some(title) => parent.children.push(bookmark),
                (Some(title), _) => {
                    bookmarks.push(Bookmark {
                        title: title.to_owned(),
                        page: *page,
                        children: vec![bookmark],
                    });
                }
                (None, _) => bookmarks.push(bookmark),
            }
            last = conversation.as_deref();
        }
        // The common bookmark is left out if the conversation has only one message.
        bookmarks
            .into_iter()
            .map(|mut bookmark| match bookmark.children.pop() {
                Some(only) if bookmark.children.is_empty() => only,
                Some(last) => {
                    bookmark.children.push(last);
                    bookmark
                }
                None => bookmark,
            })
            .collect()
    }

    fn spans(&self) -> Vec<(usize, usize)> {
        let starts = self.index.iter().map(|line| line.page);
        let ends =
            self.index.iter().skip(1).map(|line| line.page.saturating_sub(1)).chain([self.pages.len()]);
        starts.zip(ends).collect()
    }

    /// Returns an identifier of the file. Equal content has an equal identifier.
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

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn packet(metadata: &Metadata<'_>) -> Object {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", Object::Name(b"Metadata".to_vec()));
    dictionary.set("Subtype", Object::Name(b"XML".to_vec()));
    Stream::new(dictionary, metadata.packet().into_bytes()).with_compression(false).into()
}
