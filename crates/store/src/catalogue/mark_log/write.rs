//! Writing the log of marks.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use rusqlite::{Connection, params};

use super::{Digests, LONGEST, MARK_LOG, MarkChange, write_line};
use crate::error::StoreError;
use crate::files::{private_file, sync_dir};
use crate::ids::{MarkId, MessageId};

/// The file of a shorter log that is being written.
const UNFINISHED: &str = "marks.log.new";
/// Number of messages in one line.
const MESSAGES: usize = 1000;
/// Maximum number of digests of one message. A message rarely has more than two versions.
const DIGESTS: usize = 20;
/// Size in bytes from which the log can be written again without the changes that were undone.
const LONG: u64 = 4 << 20;
/// Number of bytes that a mark needs in a new log, roughly.
const BYTES_OF_MARK: u64 = 200;

/// Writes changes at the end of the log, so that they survive a crash. Must be called before the change of the
/// catalogue is committed: a line too many does no harm.
pub(crate) struct MarkLog<'c> {
    connection: &'c Connection,
    dir: &'c Path,
}

impl<'c> MarkLog<'c> {
    pub(crate) fn new(connection: &'c Connection, dir: &'c Path) -> Self {
        Self { connection, dir }
    }

    /// Writes that messages got or lost the star.
    pub(crate) fn star(&self, messages: &[MessageId], on: bool) -> Result<(), StoreError> {
        self.append_each(messages, |messages| MarkChange::Star { on, messages })
    }

    /// Writes that messages got or lost a tag.
    pub(crate) fn tag(&self, messages: &[MessageId], name: &str, on: bool) -> Result<(), StoreError> {
        self.append_each(messages, |messages| MarkChange::Tag { name: name.to_owned(), on, messages })
    }

    /// Writes that a tag got another name.
    pub(crate) fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.append(|file| write_line(file, &MarkChange::Rename { from: from.to_owned(), to: to.to_owned() }))
    }

    fn append_each(
        &self,
        messages: &[MessageId],
        change: impl Fn(Vec<Digests>) -> MarkChange,
    ) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let sql = "SELECT hex(b.digest) FROM version v JOIN blob b ON b.id = v.blob_id WHERE v.message_id = ?1 LIMIT ?2";
        let mut lines = Vec::new();
        for some in messages.chunks(MESSAGES) {
            let digests = some.iter().map(|message| self.digests(sql, message.0));
            lines.push(change(digests.collect::<Result<_, _>>()?));
        }
        self.append(|file| lines.iter().try_for_each(|line| write_line(file, line)))
    }

    fn digests(&self, sql: &str, id: u32) -> Result<Digests, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![id, DIGESTS], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    fn append(&self, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), StoreError> {
        let path = self.dir.join(MARK_LOG);
        if !path.exists() {
            return self.write_new();
        }
        append_to(&path, write).map_err(|error| StoreError::file(&path, error))
    }

    /// Writes a new log with the present marks, if the old one has become much longer than that.
    pub(crate) fn shorten(&self) -> Result<(), StoreError> {
        let path = self.dir.join(MARK_LOG);
        let length = path.metadata().map_or(0, |log| log.len());
        if length < LONG {
            return Ok(());
        }
        let sql = "SELECT (SELECT count(*) FROM mark) + (SELECT count(*) FROM mark_tag)";
        let marks: u64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        if length / 2 < marks.saturating_mul(BYTES_OF_MARK) {
            return Ok(());
        }
        self.write_new()
    }

    fn write_new(&self) -> Result<(), StoreError> {
        let path = self.dir.join(MARK_LOG);
        let new = self.dir.join(UNFINISHED);
        let mut options = private_file();
        let file = options.create(true).truncate(true).write(true).open(&new);
        let mut file = BufWriter::new(file.map_err(|error| StoreError::file(&new, error))?);
        self.write_present(&mut file)?;
        let written =
            file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all());
        written.map_err(|error| StoreError::file(&new, error))?;
        fs::rename(&new, &path).map_err(|error| StoreError::file(&path, error))?;
        sync_dir(self.dir)
    }

    fn write_present(&self, file: &mut BufWriter<File>) -> Result<(), StoreError> {
        let starred = "SELECT id FROM mark WHERE starred <> 0";
        self.write_marks(file, starred, params![], |messages| MarkChange::Star { on: true, messages })?;
        let mut tags = self.connection.prepare("SELECT id, name FROM tag ORDER BY id")?;
        let tags = tags.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?)))?;
        for tag in tags {
            let (id, name) = tag?;
            let tagged = "SELECT mark_id FROM mark_tag WHERE tag_id = ?1";
            let change = |messages| MarkChange::Tag { name: name.clone(), on: true, messages };
            self.write_marks(file, tagged, params![id], change)?;
        }
        Ok(())
    }

    fn write_marks(
        &self,
        file: &mut BufWriter<File>,
        sql: &str,
        values: impl rusqlite::Params,
        change: impl Fn(Vec<Digests>) -> MarkChange,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let marks: Vec<MarkId> = statement.query_map(values, |row| row.get(0))?.collect::<Result<_, _>>()?;
        let sql = "SELECT hex(b.digest) FROM mark m JOIN version v ON v.message_id = m.message_id
                       JOIN blob b ON b.id = v.blob_id WHERE m.id = ?1
                   UNION SELECT hex(digest) FROM mark_bytes WHERE mark_id = ?1 LIMIT ?2";
        for some in marks.chunks(MESSAGES) {
            let digests = some.iter().map(|mark| self.digests(sql, mark.0)).collect::<Result<_, _>>()?;
            let written = write_line(file, &change(digests));
            written.map_err(|error| StoreError::file(self.dir.join(UNFINISHED), error))?;
        }
        Ok(())
    }
}

fn append_to(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    cut_unfinished_line(&mut file)?;
    let mut file = BufWriter::new(file);
    write(&mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()
}

/// Removes an incomplete line at the end of the log. A crash interrupted its change, so the catalogue does not have it.
fn cut_unfinished_line(file: &mut File) -> io::Result<()> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(LONGEST);
    file.seek(SeekFrom::Start(start))?;
    let mut end = Vec::new();
    file.take(LONGEST).read_to_end(&mut end)?;
    if end.is_empty() || end.ends_with(b"\n") {
        return Ok(());
    }
    let line = end.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at.saturating_add(1));
    file.set_len(start.saturating_add(line as u64))
}
