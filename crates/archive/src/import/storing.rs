//! The last stage of an import: storing items in batches, and indexing them.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use foundmail_defect::{Defect, Effect, Shortfall};
use foundmail_search::{AttachmentText, Document, IndexWriter};
use foundmail_store::{
    Batch, FolderId, Hint, ImportStart, ItemContent, MessageId, NewItem, Outcome, StoreError, StoreWriter,
};

use super::Running;
use super::budget::Share;
use super::others::Others;
use super::pace::Pace;
use super::prepare::{Prepared, PreparedItem};
use super::texts::{Taken, TextCount, TextOrigin};
use crate::numbers::fraction;
use crate::upkeep::index_update::{indexed_message, texts_of};
use crate::{Archive, ArchiveError};

/// Time between two progress reports.
const TELL: Duration = Duration::from_millis(120);

/// Receives prepared findings in the order in which the reader found them.
pub(super) struct Ready {
    pub from: Vec<Receiver<(Prepared, Share)>>,
    pub next: usize,
}

impl Ready {
    fn receive(&mut self, wait: Duration) -> Result<(Prepared, Share), RecvTimeoutError> {
        let turn = self.next.checked_rem(self.from.len()).unwrap_or(0);
        let ready = self.from.get(turn).ok_or(RecvTimeoutError::Disconnected)?.recv_timeout(wait)?;
        self.next = self.next.wrapping_add(1);
        Ok(ready)
    }
}

pub(super) struct Storing<'s> {
    pub archive: &'s Archive,
    pub index: &'s mut IndexWriter,
    pub pace: &'s mut Pace,
    pub start: ImportStart,
    pub folders: HashMap<String, FolderId>,
    /// Index of the source in the user's list.
    pub file: usize,
    pub told: Instant,
    pub others: &'s mut Others,
    pub texts: &'s mut TextCount,
    pub losses: &'s mut Losses,
    /// True if the user chose to skip the text of attachments.
    pub leaves_texts: bool,
}

/// The facts for the report that cannot be counted in the catalogue.
#[derive(Debug, Default)]
pub(super) struct Losses {
    /// Reasons why messages may be missing.
    pub shortfalls: Vec<Shortfall>,
    /// Number of damaged items that the archive already had with the same damage.
    pub known_damaged: u32,
    /// Number of attachments whose text was not extracted, because the user chose that, or because the program that
    /// reads attachments could not be started.
    pub texts_left: u32,
    /// The part of `texts_left` that is already included in the count in the archive.
    texts_noted: u32,
}

/// Maximum number of shortfalls that are stored for one source. A hostile file can cause any number of them.
const MOST_SHORTFALLS: usize = 1000;

impl Losses {
    pub(super) fn add(&mut self, defect: &Defect) {
        if let Some(shortfall) = defect.source_shortfall()
            && self.shortfalls.len() < MOST_SHORTFALLS
            && !self.shortfalls.contains(&shortfall)
        {
            self.shortfalls.push(shortfall);
        }
    }
}

impl Storing<'_> {
    pub(super) fn run(
        &mut self,
        writer: &mut StoreWriter,
        ready: &mut Ready,
        bytes: &AtomicU64,
        running: &mut Running<'_>,
    ) -> Result<(), ArchiveError> {
        loop {
            match ready.receive(TELL) {
                Ok(first) => {
                    let items = self.batch(writer, first, ready, bytes, running)?;
                    self.follow(items, running)?;
                }
                // A pause may be long, so the messages before the pause are made searchable now.
                Err(RecvTimeoutError::Timeout) if running.control.is_halted() => self.index_now(running)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            self.tell(bytes, running);
        }
    }

    /// Stores findings until the batch is full or has waited long enough. Returns the number of stored items.
    fn batch(
        &mut self,
        writer: &mut StoreWriter,
        first: (Prepared, Share),
        ready: &mut Ready,
        bytes: &AtomicU64,
        running: &mut Running<'_>,
    ) -> Result<usize, ArchiveError> {
        let mut fill = self.pace.batch();
        let mut batch = writer.batch(self.start)?;
        let mut last = None;
        let mut next = Ok(first);
        loop {
            match next {
                Ok((prepared, share)) => {
                    if let Prepared::Item(item) = &prepared {
                        fill.items += 1;
                        fill.bytes = fill.bytes.saturating_add(item.weight());
                    }
                    last = self.take(&mut batch, prepared)?.or(last);
                    drop(share);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let Some(wait) = fill.room() else { break };
            self.tell(bytes, running);
            next = ready.receive(wait.min(TELL));
        }
        let texts = self.losses.texts_left.saturating_sub(self.losses.texts_noted);
        batch.note_read(bytes.load(Ordering::Relaxed), texts)?;
        self.losses.texts_noted = self.losses.texts_left;
        batch.commit()?;
        self.pace.batched(fill.items);
        self.pace.stored = last.unwrap_or(self.pace.stored);
        Ok(fill.items)
    }

    fn tell(&mut self, bytes: &AtomicU64, running: &mut Running<'_>) {
        if self.told.elapsed() < TELL {
            return;
        }
        self.told = Instant::now();
        if let Some(progress) = running.view.files.get_mut(self.file) {
            progress.bytes = progress.bytes.max(bytes.load(Ordering::Relaxed).min(progress.total));
        }
        running.tell();
    }

    /// Stores and indexes one finding. Returns the sequence number of the change, or `None` if no message has
    /// changed.
    fn take(&mut self, batch: &mut Batch<'_>, prepared: Prepared) -> Result<Option<u64>, ArchiveError> {
        match prepared {
            Prepared::Folder(folder) => {
                let parent = folder.parent.as_ref().and_then(|key| self.folders.get(key)).copied();
                let id = batch.folder(parent, &folder.key, &folder.name)?;
                self.folders.insert(folder.key, id);
                Ok(None)
            }
            Prepared::Defect { folder, defect } => {
                let folder = folder.and_then(|key| self.folders.get(&key).copied());
                self.losses.add(&defect);
                batch.put_defect(folder, &defect)?;
                Ok(None)
            }
            Prepared::Other { path, other } => {
                self.others.add(path, other);
                Ok(None)
            }
            Prepared::Item(item) => self.take_item(batch, *item),
        }
    }

    fn take_item(
        &mut self,
        batch: &mut Batch<'_>,
        prepared: PreparedItem,
    ) -> Result<Option<u64>, ArchiveError> {
        let mut item = NewItem {
            folder: folder_of(&mut self.folders, batch, &prepared.item.folder)?,
            position: prepared.item.position,
            kind: prepared.item.kind,
            content: prepared.content,
            defects: prepared.item.defects,
            recovered: prepared.item.recovered,
            separator: prepared.item.separator,
            hint: prepared.hint,
        };
        let put = match batch.put(&item) {
            Err(StoreError::Reread(error)) => {
                give_up(&mut item, &error);
                batch.put(&item)?
            }
            put => put?,
        };
        if put.outcome == Outcome::Damaged && put.was_here {
            self.losses.known_damaged = self.losses.known_damaged.saturating_add(1);
        }
        if self.leaves_texts {
            let files = item.content.iter().flat_map(|content| &content.message.attachments);
            let files = files.filter(|attachment| !attachment.inline).count();
            let files = u32::try_from(files).unwrap_or(u32::MAX);
            self.losses.texts_left = self.losses.texts_left.saturating_add(files);
        }
        let mut indexed = None;
        for message in self.put_texts(batch, put.message, &prepared.texts)? {
            // A changed message is indexed below.
            if put.changed.is_none() || Some(message) != put.message {
                indexed = self.index_again(batch, message, &prepared.texts)?.max(indexed);
            }
        }
        let (Some(content), Some(message), Some((thread, sequence))) =
            (&item.content, put.message, put.changed)
        else {
            return Ok(indexed);
        };
        let texts: Vec<_> = prepared.texts.iter().flat_map(pieces_of).collect();
        self.index.put(&Document {
            id: message.0,
            thread: thread.0,
            message: &content.message,
            kind: item.kind,
            size: content.packed.size(),
            damaged: item.defects.iter().any(|defect| defect.effect.loses_data()),
            attachment_texts: &texts,
        })?;
        let weight = texts.iter().map(|text| text.text.len()).sum::<usize>();
        self.pace.count(content.message.text.len().saturating_add(weight));
        Ok(indexed.max(Some(sequence)))
    }

    /// Counts and stores the texts of an item's attachments. Returns the messages that must be indexed again.
    fn put_texts(
        &mut self,
        batch: &mut Batch<'_>,
        message: Option<MessageId>,
        texts: &[Taken],
    ) -> Result<BTreeSet<MessageId>, ArchiveError> {
        let mut again = BTreeSet::new();
        for taken in texts {
            self.texts.add(taken, message.map(|message| message.0));
            let Some(message) = message else { continue };
            match taken.origin {
                TextOrigin::Stored => {
                    let is_new = batch.link_text(message, &taken.text.digest)?;
                    again.extend(is_new.then_some(message));
                }
                TextOrigin::New => again.extend(batch.put_text(message, &taken.text)?),
                TextOrigin::NotRead => self.losses.texts_left = self.losses.texts_left.saturating_add(1),
            }
        }
        Ok(again)
    }

    /// Indexes a stored message again, with new texts of its attachments.
    fn index_again(
        &mut self,
        batch: &mut Batch<'_>,
        message: MessageId,
        texts: &[Taken],
    ) -> Result<Option<u64>, ArchiveError> {
        let reader = self.archive.reader();
        let row = match reader.message(message) {
            Ok(row) => row,
            // This reader does not see messages of the current batch. Nothing is missing for such a message: it
            // was indexed with the same texts.
            Err(StoreError::NoMessage { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let shown = indexed_message(&reader, &row)?;
        let known = texts_of(&reader, &shown)?;
        let new = |digest: &[u8; 16]| texts.iter().find(|taken| taken.text.digest == *digest);
        let pieces = known.iter().filter(|(_, text)| new(&text.digest).is_none());
        let new = shown.attachments.iter().filter_map(|file| Some((&file.name, &new(&file.digest)?.text)));
        let pieces = pieces.map(|(name, text)| (name, text)).chain(new);
        let pieces: Vec<_> = pieces.flat_map(|(name, text)| pieces_of_text(name, text)).collect();
        let (thread, sequence) = batch.touch(message)?;
        self.index.put(&Document {
            id: message.0,
            thread: thread.0,
            message: &shown,
            kind: row.kind,
            size: row.size,
            damaged: row.damaged,
            attachment_texts: &pieces,
        })?;
        Ok(Some(sequence))
    }

    /// Updates the progress, and commits the index if it is time for that.
    fn follow(&mut self, stored: usize, running: &mut Running<'_>) -> Result<(), ArchiveError> {
        let stored = u32::try_from(stored).unwrap_or(u32::MAX);
        if let Some(progress) = running.view.files.get_mut(self.file) {
            progress.found = progress.found.saturating_add(stored);
        }
        if self.pace.is_due() {
            return self.index_now(running);
        }
        running.note_indexed(fraction(self.pace.indexed, self.pace.stored));
        Ok(())
    }

    /// Makes all stored messages searchable.
    fn index_now(&mut self, running: &mut Running<'_>) -> Result<(), ArchiveError> {
        if self.pace.stored > self.pace.indexed {
            self.index.commit(self.pace.stored)?;
            self.archive.refresh()?;
            self.pace.done();
        }
        running.note_indexed(fraction(self.pace.indexed, self.pace.stored));
        Ok(())
    }
}

/// Marks a giant as lost because it could not be read again to store it.
fn give_up(item: &mut NewItem, error: &std::io::Error) {
    let what = format!("The message could not be read again to store it: {error}.");
    item.defects.push(Defect::new("file", what, Effect::ItemLost));
    if let Some(ItemContent { message, .. }) = item.content.take() {
        let from = message.from.first().map(|person| person.shown().to_owned());
        item.hint = Hint { subject: Some(message.subject), from, date: message.date };
    }
}

fn pieces_of(taken: &Taken) -> impl Iterator<Item = AttachmentText<'_>> {
    pieces_of_text(&taken.name, &taken.text)
}

fn pieces_of_text<'t>(
    name: &'t str,
    text: &'t foundmail_store::AttachmentText,
) -> impl Iterator<Item = AttachmentText<'t>> {
    text.pieces.iter().map(move |piece| AttachmentText { name, text: &piece.text })
}

/// Returns the id of the folder that the reader calls `key`. If the folder is unknown, it is created with the key
/// as its name, so that no item is lost.
fn folder_of(
    folders: &mut HashMap<String, FolderId>,
    batch: &mut Batch<'_>,
    key: &str,
) -> Result<FolderId, ArchiveError> {
    if let Some(&folder) = folders.get(key) {
        return Ok(folder);
    }
    let id = batch.folder(None, key, key)?;
    folders.insert(key.to_owned(), id);
    Ok(id)
}
