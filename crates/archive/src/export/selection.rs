//! Lists the messages of a selection.

use std::path::Path;

use foundmail_store::{MessageId, ThreadId};

use super::attachments::listed;
use crate::archive::thread_now;
use crate::numbers::count;
use crate::search::answer::SearchRequest;
use crate::search::rows::in_folder;
use crate::view::{ExportPlan, Selection};
use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns the ids of all messages of a selection, oldest first.
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
                let wanted = SearchRequest {
                    query: query.clone(),
                    folder: *folder,
                    source: *source,
                    ..SearchRequest::default()
                };
                self.healing(|archive| archive.answer(&wanted))?
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

    /// Returns the ids of all messages in folders of this name, and below, oldest first.
    pub fn selected_in(&self, folder: &str) -> Result<Vec<u32>, ArchiveError> {
        self.ensure_folder(folder)?;
        self.selected(&Selection::Search { query: in_folder(folder), folder: None, source: None })
    }

    /// Returns the counts of an export without writing it. `target` is only shown.
    pub fn plan(&self, selection: &Selection, target: &Path) -> Result<ExportPlan, ArchiveError> {
        let messages = self.selected(selection)?;
        let reader = self.reader();
        let mut plan = ExportPlan {
            messages: count(messages.len()),
            attachments: 0,
            bytes: 0,
            target: target.display().to_string(),
        };
        for message in messages {
            let row = reader.message(MessageId(message))?;
            plan.bytes = plan.bytes.saturating_add(row.size);
            plan.attachments = plan.attachments.saturating_add(count(listed(&row).count()));
        }
        Ok(plan)
    }
}
