//! Counts and defects of an import. The counts are computed from the occurrences, so they are correct even after a
//! crash.

use rusqlite::params;

use super::writer::StoreWriter;
use crate::catalogue::{DefectRow, defect_of_row};
use crate::error::StoreError;
use crate::ids::ImportId;

/// The number of items of an import by outcome. The sum of ready, copies and damaged is the number of found items,
/// because each occurrence has exactly one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Items that were new and whole.
    pub ready: u32,
    /// Copies of stored messages.
    pub copies: u32,
    /// Damaged items.
    pub damaged: u32,
    /// Items that were found without their directory.
    pub recovered: u32,
    /// Number of items of each kind, by the kind's word in the catalogue.
    pub by_kind: Vec<(String, u32)>,
    /// Attachments.
    pub attachments: u32,
    /// Incomplete attachments.
    pub unreadable: u32,
}

impl StoreWriter {
    /// Counts the items that the import has found.
    pub fn counts(&self, import: ImportId) -> Result<ImportCounts, StoreError> {
        let mut counts = self.connection.query_row(
            "SELECT count(*) FILTER (WHERE outcome = 'ready'), count(*) FILTER (WHERE outcome = 'copy'),
                    count(*) FILTER (WHERE outcome = 'damaged'), count(*) FILTER (WHERE recovered <> ''),
                    coalesce(sum(attachments), 0), coalesce(sum(unreadable), 0)
             FROM occurrence WHERE import_id = ?1",
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
        let mut statement = self
            .connection
            .prepare("SELECT kind, count(*) FROM occurrence WHERE import_id = ?1 GROUP BY kind")?;
        for row in statement.query_map(params![import], |row| Ok((row.get(0)?, row.get(1)?)))? {
            counts.by_kind.push(row?);
        }
        Ok(counts)
    }

    /// Counts the items with one of the given recovery sentences. Returns their number, and how many of them the
    /// archive did not have before.
    pub fn recovered_as(&self, import: ImportId, ways: &[&str]) -> Result<(u32, u32), StoreError> {
        let mut counts = (0_u32, 0_u32);
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE outcome <> 'copy') FROM occurrence
             WHERE import_id = ?1 AND recovered = ?2",
        )?;
        for way in ways {
            let (all, new): (u32, u32) =
                statement.query_row(params![import, way], |row| Ok((row.get(0)?, row.get(1)?)))?;
            counts = (counts.0.saturating_add(all), counts.1.saturating_add(new));
        }
        Ok(counts)
    }

    /// Counts the attachments of an import's messages: those whose text was extracted completely, and the rest. An
    /// attachment of several messages counts once for each message.
    pub fn texts_of(&self, import: ImportId) -> Result<(u32, u32), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FILTER (WHERE t.outcome = ''), count(*) FILTER (WHERE t.outcome <> '')
             FROM attachment_in a JOIN attachment_text t ON t.digest = a.digest
             WHERE a.message_id IN (SELECT message_id FROM occurrence WHERE import_id = ?1)",
        )?;
        Ok(statement.query_row(params![import], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Returns the first `limit` defects that an import found, and the number of further ones. They are in the
    /// order in which they were found, but defects without an effect are last.
    pub fn import_defects(&self, import: ImportId, limit: u32) -> Result<(Vec<DefectRow>, u32), StoreError> {
        let count: u32 = self.connection.query_row(
            "SELECT count(*) FROM defect WHERE import_id = ?1",
            params![import],
            |row| row.get(0),
        )?;
        let mut statement = self.connection.prepare(
            "SELECT d.offset, d.folder_id, d.structure, d.what, d.effect, coalesce(p.hint, '{}'), p.message_id,
                    d.occurrence_id
             FROM defect d LEFT JOIN occurrence p ON p.id = d.occurrence_id
             WHERE d.import_id = ?1 ORDER BY d.effect = 'nothing', d.id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![import, limit], defect_of_row)?;
        let rows = rows.map(|row| row.map_err(StoreError::from)).collect::<Result<_, _>>()?;
        Ok((rows, count.saturating_sub(limit)))
    }
}
