-- Each row carries a checksum of its columns, so that a bit that turns in the catalogue is found. SQLite computes it with every
-- change (row_check is in check.rs), and has no other way to add a stored column than to copy the table.
-- What numbers the rows lives on: ids are never given twice.


CREATE TABLE source_3 (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    path     TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL DEFAULT '',
    format   TEXT    NOT NULL DEFAULT '',
    size     INTEGER NOT NULL DEFAULT 0,
    modified INTEGER NOT NULL DEFAULT 0,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, path, name, format, size, modified)) STORED
) STRICT;
INSERT INTO source_3 (id, path, name, format, size, modified)
    SELECT id, path, name, format, size, modified FROM source;
DELETE FROM sqlite_sequence WHERE name = 'source_3';
UPDATE sqlite_sequence SET name = 'source_3' WHERE name = 'source';
DROP TABLE source;
ALTER TABLE source_3 RENAME TO source;

CREATE TABLE job_3 (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    started INTEGER NOT NULL DEFAULT 0,
    state   TEXT    NOT NULL DEFAULT 'running',
    seconds REAL    NOT NULL DEFAULT 0,
    report  TEXT    NOT NULL DEFAULT '',
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, started, state, seconds, report)) STORED
) STRICT;
INSERT INTO job_3 (id, started, state, seconds, report)
    SELECT id, started, state, seconds, report FROM job;
DELETE FROM sqlite_sequence WHERE name = 'job_3';
UPDATE sqlite_sequence SET name = 'job_3' WHERE name = 'job';
DROP TABLE job;
ALTER TABLE job_3 RENAME TO job;

CREATE TABLE import_3 (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    job_id    INTEGER NOT NULL REFERENCES job (id),
    state     TEXT    NOT NULL DEFAULT 'running',
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, job_id, state)) STORED
) STRICT;
INSERT INTO import_3 (id, source_id, job_id, state)
    SELECT id, source_id, job_id, state FROM import;
DELETE FROM sqlite_sequence WHERE name = 'import_3';
UPDATE sqlite_sequence SET name = 'import_3' WHERE name = 'import';
DROP TABLE import;
ALTER TABLE import_3 RENAME TO import;
CREATE INDEX import_source ON import (source_id);
CREATE INDEX import_job ON import (job_id);

CREATE TABLE folder_3 (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    parent_id INTEGER REFERENCES folder (id),
    key       TEXT    NOT NULL,
    name      TEXT    NOT NULL DEFAULT '',
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, parent_id, key, name)) STORED,
    UNIQUE (source_id, key)
) STRICT;
INSERT INTO folder_3 (id, source_id, parent_id, key, name)
    SELECT id, source_id, parent_id, key, name FROM folder;
DELETE FROM sqlite_sequence WHERE name = 'folder_3';
UPDATE sqlite_sequence SET name = 'folder_3' WHERE name = 'folder';
DROP TABLE folder;
ALTER TABLE folder_3 RENAME TO folder;

CREATE TABLE blob_3 (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB    NOT NULL UNIQUE,
    pack   INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    codec  INTEGER NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, digest, pack, offset, stored, size, codec)) STORED
) STRICT;
INSERT INTO blob_3 (id, digest, pack, offset, stored, size, codec)
    SELECT id, digest, pack, offset, stored, size, codec FROM blob;
DELETE FROM sqlite_sequence WHERE name = 'blob_3';
UPDATE sqlite_sequence SET name = 'blob_3' WHERE name = 'blob';
DROP TABLE blob;
ALTER TABLE blob_3 RENAME TO blob;
CREATE INDEX blob_pack ON blob (pack, offset);

CREATE TABLE message_3 (
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
    damaged    INTEGER NOT NULL DEFAULT 0,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, sequence, thread_id, version_id, identity, date,
        subject, envelope, snippet, kind, size, attachments, damaged)) STORED
) STRICT;
INSERT INTO message_3 (id, sequence, thread_id, version_id, identity, date, subject, envelope, snippet, kind, size,
        attachments, damaged)
    SELECT id, sequence, thread_id, version_id, identity, date, subject, envelope, snippet, kind, size, attachments,
        damaged FROM message;
DELETE FROM sqlite_sequence WHERE name = 'message_3';
UPDATE sqlite_sequence SET name = 'message_3' WHERE name = 'message';
DROP TABLE message;
ALTER TABLE message_3 RENAME TO message;
CREATE UNIQUE INDEX message_sequence ON message (sequence);
CREATE INDEX message_thread ON message (thread_id, date);
CREATE UNIQUE INDEX message_identity ON message (identity) WHERE identity IS NOT NULL;

CREATE TABLE version_3 (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id  INTEGER NOT NULL REFERENCES message (id),
    blob_id     INTEGER NOT NULL REFERENCES blob (id),
    framing     TEXT    NOT NULL DEFAULT 'plain',
    composed    INTEGER NOT NULL DEFAULT 0,
    attachments INTEGER NOT NULL DEFAULT 0,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, message_id, blob_id, framing, composed,
        attachments)) STORED,
    UNIQUE (blob_id, framing)
) STRICT;
INSERT INTO version_3 (id, message_id, blob_id, framing, composed, attachments)
    SELECT id, message_id, blob_id, framing, composed, attachments FROM version;
DELETE FROM sqlite_sequence WHERE name = 'version_3';
UPDATE sqlite_sequence SET name = 'version_3' WHERE name = 'version';
DROP TABLE version;
ALTER TABLE version_3 RENAME TO version;
CREATE INDEX version_message ON version (message_id);

CREATE TABLE place_3 (
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
    hint       TEXT    NOT NULL DEFAULT '{}',
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, folder_id, import_id, position,
        message_id, version_id, outcome, kind, recovered, separator, attachments, unreadable, hint)) STORED
) STRICT;
INSERT INTO place_3 (id, source_id, folder_id, import_id, position, message_id, version_id, outcome, kind, recovered,
        separator, attachments, unreadable, hint)
    SELECT id, source_id, folder_id, import_id, position, message_id, version_id, outcome, kind, recovered,
        separator, attachments, unreadable, hint FROM place;
DELETE FROM sqlite_sequence WHERE name = 'place_3';
UPDATE sqlite_sequence SET name = 'place_3' WHERE name = 'place';
DROP TABLE place;
ALTER TABLE place_3 RENAME TO place;
CREATE INDEX place_position ON place (source_id, position);
CREATE INDEX place_message ON place (message_id);
CREATE INDEX place_folder ON place (folder_id, message_id);
CREATE INDEX place_source ON place (source_id, message_id);
CREATE INDEX place_import ON place (import_id, outcome);
CREATE INDEX place_version ON place (version_id);

CREATE TABLE defect_3 (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    import_id INTEGER NOT NULL REFERENCES import (id),
    place_id  INTEGER REFERENCES place (id),
    folder_id INTEGER REFERENCES folder (id),
    offset    INTEGER,
    structure TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    effect    TEXT    NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, import_id, place_id, folder_id, offset,
        structure, what, effect)) STORED
) STRICT;
INSERT INTO defect_3 (id, source_id, import_id, place_id, folder_id, offset, structure, what, effect)
    SELECT id, source_id, import_id, place_id, folder_id, offset, structure, what, effect FROM defect;
DELETE FROM sqlite_sequence WHERE name = 'defect_3';
UPDATE sqlite_sequence SET name = 'defect_3' WHERE name = 'defect';
DROP TABLE defect;
ALTER TABLE defect_3 RENAME TO defect;
CREATE INDEX defect_import ON defect (import_id);
CREATE INDEX defect_place ON defect (place_id);

CREATE TABLE thread_key_3 (
    key       BLOB    PRIMARY KEY,
    thread_id INTEGER NOT NULL,
    date      INTEGER NOT NULL DEFAULT 0,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(key, thread_id, date)) STORED
) STRICT, WITHOUT ROWID;
INSERT INTO thread_key_3 (key, thread_id, date)
    SELECT key, thread_id, date FROM thread_key;
DROP TABLE thread_key;
ALTER TABLE thread_key_3 RENAME TO thread_key;

CREATE TABLE thread_alias_3 (
    thread_id INTEGER PRIMARY KEY,
    into_id   INTEGER NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(thread_id, into_id)) STORED
) STRICT;
INSERT INTO thread_alias_3 (thread_id, into_id)
    SELECT thread_id, into_id FROM thread_alias;
DROP TABLE thread_alias;
ALTER TABLE thread_alias_3 RENAME TO thread_alias;

CREATE TABLE blob_part_3 (
    blob_id INTEGER NOT NULL REFERENCES blob (id),
    part_id INTEGER NOT NULL REFERENCES blob (id),
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(blob_id, part_id)) STORED,
    PRIMARY KEY (blob_id, part_id)
) STRICT, WITHOUT ROWID;
INSERT INTO blob_part_3 (blob_id, part_id)
    SELECT blob_id, part_id FROM blob_part;
DROP TABLE blob_part;
ALTER TABLE blob_part_3 RENAME TO blob_part;
CREATE INDEX blob_part_part ON blob_part (part_id);
