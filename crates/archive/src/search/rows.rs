//! Lists messages for the command line. The JSON fields are a public interface: scripts depend on them.

use std::time::Instant;

use foundmail_mail::Person;
use foundmail_store::{MessageId, MessageRow, StoreReader, ThreadId};
use serde::Serialize;

use crate::dates::rfc3339;
use crate::marks::snapshot::MarkSnapshot;
use crate::numbers::count;
use crate::numbers::fraction;
use crate::search::answer::SearchRequest;
use crate::search::list::{Snippet, snippet};
use crate::search::row_marks::RowMarks;
use crate::view::{Facets, NothingFound, Problem, Sort};
use crate::{Archive, ArchiveError};

/// A message in a list of the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Id of the message.
    pub id: u32,
    /// Id of its conversation.
    pub thread: u32,
    /// RFC 3339 date in UTC.
    pub date: Option<String>,
    /// The sender.
    pub from: Option<Person>,
    /// The recipients in `To`.
    pub to: Vec<Person>,
    /// Subject of the message.
    pub subject: String,
    /// Path of the folder in which the message was found first, from the top.
    pub folder: Vec<String>,
    /// Kind of the item.
    pub kind: String,
    /// Size in bytes.
    pub size: u64,
    /// The attached files.
    pub attachments: Vec<RowAttachment>,
    /// True if the message has a star.
    pub starred: bool,
    /// The tags of the message, sorted by name.
    pub tags: Vec<String>,
    /// The part of the text that contains a hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// The fields that contain a hit: `subject`, `body`, `people`, `attachment:NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched_in: Option<Vec<String>>,
}

/// An attachment in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowAttachment {
    /// File name.
    pub name: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
}

/// The results of a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchJson {
    /// The query as typed.
    pub query: String,
    /// Number of all messages that match.
    pub total: u32,
    /// Duration in seconds.
    pub seconds: f64,
    /// The parts of the query that Foundmail did not understand.
    pub problems: Vec<Problem>,
    /// The searchable share of the mail, from 0 to 1.
    pub indexed: f64,
    /// The messages of this page.
    pub hits: Vec<Row>,
    /// The facets, if they were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Facets>,
    /// Help for a search without results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<NothingFound>,
}

/// The requested page of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchPage {
    /// Order of the messages.
    pub sort: Sort,
    /// Number of messages to skip.
    pub offset: usize,
    /// Maximum number of messages.
    pub limit: usize,
    /// True to count the results by people, folders, times and kinds.
    pub facets: bool,
}

/// Number of rows that are read in one read transaction. The transaction must be short: during it, `SQLite` cannot
/// shorten its write-ahead log.
const ONE_VIEW: usize = 500;

impl Archive {
    /// Returns the messages that match a query.
    pub fn search(&self, query: &str, page: &SearchPage) -> Result<SearchJson, ArchiveError> {
        self.healing(|archive| archive.matches(query, page))
    }

    fn matches(&self, query: &str, page: &SearchPage) -> Result<SearchJson, ArchiveError> {
        let started = Instant::now();
        let wanted = SearchRequest { query: query.to_owned(), sort: page.sort, ..SearchRequest::default() };
        let ranked = self.answer(&wanted)?;
        let total = ranked.results.count();
        let facets = page.facets.then(|| self.facets_of(&ranked)).transpose()?;
        let nothing = (total == 0).then(|| self.nothing_of(&wanted, &ranked)).transpose()?;
        let owns = self.marks()?;
        let reader = self.reader();
        let (_, messages) = reader.sequence_and_count()?;
        let snapshot = reader.snapshot()?;
        let marks = RowMarks::of(&ranked.marks);
        let hits = ranked.results.hits().skip(page.offset).take(page.limit).enumerate();
        let hits = hits.map(|(at, hit)| {
            if at.is_multiple_of(ONE_VIEW) {
                snapshot.renew()?;
            }
            matched_row(&reader, &marks, hit.id, &owns)
        });
        let hits = hits.collect::<Result<_, _>>()?;
        Ok(SearchJson {
            query: query.to_owned(),
            total: count(total),
            seconds: started.elapsed().as_secs_f64(),
            problems: ranked.problems(query),
            indexed: fraction(self.index().count(), messages.into()),
            hits,
            facets,
            nothing,
        })
    }

    /// Returns messages, newest first. With `folder`, only the messages in folders with this name.
    pub fn messages(
        &self,
        folder: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Row>, ArchiveError> {
        folder.map_or(Ok(()), |folder| self.ensure_folder(folder))?;
        let query = folder.map_or_else(String::new, in_folder);
        self.healing(|archive| {
            let ranked =
                archive.answer(&SearchRequest { query: query.clone(), ..SearchRequest::default() })?;
            let marks = archive.marks()?;
            let reader = archive.reader();
            let hits = ranked.results.hits().skip(offset).take(limit);
            hits.map(|hit| row(&reader, &reader.message(MessageId(hit.id))?, &marks)).collect()
        })
    }

    /// Returns the messages of the conversation that contains a message, oldest first.
    pub fn thread_of(&self, message: u32) -> Result<Vec<Row>, ArchiveError> {
        let marks = self.marks()?;
        let reader = self.reader();
        let thread: ThreadId = reader.message(MessageId(message))?.thread;
        reader.thread(thread)?.iter().map(|message| row(&reader, message, &marks)).collect()
    }
}

/// Returns the query for all messages in the folders with a name.
pub(crate) fn in_folder(name: &str) -> String {
    format!("in:\"{}\"", name.replace('"', " "))
}

fn row(reader: &StoreReader, message: &MessageRow, marks: &MarkSnapshot) -> Result<Row, ArchiveError> {
    let folder = match reader.occurrences(message.id)?.first() {
        Some(place) => reader.folder_path(place.folder)?,
        None => Vec::new(),
    };
    let files = message.envelope.attachments.iter().filter(|attachment| !attachment.inline);
    Ok(Row {
        id: message.id.0,
        thread: message.thread.0,
        date: message.date.and_then(rfc3339),
        from: message.envelope.from.first().cloned(),
        to: message.envelope.to.clone(),
        subject: message.subject.clone(),
        folder,
        kind: message.kind.word().to_owned(),
        size: message.size,
        attachments: files
            .map(|file| RowAttachment {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                size: file.size,
            })
            .collect(),
        starred: marks.is_starred(message.id.0),
        tags: marks.tags_of(std::iter::once(message.id.0)),
        snippet: None,
        matched_in: None,
    })
}

fn matched_row(
    reader: &StoreReader,
    marks: &RowMarks,
    id: u32,
    owns: &MarkSnapshot,
) -> Result<Row, ArchiveError> {
    let message = reader.message(MessageId(id))?;
    let snippet = snippet(reader, marks, &message)?;
    let matched_in = matched_in(marks, &message, &snippet);
    let snippet = snippet.text.iter().map(|marked| marked.text.as_str()).collect();
    Ok(Row { snippet: Some(snippet), matched_in: Some(matched_in), ..row(reader, &message, owns)? })
}

fn matched_in(marks: &RowMarks, message: &MessageRow, snippet: &Snippet) -> Vec<String> {
    let mut places = Vec::new();
    if marks.subject.hit(&message.subject) {
        places.push("subject".to_owned());
    }
    if snippet.in_body {
        places.push("body".to_owned());
    }
    let envelope = &message.envelope;
    let everybody = envelope.from.iter().chain(&envelope.to).chain(&envelope.cc).chain(&envelope.bcc);
    if everybody.into_iter().any(|person| marks.people.hit(&format!("{} {}", person.name, person.address))) {
        places.push("people".to_owned());
    }
    let inside = |name: &str| snippet.attachment.as_deref() == Some(name);
    let files = envelope.attachments.iter().filter(|file| inside(&file.name) || marks.names.hit(&file.name));
    places.extend(files.map(|file| format!("attachment:{}", file.name)));
    places
}
