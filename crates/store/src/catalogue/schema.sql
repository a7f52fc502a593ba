-- The tables of the catalogue in the newest format. docs/archive-format.md describes each column.
--
-- The last column of each row, `check`, is a checksum of the other columns. SQLite has no checksums for rows, so a
-- flipped bit in a subject would otherwise go unnoticed. SQLite computes `check` at every change with the function
-- row_check (row_check.rs).
--
-- The tables use AUTOINCREMENT because an id must never be used again: the index and exported files contain ids.

-- A file or folder that was imported, by its full path.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    path     TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL,
    format   TEXT    NOT NULL,
    size     INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    "check"  INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, path, name, format, size, modified)) STORED
) STRICT;

-- The completeness of each source: SourceProgress in source_state.rs. These columns are not in `source` because
-- every batch updates them. `shortfalls` is a JSON list of reasons why messages may be missing. `replaced_by` is
-- set for an incomplete source: the id of a whole source that has the same messages. `texts_left` counts the
-- attachments whose text was not extracted, because the user asked for that, or because the program that reads
-- attachments could not be started.
CREATE TABLE source_state (
    source_id   INTEGER PRIMARY KEY NOT NULL REFERENCES source (id),
    state       TEXT    NOT NULL,
    shortfalls  TEXT    NOT NULL,
    bytes_read  INTEGER NOT NULL,
    texts_left  INTEGER NOT NULL,
    replaced_by INTEGER REFERENCES source (id),
    "check"     INTEGER NOT NULL GENERATED ALWAYS AS (row_check(source_id, state, shortfalls, bytes_read, texts_left,
        replaced_by)) STORED
) STRICT;

-- One request to import several sources: JobState in job.rs. `request` is the JSON from which an interrupted job
-- is continued. `report` is JSON, or empty while the job has not ended. `error` is the reason of a failure, or
-- empty.
CREATE TABLE job (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    started INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    seconds REAL    NOT NULL,
    request TEXT    NOT NULL,
    report  TEXT    NOT NULL,
    error   TEXT    NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, started, state, seconds, request, report, error)) STORED
) STRICT;

-- The reading of one source: ImportStatus in import.rs.
CREATE TABLE import (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    job_id    INTEGER NOT NULL REFERENCES job (id),
    state     TEXT    NOT NULL,
    "check"   INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, job_id, state)) STORED
) STRICT;
CREATE INDEX import_source ON import (source_id);
CREATE INDEX import_job ON import (job_id);

-- A folder of a source. `key` is the name that the reader uses for the folder; it is the same at every import.
CREATE TABLE folder (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    parent_id INTEGER REFERENCES folder (id),
    key       TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    "check"   INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, parent_id, key, name)) STORED,
    UNIQUE (source_id, key)
) STRICT;

-- A blob: bytes in a pack. The numbers of `codec` are those of Codec in packs/blob.rs.
CREATE TABLE blob (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    digest  BLOB    NOT NULL UNIQUE,
    pack    INTEGER NOT NULL,
    offset  INTEGER NOT NULL,
    stored  INTEGER NOT NULL,
    size    INTEGER NOT NULL,
    codec   INTEGER NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, digest, pack, offset, stored, size, codec)) STORED
) STRICT;
CREATE INDEX blob_pack ON blob (pack, offset);

-- The blobs from which a message is restored. Their order is in the recipe, which is in the pack.
CREATE TABLE blob_part (
    blob_id INTEGER NOT NULL REFERENCES blob (id),
    part_id INTEGER NOT NULL REFERENCES blob (id),
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(blob_id, part_id)) STORED,
    PRIMARY KEY (blob_id, part_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_part_part ON blob_part (part_id);

-- A message as lists show it. `version_id` is the version that is shown. The columns after `identity` repeat facts
-- from the bytes of that version. Each change that the index must follow gives the message a new, higher
-- `sequence`.
CREATE TABLE message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    sequence    INTEGER NOT NULL,
    thread_id   INTEGER NOT NULL,
    version_id  INTEGER NOT NULL,
    identity    BLOB,
    date        INTEGER,
    subject     TEXT    NOT NULL,
    envelope    TEXT    NOT NULL,
    snippet     TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    size        INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    damaged     INTEGER NOT NULL,
    "check"     INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, sequence, thread_id, version_id, identity, date,
        subject, envelope, snippet, kind, size, attachments, damaged)) STORED
) STRICT;
CREATE UNIQUE INDEX message_sequence ON message (sequence);
CREATE INDEX message_thread ON message (thread_id, date);
CREATE UNIQUE INDEX message_identity ON message (identity) WHERE identity IS NOT NULL;

-- One set of bytes of a message. A message that was found in both a PST and an MBOX has two versions.
CREATE TABLE version (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id  INTEGER NOT NULL REFERENCES message (id),
    blob_id     INTEGER NOT NULL REFERENCES blob (id),
    framing     TEXT    NOT NULL,
    composed    INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    "check"     INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, message_id, blob_id, framing, composed,
        attachments)) STORED,
    UNIQUE (blob_id, framing)
) STRICT;
CREATE INDEX version_message ON version (message_id);

-- The MAPI properties of a version that its bytes can't express: a zstd frame of a property stream. Its dictionary is the
-- header of the message.
CREATE TABLE item_properties (
    version_id INTEGER PRIMARY KEY NOT NULL REFERENCES version (id),
    stream     BLOB    NOT NULL,
    "check"    INTEGER NOT NULL GENERATED ALWAYS AS (row_check(version_id, stream)) STORED
) STRICT;

-- One position at which an item was found. `outcome` is the result of the newest import that found the item at the
-- position: Outcome in occurrence.rs. `message_id` and `version_id` are NULL if nothing of the item could be read.
CREATE TABLE occurrence (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id   INTEGER NOT NULL REFERENCES source (id),
    folder_id   INTEGER NOT NULL REFERENCES folder (id),
    import_id   INTEGER NOT NULL REFERENCES import (id),
    position    TEXT    NOT NULL,
    message_id  INTEGER REFERENCES message (id),
    version_id  INTEGER REFERENCES version (id),
    outcome     TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    recovered   TEXT    NOT NULL,
    separator   TEXT    NOT NULL,
    attachments INTEGER NOT NULL,
    unreadable  INTEGER NOT NULL,
    hint        TEXT    NOT NULL,
    "check"     INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, folder_id, import_id, position,
        message_id, version_id, outcome, kind, recovered, separator, attachments, unreadable, hint)) STORED
) STRICT;
CREATE INDEX occurrence_position ON occurrence (source_id, position);
CREATE INDEX occurrence_message ON occurrence (message_id);
CREATE INDEX occurrence_version ON occurrence (version_id);
CREATE INDEX occurrence_folder ON occurrence (folder_id, message_id);
CREATE INDEX occurrence_source ON occurrence (source_id, message_id);
CREATE INDEX occurrence_import ON occurrence (import_id, outcome);

-- Damage that an import found. `occurrence_id` is NULL for damage that belongs to no item.
CREATE TABLE defect (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id     INTEGER NOT NULL REFERENCES source (id),
    import_id     INTEGER NOT NULL REFERENCES import (id),
    occurrence_id INTEGER REFERENCES occurrence (id),
    folder_id     INTEGER REFERENCES folder (id),
    offset        INTEGER,
    structure     TEXT    NOT NULL,
    what          TEXT    NOT NULL,
    effect        TEXT    NOT NULL,
    "check"       INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, import_id, occurrence_id, folder_id,
        offset, structure, what, effect)) STORED
) STRICT;
CREATE INDEX defect_import ON defect (import_id);
CREATE INDEX defect_occurrence ON defect (occurrence_id);

-- A value that the messages of one thread share. `date` is the time of the newest message with this key.
CREATE TABLE thread_key (
    key       BLOB    PRIMARY KEY NOT NULL,
    thread_id INTEGER NOT NULL,
    date      INTEGER NOT NULL,
    "check"   INTEGER NOT NULL GENERATED ALWAYS AS (row_check(key, thread_id, date)) STORED
) STRICT, WITHOUT ROWID;

-- A thread that was joined into another thread, `into_id`.
CREATE TABLE thread_alias (
    thread_id INTEGER PRIMARY KEY,
    into_id   INTEGER NOT NULL,
    "check"   INTEGER NOT NULL GENERATED ALWAYS AS (row_check(thread_id, into_id)) STORED
) STRICT;

-- The text of the attachment with a digest. `pieces` is JSON compressed with zstd, or empty if there is no text.
-- `outcome` is the reason why text is missing, or empty.
CREATE TABLE attachment_text (
    digest  BLOB    PRIMARY KEY NOT NULL,
    outcome TEXT    NOT NULL,
    pieces  BLOB    NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(digest, outcome, pieces)) STORED
) STRICT, WITHOUT ROWID;

-- A message with an attachment whose text was to be extracted.
CREATE TABLE attachment_in (
    message_id INTEGER NOT NULL REFERENCES message (id),
    digest     BLOB    NOT NULL,
    "check"    INTEGER NOT NULL GENERATED ALWAYS AS (row_check(message_id, digest)) STORED,
    PRIMARY KEY (message_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_in_digest ON attachment_in (digest);

-- The owner's marks of a message: the star, and in `mark_tag` the tags. `message_id` is NULL while the message is
-- not in the archive because its source was removed. The mark then waits for the message. The other columns, and
-- `mark_bytes`, serve to recognise the message: they are empty while it is in the archive.
CREATE TABLE mark (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER UNIQUE REFERENCES message (id),
    starred    INTEGER NOT NULL,
    identity   BLOB,
    envelope   TEXT    NOT NULL,
    damaged    INTEGER NOT NULL,
    "check"    INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, message_id, starred, identity, envelope,
        damaged)) STORED
) STRICT;
CREATE INDEX mark_identity ON mark (identity) WHERE identity IS NOT NULL;

-- The digest of the bytes of a version of a message whose marks wait.
CREATE TABLE mark_bytes (
    digest  BLOB    NOT NULL,
    mark_id INTEGER NOT NULL REFERENCES mark (id),
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(digest, mark_id)) STORED,
    PRIMARY KEY (digest, mark_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_bytes_mark ON mark_bytes (mark_id);

-- The name of a tag of the owner.
CREATE TABLE tag (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL UNIQUE,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, name)) STORED
) STRICT;

-- A tag among the marks of a message.
CREATE TABLE mark_tag (
    mark_id INTEGER NOT NULL REFERENCES mark (id),
    tag_id  INTEGER NOT NULL REFERENCES tag (id),
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(mark_id, tag_id)) STORED,
    PRIMARY KEY (mark_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_tag_tag ON mark_tag (tag_id);

-- One row: the number of the last change of a mark, so that programs notice the changes of other programs.
CREATE TABLE mark_state (
    id       INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    "check"  INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, sequence)) STORED
) STRICT;
INSERT INTO mark_state (id, sequence) VALUES (1, 0);
