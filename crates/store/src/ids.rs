//! The ids of rows in the catalogue. The id of a deleted row is never used again.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub struct $name(pub u32);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(i64::from(self.0)))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                u32::column_result(value).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(/// The id of a message.
    MessageId);
id!(/// The id of a version: one set of bytes of a message.
    VersionId);
id!(/// The id of a thread: the id of the first message in the thread.
    ThreadId);
id!(/// The id of a source: an imported file or folder.
    SourceId);
id!(/// The id of a folder of a source.
    FolderId);
id!(/// The id of an import: the reading of one source.
    ImportId);
id!(/// The id of a job: one request to import several sources.
    JobId);
id!(/// The id of an occurrence: one position at which an item was found.
    OccurrenceId);
id!(/// The id of a blob.
    BlobId);
id!(/// The id of the marks of a message.
    MarkId);
id!(/// The id of a tag.
    TagId);
