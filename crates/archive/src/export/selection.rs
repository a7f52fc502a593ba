//! Lists the messages of a selection.

use std::path::Path;

use foundmail_export::{ExportFormat, ExportOptions};
use foundmail_store::{MessageId, ThreadId};

use super::attachments::{facts, listed};
use super::estimate::estimated_size;
use crate::numbers::count;
use crate::search::answer::SearchRequest;
use crate::search::rows::in_folder;
use crate::thread_alias::end_of_chain;
use crate::view::{ExportPlan, Selection};
use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns the ids of all messages of a selection, oldest first.
    pub fn selected(&self, selection: &Selection) -> Result<Vec<u32>, ArchiveError> {
        let mut messages: Vec<(Option<i64>, u32)> = match selection {
            Selection::Threads { ids } => {
                let reader = self.reader();
                let aliases = reader.thread_aliases()?;
                let mut all = Vec::new();
                for &id in ids {
                    let thread = end_of_chain(ThreadId(id), &aliases);
                    all.extend(reader.thread(thread)?.into_iter().map(|row| (row.date, row.id.0)));
                }
                all
            }
            Selection::Messages { ids } => {
                let reader = self.reader();
                let rows = ids.iter().map(|&id| reader.message(MessageId(id)).map(|row| (row.date, id)));
                rows.collect::<Result<_, _>>()?
            }
            Selection::Search { query, typing, folder, source } => {
                let wanted = SearchRequest {
                    query: query.clone(),
                    typing: *typing,
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

    /// Returns the ids of all messages in the folders with this name and in their subfolders, oldest first.
    pub fn selected_in(&self, folder: &str) -> Result<Vec<u32>, ArchiveError> {
        self.ensure_folder(folder)?;
        self.selected(&Selection::Search {
            query: in_folder(folder),
            typing: false,
            folder: None,
            source: None,
        })
    }

    /// Returns the ids of all messages of a source, oldest first. `source` is its full path, its file name, or its id.
    pub fn selected_from(&self, source: &str) -> Result<Vec<u32>, ArchiveError> {
        let id = self.source_named(source)?;
        self.selected(&Selection::Search {
            query: String::new(),
            typing: false,
            folder: None,
            source: Some(id),
        })
    }

    /// Returns the ids of all messages from and to a person, oldest first.
    pub fn selected_with(&self, person: &str) -> Result<Vec<u32>, ArchiveError> {
        let quoted = person.replace('"', " ");
        self.selected(&Selection::Search {
            query: format!("with:\"{quoted}\""),
            typing: false,
            folder: None,
            source: None,
        })
    }

    /// Returns the id of a source by its full path, its file name, or its id. Fails if several sources have the name.
    pub fn source_named(&self, source: &str) -> Result<u32, ArchiveError> {
        let sources = self.reader().sources()?;
        let by_path = |path: &str| sources.iter().find(|row| row.path == path);
        let absolute = std::path::absolute(source).unwrap_or_default();
        let exact = by_path(source).or_else(|| by_path(&absolute.to_string_lossy()));
        let named: Vec<_> =
            sources.iter().filter(|row| row.name == source || is_file_name(&row.path, source)).collect();
        let numbered = sources.iter().find(|row| source.parse() == Ok(row.id.0));
        match (exact, named.as_slice(), numbered) {
            (Some(row), ..) | (None, [], Some(row)) => Ok(row.id.0),
            (None, [row], _) => Ok(row.id.0),
            (None, [], None) => {
                Err(ArchiveError::NotFound { what: format!("No source of this archive is named {source}.") })
            }
            _ => Err(ArchiveError::Choice {
                what: format!("Several sources are named {source}. Give the full path of one of them."),
            }),
        }
    }

    /// Returns the counts of an export without writing it. `target` is only shown.
    pub fn plan(
        &self,
        messages: &[u32],
        format: &ExportFormat,
        options: &ExportOptions,
        target: &Path,
    ) -> Result<ExportPlan, ArchiveError> {
        let reader = self.reader();
        let mut plan = ExportPlan {
            messages: 0,
            attachments: 0,
            bytes: 0,
            damaged: 0,
            other_kinds: 0,
            target: target.display().to_string(),
            name: stem_of(target, format),
        };
        for &message in messages {
            let row = reader.message(MessageId(message))?;
            if !(format.accepts)(&facts(&row)) {
                plan.other_kinds = plan.other_kinds.saturating_add(1);
                continue;
            }
            plan.messages = plan.messages.saturating_add(1);
            plan.damaged = plan.damaged.saturating_add(u32::from(row.damaged));
            plan.bytes = plan.bytes.saturating_add(estimated_size(&row, format, options));
            plan.attachments = plan.attachments.saturating_add(count(listed(&row).count()));
        }
        Ok(plan)
    }
}

/// Returns true if a path ends with this file name.
fn is_file_name(path: &str, name: &str) -> bool {
    Path::new(path).file_name().is_some_and(|last| last == name)
}

/// Returns the name of a target without the extension of its format.
fn stem_of(target: &Path, format: &ExportFormat) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(format.target.extension()).unwrap_or(&name).to_owned()
}
