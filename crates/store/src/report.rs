//! The sums of an import, counted from the places themselves, so that they close after every crash.

use foundmail_defect::Effect;
use rusqlite::{Row, params};

use crate::item::Hint;
use crate::read::Reader;
use crate::writer::Writer;
use crate::{FolderId, ImportId, MessageId, SourceId, StoreError};

/// What an import has met. `found = ready + copies + damaged`, since each place has exactly one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Items stored whole.
    pub ready: u32,
    /// Copies of stored ones.
    pub copies: u32,
    /// Items that are not whole.
    pub damaged: u32,
    /// Items that did not lie where they should.
    pub recovered: u32,
    /// Items by kind: word and count.
    pub by_kind: Vec<(String, u32)>,
    /// Attachments met.
    pub attachments: u32,
    /// Attachments of which something is missing.
    pub unreadable: u32,
}

/// Something broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefectRow {
    /// Byte offset in the source.
    pub offset: Option<u64>,
    /// The folder.
    pub folder: Option<FolderId>,
    /// The structure.
    pub structure: String,
    /// What is wrong.
    pub what: String,
    /// What it costs.
    pub effect: Effect,
    /// What is known of the item.
    pub hint: Hint,
    /// The stored message, if any of it was kept.
    pub message: Option<MessageId>,
    /// The place of the item whose it is; none if it is a folder's or the whole file's.
    pub place: Option<u32>,
}

impl Writer {
    /// The sums of an import so far.
    pub fn counts(&self, import: ImportId) -> Result<ImportCounts, StoreError> {
        let mut counts = self.connection.query_row(
            "SELECT count(*) FILTER (WHERE outcome = 'ready'), count(*) FILTER (WHERE outcome = 'copy'),
                    count(*) FILTER (WHERE outcome = 'damaged'), count(*) FILTER (WHERE recovered <> ''),
                    coalesce(sum(attachments), 0), coalesce(sum(unreadable), 0)
             FROM place WHERE import_id = ?1",
            params![import],
            |row| {
                Ok(ImportCounts {
                    ready: row.get(0)?,
                    copies: row.get(1)?,
                    damaged: row.get(2)?,
                    recovered: row.get(3)?,
                    attachments: row.get(4)?,
                    unreadable: row.get(5)?,
                    by_kind: Vec::new(),
                })
            },
        )?;
        let mut statement =
            self.connection.prepare("SELECT kind, count(*) FROM place WHERE import_id = ?1 GROUP BY kind")?;
        for row in statement.query_map(params![import], |row| Ok((row.get(0)?, row.get(1)?)))? {
            counts.by_kind.push(row?);
        }
        Ok(counts)
    }

    /// Counts items that were recovered in one of these ways: all of them, and those that the archive did not have.
    pub fn recovered_as(&self, import: ImportId, ways: &[&str]) -> Result<(u32, u32), StoreError> {
        let mut counts = (0_u32, 0_u32);
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE outcome <> 'copy') FROM place
             WHERE import_id = ?1 AND recovered = ?2",
        )?;
        for way in ways {
            let (all, new): (u32, u32) =
                statement.query_row(params![import, way], |row| Ok((row.get(0)?, row.get(1)?)))?;
            counts = (counts.0.saturating_add(all), counts.1.saturating_add(new));
        }
        Ok(counts)
    }

    /// Counts the attachments of an import's messages whose text was read to its end, and those whose text was not. An
    /// attachment that occurs in several messages counts in each.
    pub fn texts_of(&self, import: ImportId) -> Result<(u32, u32), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FILTER (WHERE t.outcome = ''), count(*) FILTER (WHERE t.outcome <> '')
             FROM attachment_in a JOIN attachment_text t ON t.digest = a.digest
             WHERE a.message_id IN (SELECT message_id FROM place WHERE import_id = ?1)",
        )?;
        Ok(statement.query_row(params![import], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// What an import found broken, in the order of its reading. Oddities that cost nothing come last.
    pub fn import_defects(&self, import: ImportId) -> Result<Vec<DefectRow>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT d.offset, d.folder_id, d.structure, d.what, d.effect, coalesce(p.hint, '{}'), p.message_id,
                    d.place_id
             FROM defect d LEFT JOIN place p ON p.id = d.place_id
             WHERE d.import_id = ?1 ORDER BY d.effect = 'nothing', d.id",
        )?;
        let rows = statement.query_map(params![import], defect_of_row)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

impl Reader {
    /// Counts the items that the newest import of a source met, and how many of them are mail.
    pub fn items_of(&self, source: SourceId) -> Result<(u32, u32), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE kind = 'mail') FROM place
             WHERE import_id = (SELECT max(id) FROM import WHERE source_id = ?1)",
        )?;
        Ok(statement.query_row(params![source], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// What is broken in a message, over all places where it was seen.
    pub fn message_defects(&self, message: MessageId) -> Result<Vec<DefectRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.offset, d.folder_id, d.structure, d.what, d.effect, p.hint, p.message_id, d.place_id
             FROM place p JOIN defect d ON d.place_id = p.id WHERE p.message_id = ?1 ORDER BY d.id",
        )?;
        let rows = statement.query_map(params![message], defect_of_row)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

fn defect_of_row(row: &Row<'_>) -> rusqlite::Result<DefectRow> {
    let effect: String = row.get(4)?;
    let hint: String = row.get(5)?;
    Ok(DefectRow {
        offset: row.get(0)?,
        folder: row.get(1)?,
        structure: row.get(2)?,
        what: row.get(3)?,
        effect: serde_json::from_value(effect.into()).unwrap_or(Effect::ItemLost),
        hint: serde_json::from_str(&hint).unwrap_or_default(),
        message: row.get(6)?,
        place: row.get(7)?,
    })
}
