-- What was taken out of attachments, by their digest: the index is built of it, and searching shows it. `pieces` is a zstd
-- frame of JSON, empty where there is no text; `outcome` is empty where all went well.
CREATE TABLE attachment_text (
    digest  BLOB PRIMARY KEY NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    pieces  BLOB NOT NULL DEFAULT x'',
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(digest, outcome, pieces)) STORED
) STRICT, WITHOUT ROWID;

-- Which messages carry an attachment whose text was asked for.
CREATE TABLE attachment_in (
    message_id INTEGER NOT NULL REFERENCES message (id),
    digest     BLOB    NOT NULL,
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(message_id, digest)) STORED,
    PRIMARY KEY (message_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_in_digest ON attachment_in (digest);
