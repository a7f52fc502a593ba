-- The completeness of each source. `state` is 'reading' from the begin of an import to its end: while nobody imports, that
-- import was broken off. `shortfalls` is a JSON list of reasons why messages may be missing. `replaced_by` names a whole
-- source that has the messages of an incomplete one. `texts_left` counts attachments whose text was not asked for.
CREATE TABLE source_state (
    source_id   INTEGER PRIMARY KEY NOT NULL REFERENCES source (id),
    state       TEXT    NOT NULL,
    shortfalls  TEXT    NOT NULL DEFAULT '[]',
    bytes_read  INTEGER NOT NULL DEFAULT 0,
    texts_left  INTEGER NOT NULL DEFAULT 0,
    replaced_by INTEGER REFERENCES source (id),
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(source_id, state, shortfalls, bytes_read, texts_left,
        replaced_by)) STORED
) STRICT;

-- An archive of an older format has its newest import of each source, and the damage that belongs to no item.
INSERT INTO source_state (source_id, state, shortfalls)
    SELECT s.id,
           CASE WHEN i.state = 'running' THEN 'reading' WHEN count(d.id) > 0 THEN 'incomplete' ELSE 'whole' END,
           CASE WHEN count(d.id) > 0 THEN '[{"reason":{"reason":"part_damaged"}}]' ELSE '[]' END
    FROM source s
    JOIN import i ON i.id = (SELECT max(id) FROM import WHERE source_id = s.id)
    LEFT JOIN defect d ON d.import_id = i.id AND d.place_id IS NULL
        AND d.effect IN ('folder_incomplete', 'rest_unreadable', 'item_lost')
    GROUP BY s.id;

-- The request of a job as JSON, so that a broken-off job can be continued, and the reason of its failure.
CREATE TABLE job_request (
    job_id  INTEGER PRIMARY KEY NOT NULL REFERENCES job (id),
    request TEXT NOT NULL,
    error   TEXT NOT NULL DEFAULT '',
    "check" INTEGER NOT NULL GENERATED ALWAYS AS (row_check(job_id, request, error)) STORED
) STRICT;
