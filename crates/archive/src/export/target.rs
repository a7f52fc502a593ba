//! Chooses the name of an export.

use std::path::{Path, PathBuf};

use foundmail_export::ExportFormat;
use foundmail_store::{FolderId, MessageId};

use super::query_title::query_title;
use crate::view::Selection;
use crate::{Archive, ArchiveError};

/// Maximum number of characters of a name, without the added number and the extension.
const MAX_NAME: usize = 80;

impl Archive {
    /// Returns a path in `dir` that does not exist: a folder or a file, depending on the format. `title` is the name without
    /// its extension.
    pub fn target_name(
        &self,
        title: &str,
        format: &ExportFormat,
        dir: &Path,
    ) -> Result<PathBuf, ArchiveError> {
        let extension = format.target.extension();
        let stem = foundmail_mail::safe_file_name(&title.replace(['/', '\\'], "_"));
        let stem: String = stem.chars().take(MAX_NAME).collect();
        let stem = stem.trim_end_matches(['.', ' ']);
        let names = (1..10_000).map(|number| match number {
            1 => dir.join(format!("{stem}{extension}")),
            _ => dir.join(format!("{stem} ({number}){extension}")),
        });
        let mut free = names.filter(|path| path.symlink_metadata().is_err());
        free.next().ok_or_else(|| ArchiveError::Choice {
            what: format!(
                "Every possible name for this export is already used in {}. Choose another folder.",
                dir.display()
            ),
        })
    }

    /// Returns the title of an export: `name`, the name that the user typed. If it is empty, the name of the selection, such as
    /// `Mail for roof` or `3 conversations`.
    pub fn title(&self, selection: &Selection, name: &str) -> Result<String, ArchiveError> {
        let name = name.trim();
        if !name.is_empty() {
            return Ok(name.chars().take(MAX_NAME).collect());
        }
        let title = match selection {
            Selection::Threads { ids } => match ids.as_slice() {
                [one] => self.subject_of_thread(*one)?,
                ids => format!("{} conversations", ids.len()),
            },
            Selection::Messages { ids } => match ids.as_slice() {
                [one] => self.reader().message(MessageId(*one))?.subject,
                ids => format!("{} messages", ids.len()),
            },
            Selection::Search { query, folder, source, .. } => {
                let reader = self.reader();
                let place = match (folder, source) {
                    (Some(folder), _) => reader.folder_path(FolderId(*folder))?.pop(),
                    (None, Some(source)) => {
                        let row = reader.sources()?.into_iter().find(|row| row.id.0 == *source);
                        row.map(|row| without_extension(&row.name, &row.format))
                    }
                    (None, None) => None,
                };
                match (query.trim(), place) {
                    ("", None) => "All mail".to_owned(),
                    ("", Some(place)) => place,
                    (query, None) => query_title(query),
                    (query, Some(place)) => format!("{} in {place}", query_title(query)),
                }
            }
        };
        Ok(if title.trim().is_empty() { "Conversation".to_owned() } else { title })
    }
}

/// Returns the name of a source without its extension, because an export has another one.
fn without_extension(name: &str, format: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.eq_ignore_ascii_case(format) => {
            stem.to_owned()
        }
        _ => name.to_owned(),
    }
}
