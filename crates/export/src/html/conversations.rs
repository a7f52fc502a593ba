//! Writes the pages of conversations.

use std::fmt::Write as _;
use std::io::{self, Seek as _, SeekFrom, Write as _};

use tempfile::SpooledTempFile;

use super::article::{Article, subject_or_none};
use super::escape::{count, field};
use super::files::spool_failed;
use super::page::{Page, PageKind, Site};
use crate::error::ExportError;
use crate::message::ExportMessage;
use crate::output::Output;

/// Number of messages on a page. A longer conversation continues on further pages.
const MAX_MESSAGES: u32 = 100;
/// Size of a page in bytes. The next message begins a new page.
const MAX_PAGE_SIZE: u64 = 8 << 20;
/// The largest page that is held in memory. A larger page is in a temporary file until it is complete.
const MAX_IN_MEMORY: usize = 4 << 20;

/// The pages of conversations. The messages of a conversation arrive together.
#[derive(Default)]
pub(super) struct Conversations {
    /// Number of conversations so far.
    number: u32,
    /// Number of the page within its conversation, from 1.
    part: u32,
    open: Option<OpenPage>,
}

/// The page that is being written.
struct OpenPage {
    thread: u32,
    /// Subject of the first message of the conversation.
    subject: String,
    messages: u32,
    size: u64,
    articles: SpooledTempFile,
}

impl Conversations {
    /// Makes a page ready for a message: the open one, the next page of the conversation, or the first page of another one.
    /// Returns true for the first message of a conversation.
    pub(super) fn make_room(
        &mut self,
        site: &Site,
        message: &ExportMessage<'_>,
        output: &mut Output,
    ) -> Result<bool, ExportError> {
        let (is_new, subject) = match &self.open {
            Some(page) if page.thread == message.thread => {
                if page.messages < MAX_MESSAGES && page.size < MAX_PAGE_SIZE {
                    return Ok(false);
                }
                (false, page.subject.clone())
            }
            _ => (true, message.subject.trim().to_owned()),
        };
        self.close(site, !is_new, output)?;
        if is_new {
            self.number = self.number.saturating_add(1);
            self.part = 0;
        }
        self.part = self.part.saturating_add(1);
        let articles = SpooledTempFile::new(MAX_IN_MEMORY);
        self.open = Some(OpenPage { thread: message.thread, subject, messages: 0, size: 0, articles });
        Ok(is_new)
    }

    /// Returns the number of the conversation of the open page.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Returns the subject of the conversation of the open page.
    pub(super) fn subject(&self) -> &str {
        self.open.as_ref().map_or("", |page| &page.subject)
    }

    /// Returns the path of the open page, relative to the export.
    pub(super) fn path(&self) -> String {
        path(self.number, self.part)
    }

    /// Adds a message to the open page.
    pub(super) fn add(&mut self, article: &Article<'_>) -> Result<(), ExportError> {
        let Some(page) = &mut self.open else { return Ok(()) };
        let html = article.html(PageKind::Conversation.root());
        page.articles.write_all(html.as_bytes()).map_err(spool_failed)?;
        page.messages = page.messages.saturating_add(1);
        page.size = page.size.saturating_add(html.len() as u64);
        Ok(())
    }

    /// Writes the last page.
    pub(super) fn finish(&mut self, site: &Site, output: &mut Output) -> Result<(), ExportError> {
        self.close(site, false, output)
    }

    /// Writes the open page. With `continues`, the conversation has a further page.
    fn close(&mut self, site: &Site, continues: bool, output: &mut Output) -> Result<(), ExportError> {
        let Some(mut page) = self.open.take() else { return Ok(()) };
        let subject = subject_or_none(&page.subject);
        let parts = self.parts(continues);
        let described = Page { kind: PageKind::Conversation, title: subject };
        let mut head = site.begin(&described);
        let messages = if page.messages > 1 { count(page.messages, "message") } else { String::new() };
        let _ = write!(
            head,
            "<nav class=\"top\"><a href=\"../../index.html\">\u{2190} All conversations</a></nav>\n<main>\n<h1>{}</h1>\n\
             <p class=\"lead\">{messages}{parts}</p>\n",
            field(subject)
        );
        let foot = if parts.is_empty() {
            format!("</main>\n{}", site.end(&described))
        } else {
            format!("<p class=\"lead\">{messages}{parts}</p>\n</main>\n{}", site.end(&described))
        };
        page.articles.seek(SeekFrom::Start(0)).map_err(spool_failed)?;
        let path = self.path();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        output.create_folder(folder)?;
        let mut file = output.create_exact(&path)?;
        file.messages = page.messages;
        let written = file
            .write_all(head.as_bytes())
            .and_then(|()| io::copy(&mut page.articles, &mut file))
            .and_then(|_| file.write_all(foot.as_bytes()));
        written.map_err(|error| file.failed(error))?;
        output.complete(file)
    }

    /// Returns the links between the pages of one conversation. Empty if it has only one page.
    fn parts(&self, continues: bool) -> String {
        let mut parts = String::new();
        if self.part > 1 || continues {
            let _ = write!(parts, " \u{b7} part {}", self.part);
        }
        let link = |part: u32, words: &str| {
            let path = path(self.number, part);
            format!(" \u{b7} <a href=\"{}\">{words}</a>", path.rsplit('/').next().unwrap_or_default())
        };
        if self.part > 1 {
            parts.push_str(&link(self.part.saturating_sub(1), "Previous part"));
        }
        if continues {
            parts.push_str(&link(self.part.saturating_add(1), "Next part"));
        }
        parts
    }
}

/// Returns the path of a page. A folder has at most a thousand conversations, because some file systems of memory sticks
/// limit the number of files in a folder.
fn path(number: u32, part: u32) -> String {
    let folder = number / 1000;
    if part > 1 {
        format!("conversations/{folder:03}/{number:06}-{part}.html")
    } else {
        format!("conversations/{folder:03}/{number:06}.html")
    }
}
