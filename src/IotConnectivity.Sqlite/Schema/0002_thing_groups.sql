-- The ids of the groups that a thing is in, 16 bytes each; NULL when there is none. The groups themselves are settings.
ALTER TABLE thing ADD COLUMN groups BLOB;

-- Early files of version 1 have the lifetime of a source here, which now stands in each event.
CREATE TABLE source_without_lifetime (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    node TEXT NOT NULL,
    numbers INTEGER NOT NULL,
    reuses_keys INTEGER NOT NULL,
    reports_activity INTEGER NOT NULL
);
INSERT INTO source_without_lifetime SELECT number, name, node, numbers, reuses_keys, reports_activity FROM source;
DROP TABLE source;
ALTER TABLE source_without_lifetime RENAME TO source;
