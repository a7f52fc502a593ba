//! One print job: the printed file, read and divided into messages.

use std::path::Path;

use lopdf::{Dictionary, Document, ObjectId};

use super::code::{Code, Nonce};
use super::compose::compose;
use super::message::WebMessage;
use super::scan::{ScannedPage, Scanner};
use crate::printer::{PagePrinter, PageSize, PrintError};

/// The most pages of a job. A message can demand empty pages without end.
const MAX_PAGES: usize = 3_000;

/// The largest printed file that is read, in bytes. A web view embeds whole fonts again for each colour of a text.
const MAX_FILE: u64 = 128 << 20;

/// The pages of a job.
pub(crate) struct Job {
    /// The printed file. Its marks are removed.
    pub document: Document,
    pub pages: Vec<(ObjectId, ScannedPage)>,
    /// The index of the first page of each message.
    pub starts: Vec<usize>,
    /// The width of each body in pixels.
    pub widths: Vec<f32>,
    /// The addresses of the links.
    pub links: Vec<String>,
}

impl Job {
    /// Prints messages and reads the pages, which are `scale` times as large as the paper. Fails unless each message begins on a
    /// page of its own, in order.
    pub fn print(
        printer: &mut dyn PagePrinter,
        page: PageSize,
        file: &Path,
        messages: &[&WebMessage],
        scale: f32,
    ) -> Result<Self, PrintError> {
        let nonce = Nonce::new();
        let mut links = Vec::new();
        let html = compose(messages, scale, nonce, &mut links);
        // A job that was given up may have left a file.
        let _ = std::fs::remove_file(file);
        let page =
            PageSize { width: page.width * scale, height: page.height * scale, margin: page.margin * scale };
        printer.print(&html, page, file)?;
        drop(html);
        let unreadable =
            |error: &dyn std::fmt::Display| PrintError(format!("its file cannot be read: {error}"));
        let size = std::fs::metadata(file).map_err(|error| unreadable(&error))?.len();
        if size > MAX_FILE {
            return Err(PrintError("its file is too large".to_owned()));
        }
        let document = Document::load(file).map_err(|error| unreadable(&error));
        let _ = std::fs::remove_file(file);
        Self::of(document?, nonce, (page.width, page.height), messages.len(), links)
    }

    fn of(
        document: Document,
        nonce: Nonce,
        size: (f32, f32),
        messages: usize,
        links: Vec<String>,
    ) -> Result<Self, PrintError> {
        let mut scanner = Scanner::new(&document, nonce, size);
        let mut pages = Vec::new();
        for id in document.page_iter() {
            if pages.len() >= MAX_PAGES {
                return Err(PrintError("it printed too many pages".to_owned()));
            }
            let empty = Dictionary::new();
            let resources = super::font::resources(&document, id).unwrap_or(&empty);
            let content = document.get_page_content(id);
            pages.push((id, scanner.page(&content, resources)));
        }
        let (forms, maps) = (std::mem::take(&mut scanner.forms), std::mem::take(&mut scanner.fonts.repaired));
        let mut job = Self { document, pages, starts: Vec::new(), widths: vec![0.0; messages], links };
        for (id, content) in forms.into_iter().chain(maps) {
            if let Ok(stream) = job.document.get_object_mut(id).and_then(|object| object.as_stream_mut()) {
                stream.set_plain_content(content);
            }
        }
        job.divide();
        let is_whole = job.starts.len() == messages && job.starts.first() == Some(&0);
        if is_whole {
            Ok(job)
        } else {
            Err(PrintError("not all messages were found on its pages".to_owned()))
        }
    }

    /// Finds the first page and the width of each message. Starts that are not in order leave the list short.
    fn divide(&mut self) {
        for (index, (_, page)) in self.pages.iter().enumerate() {
            for mark in &page.marks {
                match mark.code {
                    Code::Start(number) if usize::try_from(number) == Ok(self.starts.len()) => {
                        if self.starts.last() == Some(&index) {
                            // Two messages on a page.
                            return;
                        }
                        self.starts.push(index);
                    }
                    Code::Start(_) => {
                        self.starts.clear();
                        return;
                    }
                    Code::Width(number) => {
                        let index = usize::try_from(number).unwrap_or(usize::MAX);
                        if let Some(width) = self.widths.get_mut(index) {
                            *width = width.max(mark.width);
                        }
                    }
                    Code::Link(_) => {}
                }
            }
        }
    }

    /// Returns the pages of a message.
    pub fn pages_of(&self, message: usize) -> &[(ObjectId, ScannedPage)] {
        let start = self.starts.get(message).copied().unwrap_or(self.pages.len());
        let end = self.starts.get(message.saturating_add(1)).copied().unwrap_or(self.pages.len());
        self.pages.get(start..end).unwrap_or_default()
    }

    /// Returns the text on the pages of a message.
    pub fn text_of(&self, message: usize) -> String {
        self.pages_of(message).iter().map(|(_, page)| page.shown.text.as_str()).collect()
    }
}
