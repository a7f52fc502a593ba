-- Converts a catalogue of format 1 to format 2, which has marks. This file never changes: archives were made with it.

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
