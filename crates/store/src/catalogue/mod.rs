//! The catalogue: an `SQLite` database with the rows of sources, messages, versions, occurrences and blobs.
//!
//! `schema.sql` defines the tables. Each module of this layer reads and writes the rows of one table. This layer
//! does not read or write packs: a row contains only the location of a blob in a pack.

mod attachment_text;
mod blob;
mod connect;
pub(crate) mod damaged_wal;
mod defect;
mod envelope;
mod folder;
mod import;
mod item_properties;
mod job;
mod mark;
mod mark_log;
mod message;
mod occurrence;
mod row_check;
mod schema;
mod source;
mod source_state;
mod thread;
mod version;
mod waiting_mark;
pub(crate) mod wal;
mod words;

pub(crate) use attachment_text::{insert_text_of, messages_with, put_text, read_text};
pub(crate) use blob::{BlobRow, blob_id, insert_blob, insert_part};
pub(crate) use connect::{CATALOGUE, connect};
pub(crate) use defect::{defect_of_row, insert_defect, lost_envelope};
pub(crate) use envelope::stored_envelope;
pub(crate) use folder::put_folder;
pub(crate) use import::{ImportStatus, insert_import, open_import_of};
pub use item_properties::PropertyPacker;
pub(crate) use item_properties::{insert_properties, properties_of, unpack_properties};
pub(crate) use mark::{
    add_tag, delete_if_unused, delete_unused_tags, merge_tag, name_tag, note_change, put_star, put_tag,
    remove_tag, tag_named,
};
pub(crate) use mark_log::{MARK_LOG, MarkLog, damaged_lines};
pub(crate) use message::{
    IdentifiedRow, MESSAGE_COLUMNS, NewMessage, ShownFields, identified, identity_is_free, insert_message,
    message_of_row, show_version,
};
pub(crate) use occurrence::{NewOccurrence, put_occurrence};
pub(crate) use row_check::register as register_checks;
pub(crate) use schema::{VERSION, definitions, expected_definitions, migrate, version};
pub(crate) use source::put_source;
pub(crate) use source_state::begin_source;
pub(crate) use thread::thread_for;
pub(crate) use version::{NewVersion, framing_of, insert_version, shown_version, version_with_blob};
pub(crate) use waiting_mark::{give_waiting_marks, has_waiting_marks, let_marks_wait};

pub use attachment_text::{AttachmentText, TextPiece};
pub use defect::DefectRow;
pub use envelope::{AttachmentRow, Envelope};
pub use folder::FolderRow;
pub use import::ImportStart;
pub use job::{JobRequest, JobRow, JobState};
pub use message::MessageRow;
pub use occurrence::{Hint, OccurrenceRow, Outcome};
pub use source::SourceRow;
pub use source_state::{SourceProgress, SourceState};

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

/// Returns the next id of a table. Ids are assigned before the rows are written, because two rows can refer to
/// each other.
pub(crate) fn next_id(connection: &Connection, table: &str) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = ?1")?;
    let last: Option<u32> = statement.query_row(params![table], |row| row.get(0)).optional()?;
    last.unwrap_or(0).checked_add(1).ok_or_else(|| StoreError::unexpected("all ids of the table are used"))
}
