-- A file or folder that was imported, by its full path.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    path     TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL DEFAULT '',
    format   TEXT    NOT NULL DEFAULT '',
    size     INTEGER NOT NULL DEFAULT 0,
    modified INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Several sources imported together. `report` is its report as JSON once it has ended.
CREATE TABLE job (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    started INTEGER NOT NULL DEFAULT 0,
    state   TEXT    NOT NULL DEFAULT 'running',
    seconds REAL    NOT NULL DEFAULT 0,
    report  TEXT    NOT NULL DEFAULT ''
) STRICT;

-- The reading of one source. A row that is still 'running' when the program starts was broken off.
CREATE TABLE import (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    job_id    INTEGER NOT NULL REFERENCES job (id),
    state     TEXT    NOT NULL DEFAULT 'running'
) STRICT;
CREATE INDEX import_source ON import (source_id);
CREATE INDEX import_job ON import (job_id);

-- A folder of a source. `key` is the reader's own name for it, the same at every reading.
CREATE TABLE folder (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    parent_id INTEGER REFERENCES folder (id),
    key       TEXT    NOT NULL,
    name      TEXT    NOT NULL DEFAULT '',
    UNIQUE (source_id, key)
) STRICT;

-- Compressed bytes in a pack.
CREATE TABLE blob (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB    NOT NULL UNIQUE,
    pack   INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    codec  INTEGER NOT NULL
) STRICT;

-- A message as it is shown and found. `sequence` grows with every change that the index has to follow.
CREATE TABLE message (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    sequence   INTEGER NOT NULL,
    thread_id  INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    identity   BLOB,
    date       INTEGER,
    subject    TEXT    NOT NULL DEFAULT '',
    envelope   TEXT    NOT NULL DEFAULT '{}',
    snippet    TEXT    NOT NULL DEFAULT '',
    kind       TEXT    NOT NULL DEFAULT 'mail',
    size       INTEGER NOT NULL DEFAULT 0,
    attachments INTEGER NOT NULL DEFAULT 0,
    damaged    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX message_sequence ON message (sequence);
CREATE INDEX message_thread ON message (thread_id, date);
CREATE UNIQUE INDEX message_identity ON message (identity) WHERE identity IS NOT NULL;

-- The bytes in which a message came. One message may have come in several: from a PST and from an MBOX.
CREATE TABLE version (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id  INTEGER NOT NULL REFERENCES message (id),
    blob_id     INTEGER NOT NULL REFERENCES blob (id),
    framing     TEXT    NOT NULL DEFAULT 'plain',
    composed    INTEGER NOT NULL DEFAULT 0,
    attachments INTEGER NOT NULL DEFAULT 0,
    UNIQUE (blob_id, framing)
) STRICT;
CREATE INDEX version_message ON version (message_id);

-- Every place where an item was seen, and how it ended in the newest import that saw it.
-- `message_id` is empty for an item of which nothing could be kept.
CREATE TABLE place (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id  INTEGER NOT NULL REFERENCES source (id),
    folder_id  INTEGER NOT NULL REFERENCES folder (id),
    import_id  INTEGER NOT NULL REFERENCES import (id),
    position   TEXT    NOT NULL,
    message_id INTEGER REFERENCES message (id),
    version_id INTEGER REFERENCES version (id),
    outcome    TEXT    NOT NULL,
    kind       TEXT    NOT NULL DEFAULT 'mail',
    recovered  TEXT    NOT NULL DEFAULT '',
    separator  TEXT    NOT NULL DEFAULT '',
    attachments INTEGER NOT NULL DEFAULT 0,
    unreadable INTEGER NOT NULL DEFAULT 0,
    hint       TEXT    NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX place_position ON place (source_id, position);
CREATE INDEX place_message ON place (message_id);
CREATE INDEX place_folder ON place (folder_id, message_id);
CREATE INDEX place_source ON place (source_id, message_id);
CREATE INDEX place_import ON place (import_id, outcome);

-- Everything that was found broken. `place_id` is empty for damage that belongs to no item.
CREATE TABLE defect (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    import_id INTEGER NOT NULL REFERENCES import (id),
    place_id  INTEGER REFERENCES place (id),
    folder_id INTEGER REFERENCES folder (id),
    offset    INTEGER,
    structure TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    effect    TEXT    NOT NULL
) STRICT;
CREATE INDEX defect_import ON defect (import_id);
CREATE INDEX defect_place ON defect (place_id);

-- By what a conversation is known. `date` is the newest message's that carried the key.
CREATE TABLE thread_key (
    key       BLOB    PRIMARY KEY,
    thread_id INTEGER NOT NULL,
    date      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Conversations that turned out to be part of another one.
CREATE TABLE thread_alias (
    thread_id INTEGER PRIMARY KEY,
    into_id   INTEGER NOT NULL
) STRICT;
