//! Handing messages over.

use std::path::{Path, PathBuf};

use foundmail_export::{EmlWriter, Manifest, MboxWriter, Message, WriteBytes, save_new};
use foundmail_mail::parse_skeleton;
use foundmail_store::{MessageId, MessageRow, StoreReader, ThreadId};

use crate::archive::thread_now;
use crate::read::missing;
use crate::search::ranking::Wanted;
use crate::search::rows::in_folder;
use crate::view::{ExportDone, ExportFormat, ExportPlan, Selection};
use crate::{Archive, ArchiveError};

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The sum.
    pub done: ExportDone,
    /// The list that lies beside it.
    pub manifest: Manifest,
}

enum Writer {
    Eml(EmlWriter),
    Mbox(MboxWriter),
}

impl Archive {
    /// Messages of a selection, oldest first.
    pub fn selected(&self, selection: &Selection) -> Result<Vec<u32>, ArchiveError> {
        let mut messages: Vec<(Option<i64>, u32)> = match selection {
            Selection::Threads { ids } => {
                let reader = self.reader();
                let mut all = Vec::new();
                for &id in ids {
                    let thread = thread_now(ThreadId(id), &reader)?;
                    all.extend(reader.thread(thread)?.into_iter().map(|row| (row.date, row.id.0)));
                }
                all
            }
            Selection::Search { query, folder, source } => {
                let wanted =
                    Wanted { query: query.clone(), folder: *folder, source: *source, ..Wanted::default() };
                self.healing(|archive| archive.rank(&wanted))?
                    .results
                    .hits()
                    .map(|hit| (hit.date, hit.id))
                    .collect()
            }
        };
        messages.sort_unstable();
        messages.dedup();
        Ok(messages.into_iter().map(|(_, id)| id).collect())
    }

    /// Messages in folders of a name, or below, oldest first.
    pub fn selected_in(&self, folder: &str) -> Result<Vec<u32>, ArchiveError> {
        self.ensure_folder(folder)?;
        self.selected(&Selection::Search { query: in_folder(folder), folder: None, source: None })
    }

    /// What handing a selection over would do. `target` is only shown.
    pub fn plan(&self, selection: &Selection, target: &Path) -> Result<ExportPlan, ArchiveError> {
        let messages = self.selected(selection)?;
        let reader = self.reader();
        let mut plan = ExportPlan {
            messages: crate::search::list::count(messages.len()),
            attachments: 0,
            bytes: 0,
            target: target.display().to_string(),
        };
        for message in messages {
            let row = reader.message(MessageId(message))?;
            plan.bytes = plan.bytes.saturating_add(row.size);
            plan.attachments = plan.attachments.saturating_add(files(&row));
        }
        Ok(plan)
    }

    /// A name for what a selection becomes: of a new folder for EML, of a file for MBOX. Not there yet in `dir`.
    pub fn target_name(
        &self,
        selection: &Selection,
        format: ExportFormat,
        dir: &Path,
    ) -> Result<PathBuf, ArchiveError> {
        let stem = self.title(selection)?;
        let extension = match format {
            ExportFormat::Eml => "",
            ExportFormat::Mbox => ".mbox",
        };
        let stem = foundmail_mail::safe_file_name(&stem.replace(['/', '\\'], "_"));
        let stem: String = stem.chars().take(80).collect();
        let stem = stem.trim_end_matches(['.', ' ']);
        let names = (1..10_000).map(|number| match number {
            1 => dir.join(format!("{stem}{extension}")),
            _ => dir.join(format!("{stem} ({number}){extension}")),
        });
        let mut free = names.filter(|path| path.symlink_metadata().is_err());
        free.next().ok_or_else(|| ArchiveError::NotFound { what: "No free name was found there.".to_owned() })
    }

    fn title(&self, selection: &Selection) -> Result<String, ArchiveError> {
        let title = match selection {
            Selection::Threads { ids } => match ids.as_slice() {
                [one] => self.conversation(*one, "")?.subject,
                ids => format!("{} conversations", ids.len()),
            },
            Selection::Search { query, .. } if query.trim().is_empty() => "All mail".to_owned(),
            Selection::Search { query, .. } => format!("Mail for {}", query.trim()),
        };
        Ok(if title.trim().is_empty() { "Conversation".to_owned() } else { title })
    }

    /// Hands messages over into `target`, which must not be there yet.
    pub fn export(
        &self,
        messages: &[u32],
        format: ExportFormat,
        target: &Path,
    ) -> Result<Handed, ArchiveError> {
        let reader = self.store.reader()?;
        ensure_there(&reader, messages)?;
        let mut writer = match format {
            ExportFormat::Eml => Writer::Eml(EmlWriter::create(target)?),
            ExportFormat::Mbox => Writer::Mbox(MboxWriter::create(target)?),
        };
        let mut attachments: u32 = 0;
        for &id in messages {
            let row = reader.message(MessageId(id))?;
            attachments = attachments.saturating_add(files(&row));
            match (message(&reader, &row), &mut writer) {
                (Ok(message), Writer::Eml(writer)) => writer.write(&message)?,
                (Ok(message), Writer::Mbox(writer)) => writer.write(&message)?,
                // One message that is damaged in the archive must not keep back the others.
                (Err(error), Writer::Eml(writer)) => writer.unreadable(id, &row.subject, error.to_string()),
                (Err(error), Writer::Mbox(writer)) => writer.unreadable(id, &row.subject, error.to_string()),
            }
        }
        let manifest = match writer {
            Writer::Eml(writer) => writer.finish()?,
            Writer::Mbox(writer) => writer.finish()?,
        };
        let done = ExportDone {
            messages: manifest.messages,
            attachments,
            damaged: manifest.damaged,
            path: target.display().to_string(),
        };
        Ok(Handed { done, manifest })
    }

    /// Saves an attachment in a folder, under its own name or with a number behind it if that is taken.
    pub fn save_attachment(&self, message: u32, index: u32, dir: &Path) -> Result<PathBuf, ArchiveError> {
        std::fs::create_dir_all(dir)
            .map_err(|source| foundmail_export::ExportError::File { path: dir.to_owned(), source })?;
        self.with_attachment(message, index, |name, write| Ok(save_new(dir, name, write)?))
    }

    /// Positions and names of the files that came with a message.
    pub fn attachments(&self, message: u32) -> Result<Vec<foundmail_store::AttachmentRow>, ArchiveError> {
        Ok(self.reader().message(MessageId(message))?.envelope.attachments)
    }
}

/// Before anything is written: a number that is no message's, among hundreds, is a slip that is to be told at once.
pub(crate) fn ensure_there(reader: &StoreReader, messages: &[u32]) -> Result<(), ArchiveError> {
    if messages.is_empty() {
        return Err(ArchiveError::NotFound { what: "There is nothing to export.".to_owned() });
    }
    messages.iter().try_for_each(|&id| Ok(reader.message(MessageId(id)).map(drop)?))
}

pub(crate) fn files(row: &MessageRow) -> u32 {
    crate::search::list::count(
        row.envelope.attachments.iter().filter(|attachment| !attachment.inline).count(),
    )
}

/// More bytes than this are not held.
const HELD: u64 = 32 << 20;

/// What is known of a message, and its bytes, which were held against their digest.
fn message<'r>(reader: &'r StoreReader, row: &MessageRow) -> Result<Message<'r>, ArchiveError> {
    let stored = reader.stored(row.id)?;
    let message_id = stored.with(|mail| parse_skeleton(mail, stored.framing)).message_id;
    let framing = stored.framing;
    let write: Box<WriteBytes<'r>> = if stored.size > HELD {
        stored.check(row.id)?;
        Box::new(move |out| stored.write(out))
    } else {
        let bytes = reader.raw(row.id)?.bytes;
        Box::new(move |out| out.write_all(&bytes))
    };
    let separator =
        reader.occurrences(row.id)?.into_iter().map(|place| place.separator).find(|line| !line.is_empty());
    Ok(Message {
        id: row.id.0,
        message_id,
        write,
        framing,
        subject: row.subject.clone(),
        from: row.envelope.from.first().cloned(),
        date: row.date,
        separator,
        missing: missing(reader, row)?,
    })
}
