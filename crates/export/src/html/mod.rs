//! The format HTML: a folder of pages that any browser opens, also from a memory stick and without a network.
//!
//! - `index.html` and `list/` list all conversations, newest first. These pages need no script.
//! - `conversations/` has a page for each conversation. A long conversation continues on further pages.
//! - `attachments/` has the attachments. Types that a browser could run get the additional extension `.txt`.
//! - `data/` has the words that the search in `index.html` reads.
//!
//! The messages of a conversation arrive together ([`Order::Conversation`]), so each page is written once, and only one page
//! is held back at a time.
//!
//! # Safety
//!
//! The text of messages is escaped. Formatted text is cleaned by the caller ([`HtmlBody`](crate::HtmlBody)), and is shown in a
//! frame that runs no script. The policy of each page ([`page`]) permits only the scripts and style sheets of the export, and
//! no request to a network. A mail program's own frame uses the same three layers.

mod article;
mod attachments;
mod conversations;
mod escape;
mod files;
mod index;
mod list;
mod page;
mod search_data;
mod text;

use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order};
use crate::output::Output;
use crate::target::TargetKind;
use article::Article;
use conversations::Conversations;
use files::write_file;
use list::{ConversationList, ListedMessage};
use page::Site;
use search_data::SearchData;

/// Web pages in a folder.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "html",
    title: "HTML",
    help: "Web pages with a search, for any browser",
    on_screen: Some("Pages with a search, for any browser. Works offline, also from a memory stick."),
    target: TargetKind::Folder,
    has_folders: false,
    order: Some(Order::Conversation),
    accepts: |_| true,
    create: |options, output| Ok(Box::new(HtmlExporter::create(options, output)?)),
};

/// The style sheet of all pages.
const STYLE: &str = include_str!("style.css");

struct HtmlExporter {
    site: Site,
    /// Number of messages so far.
    messages: u32,
    conversations: Conversations,
    list: ConversationList,
    search: SearchData,
}

impl HtmlExporter {
    /// Writes the style sheet.
    fn create(options: &ExportOptions, output: &mut Output) -> Result<Self, ExportError> {
        write_file(output, "style.css", STYLE)?;
        Ok(Self {
            site: Site::new(output.stem(), options),
            messages: 0,
            conversations: Conversations::default(),
            list: ConversationList::new(),
            search: SearchData::default(),
        })
    }
}

impl Exporter for HtmlExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let html = message.content.html()?;
        self.messages = self.messages.saturating_add(1);
        let is_new = self.conversations.make_room(&self.site, message, output)?;
        let file = self.conversations.path();
        let mut entry = ManifestEntry::of(message, &file);
        entry.left_out.extend(html.iter().flat_map(|html| html.left_out.iter().cloned()));
        let (files, lost) = attachments::write(message, self.messages, &mut entry, output)?;
        let conversation = self.conversations.subject().to_owned();
        let article = Article {
            site: &self.site,
            number: self.messages,
            message,
            conversation: &conversation,
            html: html.as_ref(),
            files: &files,
            left_out: &entry.left_out,
        };
        self.conversations.add(&article)?;
        self.list.add(is_new, ListedMessage::of(&article, &file))?;
        self.search.add(&article, &file, self.conversations.number(), output)?;
        Ok(Written { entry, lost })
    }

    fn finish(
        mut self: Box<Self>,
        options: &ExportOptions,
        summary: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        self.conversations.finish(&self.site, output)?;
        let chunks = self.search.finish(output)?;
        index::write(&self.site, &mut self.list, &chunks, options, summary, output)?;
        Ok(FormatFacts::default())
    }
}

#[cfg(test)]
mod tests;
