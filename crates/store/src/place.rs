//! Places: where each item was seen.

use foundmail_defect::Defect;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::import::ImportStart;
use crate::item::{NewItem, Outcome};
use crate::read::Reader;
use crate::{FolderId, ImportId, MessageId, StoreError};

/// A place where a message was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// Full path of the source.
    pub source: String,
    /// Format of the source.
    pub format: String,
    /// The folder.
    pub folder: FolderId,
    /// Where in the source.
    pub position: String,
    /// How it was found, empty if it lay where it should.
    pub recovered: String,
    /// The separator line before it in an MBOX, empty elsewhere.
    pub separator: String,
}

pub(crate) struct NewPlace<'i> {
    pub item: &'i NewItem,
    pub message: Option<MessageId>,
    pub version: Option<u32>,
    pub outcome: Outcome,
    pub attachments: u32,
    pub unreadable: u32,
}

/// Notes where an item was seen. An item that was seen there before, with the same bytes, has one place only, which
/// now belongs to the newest import; so has one that could not be read then and can be now. Returns true if an earlier
/// import saw the item there.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    start: ImportStart,
    place: &NewPlace<'_>,
) -> Result<bool, StoreError> {
    let item = place.item;
    let known = known(transaction, start, place)?;
    let was_here = known.is_some_and(|known| known.import != start.import);
    // This import, before it was broken off, has counted it already.
    if known.is_some_and(|known| known.import == start.import && (known.is_read || place.version.is_none())) {
        return Ok(false);
    }
    let known = known.map(|known| known.id);
    write(transaction, start, place, known)?;
    if let Some(id) = known {
        transaction.prepare_cached("DELETE FROM defect WHERE place_id = ?1")?.execute(params![id])?;
    }
    let id = known.map_or_else(|| transaction.last_insert_rowid(), i64::from);
    for defect in &item.defects {
        insert_defect(transaction, start, Some(id), Some(item.folder), defect)?;
    }
    Ok(was_here)
}

/// The place of an item that was there before.
#[derive(Clone, Copy)]
struct Known {
    id: u32,
    import: ImportId,
    /// False if nothing of the item could be read then.
    is_read: bool,
}

/// The place with the same bytes, else one of which nothing could be read; for an item of which nothing can be read now,
/// what this import read of it before.
fn known(
    transaction: &Transaction<'_>,
    start: ImportStart,
    place: &NewPlace<'_>,
) -> Result<Option<Known>, StoreError> {
    let sql = "SELECT id, import_id, version_id IS NOT NULL FROM place
               WHERE source_id = ?1 AND position = ?2
                 AND (version_id IS ?3 OR version_id IS NULL OR (?3 IS NULL AND import_id = ?4))
               ORDER BY version_id IS NOT NULL DESC LIMIT 1";
    let known = transaction
        .prepare_cached(sql)?
        .query_row(params![start.source, place.item.position, place.version, start.import], |row| {
            Ok(Known { id: row.get(0)?, import: row.get(1)?, is_read: row.get(2)? })
        });
    Ok(known.optional()?)
}

/// Two statements rather than one that does either: the database would keep a journal of its own for that one, which costs
/// more than the row.
fn write(
    transaction: &Transaction<'_>,
    start: ImportStart,
    place: &NewPlace<'_>,
    known: Option<u32>,
) -> Result<(), StoreError> {
    let item = place.item;
    let hint =
        serde_json::to_string(&item.hint).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    let sql = if known.is_some() {
        "UPDATE place SET source_id = ?2, folder_id = ?3, import_id = ?4, position = ?5, message_id = ?6,
                          version_id = ?7, outcome = ?8, kind = ?9, recovered = ?10, separator = ?11,
                          attachments = ?12, unreadable = ?13, hint = ?14 WHERE id = ?1"
    } else {
        "INSERT INTO place (id, source_id, folder_id, import_id, position, message_id, version_id, outcome, kind,
                            recovered, separator, attachments, unreadable, hint)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    };
    transaction.prepare_cached(sql)?.execute(params![
        known,
        start.source,
        item.folder,
        start.import,
        item.position,
        place.message,
        place.version,
        place.outcome.word(),
        item.kind.word(),
        item.recovered.as_deref().unwrap_or_default(),
        item.separator.as_deref().unwrap_or_default(),
        place.attachments,
        place.unreadable,
        hint,
    ])?;
    Ok(())
}

pub(crate) fn insert_defect(
    transaction: &Transaction<'_>,
    start: ImportStart,
    place: Option<i64>,
    folder: Option<FolderId>,
    defect: &Defect,
) -> Result<(), StoreError> {
    // An offset beyond what SQLite's integers hold is no offset in any file.
    let offset = defect.offset.and_then(|offset| i64::try_from(offset).ok());
    let effect =
        serde_json::to_value(defect.effect).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    let mut statement = transaction.prepare_cached(
        "INSERT INTO defect (source_id, import_id, place_id, folder_id, offset, structure, what, effect)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    statement.execute(params![
        start.source,
        start.import,
        place,
        folder,
        offset,
        defect.structure,
        defect.what,
        effect.as_str().unwrap_or_default(),
    ])?;
    Ok(())
}

impl Reader {
    /// Every message with every folder in which it was seen, in no order, some more than once.
    pub fn seen(&self) -> Result<Vec<(MessageId, FolderId)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT message_id, folder_id FROM place WHERE message_id IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Messages that were found where no folder lists them.
    pub fn recovered(&self) -> Result<Vec<MessageId>, StoreError> {
        let sql = "SELECT message_id FROM place WHERE message_id IS NOT NULL AND recovered <> ''";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Every place where a message was seen.
    pub fn places(&self, message: MessageId) -> Result<Vec<PlaceRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.path, s.format, p.folder_id, p.position, p.recovered, p.separator
             FROM place p JOIN source s ON s.id = p.source_id WHERE p.message_id = ?1 ORDER BY p.id",
        )?;
        let rows = statement.query_map(params![message], |row| {
            Ok(PlaceRow {
                source: row.get(0)?,
                format: row.get(1)?,
                folder: row.get(2)?,
                position: row.get(3)?,
                recovered: row.get(4)?,
                separator: row.get(5)?,
            })
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}

#[cfg(test)]
mod tests {
    use foundmail_defect::{Defect, Effect};
    use foundmail_mail::{Framing, ItemKind};

    use crate::packed::Packer;
    use crate::{Content, Hint, ImportStart, NewItem, Store, Writer};

    /// An item at a position with a text; one without could not be read.
    fn put(writer: &mut Writer, start: ImportStart, text: Option<&str>) {
        let mut batch = writer.batch(start).unwrap();
        let folder = batch.folder(None, "", "top").unwrap();
        let raw = text.map(|text| format!("Subject: a\r\nFrom: a@x.example\r\n\r\n{text}\r\n"));
        let content = raw.map(|raw| {
            let packed = Packer::new().pack(foundmail_mail::Split::of(raw.as_bytes()), &mut |_| false);
            Content::new(packed, Framing::Plain, false, foundmail_mail::parse(raw.as_bytes(), Framing::Plain))
        });
        let lost = content.is_none().then(|| Defect::new("file", "no", Effect::ItemLost));
        let (position, kind, hint) = ("a.eml#0".to_owned(), ItemKind::Mail, Hint::default());
        let defects = lost.into_iter().collect();
        let item =
            NewItem { folder, position, kind, content, defects, recovered: None, separator: None, hint };
        batch.put(&item).unwrap();
        batch.commit().unwrap();
    }

    /// What an import counts that is broken off before each reading but the first: ready, copies, damaged, defects.
    fn counted(readings: &[Option<&str>]) -> [usize; 4] {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut writer = store.writer().unwrap();
        let mut last = None;
        for text in readings {
            let request = crate::JobRequest { paths: Vec::new(), recover: false, no_attachment_text: false };
            let job = writer.begin_job(0, &request).unwrap();
            let start = writer.begin_import(job, "/mail", "mail", "folder", 1, 1).unwrap();
            put(&mut writer, start, *text);
            let known = store.reader().unwrap().has_place(start, "a.eml#0").unwrap();
            assert!(known || text.is_none());
            last = Some(start.import);
        }
        let counts = writer.counts(last.unwrap()).unwrap();
        let defects = writer.import_defects(last.unwrap()).unwrap().len();
        [counts.ready as usize, counts.copies as usize, counts.damaged as usize, defects]
    }

    #[test]
    fn an_item_is_counted_once_however_often_it_is_tried() {
        assert_eq!(counted(&[None]), [0, 0, 1, 1]);
        assert_eq!(counted(&[None, None]), [0, 0, 1, 1]);
        assert_eq!(counted(&[None, Some("now")]), [1, 0, 0, 0]);
        assert_eq!(counted(&[Some("then"), None]), [1, 0, 0, 0]);
        assert_eq!(counted(&[None, Some("now"), None, Some("now")]), [1, 0, 0, 0]);
        // The file was changed in between: both are kept.
        assert_eq!(counted(&[Some("one"), Some("two")]), [2, 0, 0, 0]);
    }
}
