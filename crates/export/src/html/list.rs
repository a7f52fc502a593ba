//! The list of all conversations, newest first.

use std::fmt::Write as _;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use chrono::{DateTime, Datelike as _, FixedOffset};
use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

use super::article::Article;
use super::escape::{address, count, escape, field};
use super::files::spool_failed;
use super::page::{Site, time_element};
use crate::error::ExportError;

/// The longest list that is held in memory, in bytes. A longer list is in a temporary file.
const MAX_IN_MEMORY: usize = 4 << 20;
/// Number of conversations on a page of the list.
const MAX_CONVERSATIONS: usize = 200;
/// Number of messages on a page of the list. A single conversation can have more.
const MAX_MESSAGES: u32 = 1_000;
/// Number of people that a conversation names.
const MAX_PEOPLE: usize = 4;

/// A conversation in the list.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ListedConversation {
    messages: Vec<ListedMessage>,
}

/// A message in the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ListedMessage {
    /// Path of its page with its position there.
    path: String,
    subject: String,
    /// Name of the sender.
    from: String,
    date: Option<i64>,
    attachments: usize,
    is_incomplete: bool,
}

/// The conversations in a temporary file, and the place of each one.
pub(super) struct ConversationList {
    spool: SpooledTempFile,
    places: Vec<Place>,
    /// The last conversation, to which messages are still added.
    open: Option<ListedConversation>,
}

/// The place of a conversation in the temporary file.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Date of its newest message.
    newest: Option<i64>,
    offset: u64,
    size: u64,
    messages: u32,
}

/// A page of the list.
pub(super) struct ListPage {
    places: Vec<Place>,
    /// The years that begin on this page, newest first. `None` is the part without a date.
    pub(super) years: Vec<Option<i32>>,
}

impl ListedMessage {
    pub(super) fn of(article: &Article<'_>, file: &str) -> Self {
        let message = article.message;
        Self {
            path: format!("{file}#m{}", article.number),
            subject: article.subject().to_owned(),
            from: message.from.first().map_or("Unknown sender", |from| from.shown()).to_owned(),
            date: message.date,
            attachments: message.attachments.len(),
            is_incomplete: !message.missing.is_empty() || !article.left_out.is_empty(),
        }
    }
}

impl ConversationList {
    pub(super) fn new() -> Self {
        Self { spool: SpooledTempFile::new(MAX_IN_MEMORY), places: Vec::new(), open: None }
    }

    /// Adds a message to the last conversation, or to a new one.
    pub(super) fn add(&mut self, is_new: bool, message: ListedMessage) -> Result<(), ExportError> {
        if is_new {
            self.close().map_err(spool_failed)?;
        }
        self.open.get_or_insert_default().messages.push(message);
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        let Some(conversation) = self.open.take() else { return Ok(()) };
        let json = serde_json::to_vec(&conversation)?;
        let offset = self.spool.stream_position()?;
        self.spool.write_all(&json)?;
        self.places.push(Place {
            newest: conversation.messages.iter().filter_map(|message| message.date).max(),
            offset,
            size: json.len() as u64,
            messages: u32::try_from(conversation.messages.len()).unwrap_or(u32::MAX),
        });
        Ok(())
    }

    /// Returns the number of conversations.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// Sorts the conversations, newest first, and divides them into pages.
    pub(super) fn pages(&mut self, site: &Site) -> Result<Vec<ListPage>, ExportError> {
        self.close().map_err(spool_failed)?;
        self.places.sort_by_key(|place| std::cmp::Reverse((place.newest, place.offset)));
        let mut pages: Vec<ListPage> = Vec::new();
        let (mut messages, mut last) = (0_u32, None);
        for &place in &self.places {
            messages = messages.saturating_add(place.messages);
            let page = match pages.last_mut() {
                Some(page) if page.places.len() < MAX_CONVERSATIONS && messages <= MAX_MESSAGES => page,
                _ => {
                    messages = place.messages;
                    pages.push(ListPage { places: Vec::new(), years: Vec::new() });
                    let Some(page) = pages.last_mut() else { continue };
                    page
                }
            };
            page.places.push(place);
            let year = year_of(site, place.newest);
            if last != Some(year) {
                page.years.push(year);
                last = Some(year);
            }
        }
        if pages.is_empty() {
            pages.push(ListPage { places: Vec::new(), years: Vec::new() });
        }
        Ok(pages)
    }

    /// Returns the conversations of a page as HTML. `root` is the path from the page to the folder of `index.html`.
    pub(super) fn html(&mut self, site: &Site, page: &ListPage, root: &str) -> Result<String, ExportError> {
        let (mut html, mut last) = (String::new(), None);
        for place in &page.places {
            let year = year_of(site, place.newest);
            if last != Some(year) {
                let end = if last.is_some() { "</ol>\n" } else { "" };
                let (id, name) = year_heading(year);
                let _ = writeln!(html, "{end}<h2 id=\"{id}\">{name}</h2>\n<ol class=\"conversations\">");
                last = Some(year);
            }
            let conversation = self.read(place).map_err(spool_failed)?;
            push_conversation(site, &conversation, root, &mut html);
        }
        if last.is_some() {
            html.push_str("</ol>\n");
        }
        Ok(html)
    }

    fn read(&mut self, place: &Place) -> io::Result<ListedConversation> {
        self.spool.seek(SeekFrom::Start(place.offset))?;
        let mut json = Vec::new();
        (&mut self.spool).take(place.size).read_to_end(&mut json)?;
        Ok(serde_json::from_slice(&json)?)
    }
}

/// Returns the id and the words of the heading of a year.
pub(super) fn year_heading(year: Option<i32>) -> (String, String) {
    year.map_or_else(
        || ("undated".to_owned(), "Without a date".to_owned()),
        |year| (format!("y{year}"), year.to_string()),
    )
}

fn year_of(site: &Site, date: Option<i64>) -> Option<i32> {
    site.at(date).map(|date: DateTime<FixedOffset>| date.year())
}

fn push_conversation(site: &Site, conversation: &ListedConversation, root: &str, html: &mut String) {
    let messages = &conversation.messages;
    let Some(first) = messages.first() else { return };
    let newest = messages.iter().max_by_key(|message| message.date).unwrap_or(first);
    let page = first.path.split_once('#').map_or(first.path.as_str(), |(page, _)| page);
    let _ = writeln!(
        html,
        "<li>\n<a class=\"subject\" href=\"{root}{}\">{}</a>\n{}\n<p class=\"people\">{}{}</p>",
        address(page),
        field(&first.subject),
        time_element(site.at(newest.date)),
        people(messages),
        facts(
            messages.iter().map(|message| message.attachments).sum(),
            messages.iter().any(|one| one.is_incomplete)
        ),
    );
    if messages.len() > 1 {
        let number = count(u32::try_from(messages.len()).unwrap_or(u32::MAX), "message");
        let _ = writeln!(html, "<details><summary>{number}</summary>\n<ol class=\"messages\">");
        for message in messages {
            let _ = writeln!(
                html,
                "<li><a href=\"{root}{}\">{}</a> {}{}</li>",
                escape(&message.path),
                field(&message.from),
                time_element(site.at(message.date)),
                facts(message.attachments, message.is_incomplete)
            );
        }
        html.push_str("</ol></details>\n");
    }
    html.push_str("</li>\n");
}

/// Returns the senders of a conversation, each one once.
fn people(messages: &[ListedMessage]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for message in messages {
        if !names.contains(&message.from.as_str()) {
            names.push(&message.from);
            if names.len() > MAX_PEOPLE {
                break;
            }
        }
    }
    let shown: Vec<String> = names.iter().take(MAX_PEOPLE).map(|name| field(name)).collect();
    let others = if names.len() > MAX_PEOPLE { " and others" } else { "" };
    format!("{}{others}", shown.join(", "))
}

/// Returns the number of attachments, and whether the message is incomplete.
fn facts(attachments: usize, is_incomplete: bool) -> String {
    let mut facts = String::new();
    if attachments > 0 {
        let attachments = count(u32::try_from(attachments).unwrap_or(u32::MAX), "attachment");
        let _ = write!(facts, " <span class=\"fact\">{attachments}</span>");
    }
    if is_incomplete {
        facts.push_str(" <span class=\"fact warn\">incomplete</span>");
    }
    facts
}
