-- Which blobs a message's blob is put together from. The recipe itself lies in the pack.
CREATE TABLE blob_part (
    blob_id INTEGER NOT NULL REFERENCES blob (id),
    part_id INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (blob_id, part_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_part_part ON blob_part (part_id);
CREATE INDEX place_version ON place (version_id);
CREATE INDEX blob_pack ON blob (pack, offset);
