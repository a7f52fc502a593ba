//! Builds the pages of conversations for the window.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use foundmail_mail::Person;
use foundmail_search::query::{add, end_alike, without_operators};
use foundmail_search::{Hit, Marked};
use foundmail_store::{MessageId, MessageRow, StoreError, StoreReader, ThreadId};

use crate::dates::{milliseconds, now};
use crate::marks::snapshot::MarkSnapshot;
use crate::numbers::count;
use crate::search::answer::SearchRequest;
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::search::owners::Owners;
use crate::search::row_marks::RowMarks;
use crate::search::texts::Texts;
use crate::view::{ConversationRow, ListPage, ListRequest, PersonView, Segment};
use crate::{Archive, ArchiveError};

/// Maximum number of rows of a page.
const MOST_ROWS: u32 = 500;
/// Stack size in bytes of the second thread. Parsing deeply nested messages needs a large stack.
const STACK: usize = 32 << 20;
/// Number of rows at which a page is built by two threads.
const SHARED: usize = 12;
/// Maximum length of a snippet in characters.
pub(crate) const SNIPPET: usize = 160;
/// Maximum number of people that one row of the list names.
const MOST_PEOPLE: usize = 6;

impl Archive {
    /// Returns a page of conversations.
    pub fn list(&self, request: &ListRequest) -> Result<ListPage, ArchiveError> {
        self.healing(|archive| archive.page(request))
    }

    fn page(&self, request: &ListRequest) -> Result<ListPage, ArchiveError> {
        let started = Instant::now();
        let ranked = self.answer(&SearchRequest::of(request))?;
        let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(request.limit.min(MOST_ROWS)).unwrap_or(usize::MAX);
        let conversations = ranked.conversations();
        let page = conversations.get(offset..).unwrap_or_default();
        let page = page.get(..limit).unwrap_or(page);
        let facts = RowFacts {
            words: RowMarks::of(&ranked.marks),
            marks: self.marks()?,
            owners: self.owners(&ranked.known)?,
            known: Arc::clone(&ranked.known),
        };
        Ok(ListPage {
            conversations: count(conversations.len()),
            messages: count(ranked.results.count()),
            offset: request.offset,
            rows: self.rows(&facts, page)?,
            years: ranked.years(),
            problems: ranked.problems(&request.query),
            understood: ranked.parsed.query.to_string(),
            seconds: started.elapsed().as_secs_f64(),
        })
    }

    /// Returns the rows of a page. Two threads build a long page. Most of the time is needed to read messages for
    /// their snippets.
    fn rows(&self, facts: &RowFacts, page: &[Hit]) -> Result<Vec<ConversationRow>, ArchiveError> {
        if page.len() < SHARED {
            return rows(&self.reader(), facts, page);
        }
        let (first, second) = page.split_at(page.len() / 2);
        thread::scope(|scope| {
            let work = || self.with_second_reader(|reader| rows(reader, facts, second));
            let aside = thread::Builder::new().name("rows".to_owned()).stack_size(STACK);
            let aside = aside.spawn_scoped(scope, work);
            let mut all = rows(&self.reader(), facts, first)?;
            let aside = aside.ok().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            // If the system cannot provide another thread or file handle, this thread does all the work.
            all.extend(aside.and_then(Result::ok).map_or_else(|| rows(&self.reader(), facts, second), Ok)?);
            Ok(all)
        })
    }
}

impl SearchRequest {
    pub(crate) fn of(request: &ListRequest) -> Self {
        let (query, typing) = without(request);
        Self { query, typing, folder: request.folder, source: request.source, sort: request.sort }
    }
}

/// Returns the query without the conditions that the request leaves out, and whether its last word is still being
/// typed. That is only true if the last word remains the last one, even after another condition is added.
fn without(request: &ListRequest) -> (String, bool) {
    if request.without.is_empty() {
        return (request.query.clone(), request.typing);
    }
    let operators: Vec<&str> = request.without.iter().map(String::as_str).collect();
    let (now, query) = (now(), &request.query);
    let rest = without_operators(query, &operators, now);
    let still_typed = |other: &str| end_alike(query, other, now);
    let typing = request.typing && still_typed(&rest) && still_typed(&add(&rest, "is:damaged", now));
    (rest, typing)
}

/// The facts for all rows of a page. They are in memory, so a row needs no query for them.
struct RowFacts {
    words: RowMarks,
    marks: Arc<MarkSnapshot>,
    owners: Arc<Owners>,
    known: Arc<CatalogueSnapshot>,
}

fn rows(reader: &StoreReader, facts: &RowFacts, page: &[Hit]) -> Result<Vec<ConversationRow>, ArchiveError> {
    let _snapshot = reader.snapshot()?;
    page.iter().map(|hit| row(reader, facts, hit)).collect()
}

fn row(reader: &StoreReader, facts: &RowFacts, hit: &Hit) -> Result<ConversationRow, ArchiveError> {
    let RowFacts { words, marks, owners, known } = facts;
    let mut thread = reader.thread(ThreadId(hit.thread))?;
    if !thread.iter().any(|message| message.id == MessageId(hit.id)) {
        // The message has been moved to another conversation since the search.
        thread = reader.thread(reader.message(MessageId(hit.id))?.thread)?;
    }
    let message = thread.iter().find(|message| message.id == MessageId(hit.id));
    let message = message.ok_or(StoreError::NoMessage { id: MessageId(hit.id) })?;
    let files = message.envelope.attachments.iter().filter(|attachment| !attachment.inline);
    let matched = snippet(reader, words, message)?;
    let ids = || thread.iter().map(|message| message.id.0);
    Ok(ConversationRow {
        thread: hit.thread,
        message: hit.id,
        people: writers(&thread, owners),
        count: count(thread.len()),
        date: message.date.and_then(milliseconds),
        subject: segments(words.subject.segments(&message.subject)),
        snippet: segments(matched.text),
        snippet_of: matched.attachment,
        attachments: files.map(|file| segments(words.names.segments(&file.name))).collect(),
        kind: message.kind.word().to_owned(),
        folder: known.folder_name(hit.id).to_owned(),
        size: message.size,
        damaged: thread.iter().any(|message| message.damaged),
        starred: ids().any(|id| marks.is_starred(id)),
        tags: marks.tags_of(ids()),
    })
}

/// The part of a text that a list shows for a message.
pub(crate) struct Snippet {
    pub text: Vec<Marked>,
    /// True if the text of the message itself contains a hit.
    pub in_body: bool,
    /// Name of the attachment that contains the text. `None` if the text is from the message itself.
    pub attachment: Option<String>,
}

/// Returns the part of the message's text, or of an attachment's text, that contains a hit. Without a hit, returns
/// the beginning of the message's text.
pub(crate) fn snippet(
    texts: &impl Texts,
    marks: &RowMarks,
    message: &MessageRow,
) -> Result<Snippet, ArchiveError> {
    let body = &marks.body;
    // The row already contains the beginning of the text. Only the rest would have to be read from the pack.
    if body.hit(&message.snippet) {
        let text = body.segments(&message.snippet);
        return Ok(Snippet { text, in_body: true, attachment: None });
    }
    if !body.is_empty()
        && let Some(text) = texts.body(message.id)?.and_then(|text| body.snippet(&text, SNIPPET))
    {
        return Ok(Snippet { text, in_body: true, attachment: None });
    }
    let inside = &marks.inside;
    let files = message.envelope.attachments.iter().filter(|_| !inside.is_empty());
    for file in files {
        let text = texts.attachment(message.id, &file.name)?;
        if let Some(text) = text.and_then(|text| inside.snippet(&text, SNIPPET)) {
            return Ok(Snippet { text, in_body: false, attachment: Some(file.name.clone()) });
        }
    }
    Ok(Snippet { text: body.segments(&message.snippet), in_body: false, attachment: None })
}

/// Returns the senders in a conversation. Each sender occurs once, and the newest is last.
fn writers(thread: &[MessageRow], owners: &Owners) -> Vec<PersonView> {
    let mut seen = HashSet::new();
    let newest_first = thread.iter().rev().filter_map(|message| message.envelope.from.first());
    let each_once = newest_first.filter(|person| seen.insert(person.key())).take(MOST_PEOPLE);
    let mut people: Vec<PersonView> = each_once.map(|person| person_view(person, owners)).collect();
    people.reverse();
    people
}

pub(crate) fn person_view(person: &Person, owners: &Owners) -> PersonView {
    let me = owners.contains(person);
    PersonView { name: person.name.clone(), address: person.address.clone(), me }
}

pub(crate) fn segments(marked: Vec<Marked>) -> Vec<Segment> {
    marked.into_iter().map(|marked| Segment { text: marked.text, hit: marked.hit }).collect()
}

#[cfg(test)]
mod tests {
    use super::SearchRequest;
    use crate::view::{ListRequest, Sort};

    #[test]
    fn conditions_are_left_out_of_a_request() {
        for (query, expected) in [
            ("roo", "roo true"),
            ("from:ruth roo", "roo true"),
            ("subject:roo", "subject:roo false"),
            ("roo during:2016", "roo false"),
            ("sender:ruth since:2012 roo", "roo true"),
            ("", " false"),
        ] {
            let request = ListRequest {
                query: query.to_owned(),
                without: vec!["from".to_owned(), "during".to_owned(), "after".to_owned()],
                typing: true,
                folder: None,
                source: None,
                sort: Sort::Date,
                offset: 0,
                limit: 1,
            };
            let wanted = SearchRequest::of(&request);
            assert_eq!(format!("{} {}", wanted.query, wanted.typing), expected, "{query:?}");
        }
    }
}
