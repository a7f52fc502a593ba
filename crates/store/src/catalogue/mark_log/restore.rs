//! Reading the log of marks into a new catalogue.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use rusqlite::{Connection, params};

use super::{Digests, MarkChange, read_log};
use crate::catalogue::mark::put_tag;
use crate::error::StoreError;
use crate::ids::MarkId;

/// The marks of a message in the log.
#[derive(Default)]
struct LoggedMark {
    digests: BTreeSet<String>,
    starred: bool,
    tags: BTreeSet<String>,
}

/// The marks after all changes of the log.
#[derive(Default)]
struct LoggedMarks {
    marks: Vec<LoggedMark>,
    /// Positions in `marks`.
    by_digest: HashMap<String, usize>,
}

impl LoggedMarks {
    fn apply(&mut self, change: MarkChange) {
        match change {
            MarkChange::Star { on, messages } => {
                self.each(messages, &mut |mark| mark.starred = on);
            }
            MarkChange::Tag { name, on: true, messages } => {
                self.each(messages, &mut |mark| {
                    mark.tags.insert(name.clone());
                });
            }
            MarkChange::Tag { name, on: false, messages } => {
                self.each(messages, &mut |mark| {
                    mark.tags.remove(&name);
                });
            }
            MarkChange::Rename { from, to } => {
                for mark in &mut self.marks {
                    if mark.tags.remove(&from) {
                        mark.tags.insert(to.clone());
                    }
                }
            }
        }
    }

    fn each(&mut self, messages: Vec<Digests>, change: &mut dyn FnMut(&mut LoggedMark)) {
        for digests in messages {
            let known = digests.iter().find_map(|digest| self.by_digest.get(digest)).copied();
            let at = known.unwrap_or_else(|| {
                self.marks.push(LoggedMark::default());
                self.marks.len().saturating_sub(1)
            });
            let Some(mark) = self.marks.get_mut(at) else { continue };
            for digest in digests {
                mark.digests.insert(digest.clone());
                self.by_digest.insert(digest, at);
            }
            change(mark);
        }
    }
}

/// Fills a new catalogue with the marks of the log. They wait for the imports of their messages.
pub(crate) fn restore_marks(connection: &Connection, dir: &Path) -> Result<(), StoreError> {
    let mut logged = LoggedMarks::default();
    read_log(dir, &mut |change| logged.apply(change))?;
    for mark in &logged.marks {
        if mark.digests.is_empty() || (!mark.starred && mark.tags.is_empty()) {
            continue;
        }
        let id: MarkId = connection
            .prepare_cached("INSERT INTO mark (starred, envelope, damaged) VALUES (?1, '', 0) RETURNING id")?
            .query_row(params![mark.starred], |row| row.get(0))?;
        for digest in &mark.digests {
            connection
                .prepare_cached("INSERT OR IGNORE INTO mark_bytes (digest, mark_id) VALUES (unhex(?1), ?2)")?
                .execute(params![digest, id])?;
        }
        for name in &mark.tags {
            let tag = put_tag(connection, name)?;
            connection
                .prepare_cached("INSERT OR IGNORE INTO mark_tag (mark_id, tag_id) VALUES (?1, ?2)")?
                .execute(params![id, tag])?;
        }
    }
    Ok(())
}
