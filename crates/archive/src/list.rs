//! Pages of conversations for the window.

use std::collections::HashSet;
use std::time::Instant;

use foundmail_mail::Person;
use foundmail_search::query::Place;
use foundmail_search::{Hit, Marked, Marks};
use foundmail_store::{MessageId, MessageRow, Reader, ThreadId};

use crate::dates::milliseconds;
use crate::ranking::{Ranked, Wanted};
use crate::view::{ConversationRow, ListPage, ListRequest, PersonView, Problem, Segment};
use crate::{Archive, ArchiveError};

/// Rows of one page at most.
const MOST_ROWS: u32 = 500;
/// Characters of a snippet.
pub(crate) const SNIPPET: usize = 160;
/// People that a card names.
const MOST_PEOPLE: usize = 6;

impl Archive {
    /// A page of conversations.
    pub fn list(&self, request: &ListRequest) -> Result<ListPage, ArchiveError> {
        self.healing(|archive| archive.page(request))
    }

    fn page(&self, request: &ListRequest) -> Result<ListPage, ArchiveError> {
        let started = Instant::now();
        let wanted = Wanted {
            query: request.query.clone(),
            folder: request.folder,
            source: request.source,
            sort: request.sort,
        };
        let ranked = self.rank(&wanted)?;
        let reader = self.reader();
        let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(request.limit.min(MOST_ROWS)).unwrap_or(usize::MAX);
        let mut rows = Vec::with_capacity(limit);
        for &at in ranked.conversations.iter().skip(offset).take(limit) {
            rows.extend(ranked.results.hits.get(at).map(|hit| row(&reader, &ranked, hit)).transpose()?);
        }
        Ok(ListPage {
            conversations: count(ranked.conversations.len()),
            messages: count(ranked.results.hits.len()),
            offset: request.offset,
            rows,
            years: ranked.years.clone(),
            problems: problems(&ranked),
            seconds: started.elapsed().as_secs_f64(),
        })
    }
}

pub(crate) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn problems(ranked: &Ranked) -> Vec<Problem> {
    let problems = ranked.parsed.problems.iter();
    problems.map(|problem| Problem { part: problem.part.clone(), why: problem.why.clone() }).collect()
}

fn row(reader: &Reader, ranked: &Ranked, hit: &Hit) -> Result<ConversationRow, ArchiveError> {
    let message = reader.message(MessageId(hit.id))?;
    let thread = reader.thread(ThreadId(hit.thread))?;
    let marks = &ranked.marks;
    let names = marks.within(Place::Filename);
    let files = message.envelope.attachments.iter().filter(|attachment| !attachment.inline);
    Ok(ConversationRow {
        thread: hit.thread,
        message: hit.id,
        people: writers(&thread),
        count: count(thread.len()),
        date: message.date.and_then(milliseconds),
        subject: segments(marks.within(Place::Subject).segments(&message.subject)),
        snippet: snippet(ranked, hit, &message)?,
        attachments: files.map(|file| segments(names.segments(&file.name))).collect(),
        kind: message.kind.word().to_owned(),
        damaged: thread.iter().any(|message| message.damaged),
    })
}

/// Where the text matched, else its beginning.
fn snippet(ranked: &Ranked, hit: &Hit, message: &MessageRow) -> Result<Vec<Segment>, ArchiveError> {
    let marks = ranked.marks.within(Place::Body);
    let matched = if marks.is_empty() { None } else { snippet_of(ranked, hit, &marks)? };
    Ok(segments(matched.unwrap_or_else(|| marks.segments(&message.snippet))))
}

pub(crate) fn snippet_of(
    ranked: &Ranked,
    hit: &Hit,
    marks: &Marks,
) -> Result<Option<Vec<Marked>>, ArchiveError> {
    Ok(marks.snippet(&ranked.results.text(hit)?, SNIPPET))
}

/// Who wrote in a conversation, each once, the newest last.
fn writers(thread: &[MessageRow]) -> Vec<PersonView> {
    let mut seen = HashSet::new();
    let newest_first = thread.iter().rev().filter_map(|message| message.envelope.from.first());
    let mut people: Vec<PersonView> =
        newest_first.filter(|person| seen.insert(person.key())).take(MOST_PEOPLE).map(person_view).collect();
    people.reverse();
    people
}

pub(crate) fn person_view(person: &Person) -> PersonView {
    PersonView { name: person.name.clone(), address: person.address.clone() }
}

pub(crate) fn segments(marked: Vec<Marked>) -> Vec<Segment> {
    marked.into_iter().map(|marked| Segment { text: marked.text, hit: marked.hit }).collect()
}
