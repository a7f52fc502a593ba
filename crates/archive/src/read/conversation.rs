//! Reads a conversation.

use foundmail_mail::{Person, runs_as_program};
use foundmail_search::Marks;
use foundmail_search::query::{Scope, parse};
use foundmail_store::{MessageRow, StoreReader, ThreadId};

use super::missing_messages::missing_messages;
use crate::archive::thread_now;
use crate::dates::{milliseconds, now};
use crate::marks::snapshot::MarkSnapshot;
use crate::search::list::person_view;
use crate::search::owners::Owners;
use crate::view::{AttachmentView, Conversation, MessageView};
use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns a conversation with its messages, oldest first. Messages that match `query` are marked as hits.
    pub fn conversation(&self, thread: u32, query: &str) -> Result<Conversation, ArchiveError> {
        // These lock the reader, so they must be called before the reader is locked below.
        let owners = self.known_owners();
        let marks = self.marks()?;
        let reader = self.reader();
        let thread = thread_now(ThreadId(thread), &reader)?;
        let rows = reader.thread(thread)?;
        let Some(first) = rows.first() else {
            return Err(gone());
        };
        let words = Marks::of(&parse(query, now()).query);
        let subject = first.subject.clone();
        let mut folders: Vec<String> = Vec::new();
        let mut messages = Vec::with_capacity(rows.len());
        for row in &rows {
            for place in reader.occurrences(row.id)? {
                if let Some(name) =
                    reader.folder_path(place.folder)?.pop().filter(|name| !folders.contains(name))
                {
                    folders.push(name);
                }
            }
            messages.push(message_view(&reader, row, &words, &owners, &marks)?);
        }
        // One message that is damaged in the archive must not prevent the others from being read. Its own error is shown when it
        // is opened.
        let missing = missing_messages(&reader, &rows).unwrap_or_default();
        Ok(Conversation { thread: thread.0, subject, folders, messages, missing })
    }
}

impl Archive {
    /// Returns the subject of a conversation.
    pub(crate) fn subject_of_thread(&self, thread: u32) -> Result<String, ArchiveError> {
        let reader = self.reader();
        let rows = reader.thread(thread_now(ThreadId(thread), &reader)?)?;
        rows.first().map(|first| first.subject.clone()).ok_or_else(gone)
    }
}

fn gone() -> ArchiveError {
    ArchiveError::NotFound { what: "This conversation is no longer in the archive.".to_owned() }
}

fn message_view(
    reader: &StoreReader,
    row: &MessageRow,
    words: &Marks,
    owners: &Owners,
    marks: &MarkSnapshot,
) -> Result<MessageView, ArchiveError> {
    let person = |person: &Person| person_view(person, owners);
    let people = |people: &[Person]| people.iter().map(person).collect();
    let files = row.envelope.attachments.iter().filter(|attachment| !attachment.inline);
    let hit = words.within(Scope::SUBJECT).hit(&row.subject) || words.within(Scope::BODY).hit(&row.snippet);
    Ok(MessageView {
        id: row.id.0,
        subject: row.subject.clone(),
        from: row.envelope.from.first().map(person),
        to: people(&row.envelope.to),
        cc: people(&row.envelope.cc),
        bcc: people(&row.envelope.bcc),
        date: row.date.and_then(milliseconds),
        snippet: row.snippet.clone(),
        kind: row.kind.word().to_owned(),
        attachments: files
            .map(|file| AttachmentView {
                index: file.index,
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                size: file.size,
                runs: runs_as_program(&file.name),
            })
            .collect(),
        missing: missing(reader, row)?,
        starred: marks.is_starred(row.id.0),
        tags: marks.tags_of(std::iter::once(row.id.0)),
        hit,
    })
}

/// Returns one sentence for each missing part of a message.
pub(crate) fn missing(reader: &StoreReader, row: &MessageRow) -> Result<Vec<String>, ArchiveError> {
    if !row.damaged {
        return Ok(Vec::new());
    }
    let mut sentences: Vec<String> = Vec::new();
    for defect in reader.message_defects(row.id)?.iter().filter(|defect| defect.effect.loses_data()) {
        let sentence = format!("{} {}", defect.effect.sentence(), defect.what);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    Ok(sentences)
}
