-- Key and record of each thing in the registry. Attributes are JSON, so that `select name, attributes ->> 'site' from thing` works.
CREATE TABLE thing (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    id BLOB NOT NULL,
    type TEXT,
    attributes TEXT,
    version INTEGER NOT NULL
);

-- What was heard, in the order of arrival, appended and never inserted in between. An entry begins with the distance to the entry of the same thing before it
-- (0: there is none), its number among the entries of the thing and the key of the thing.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    entry BLOB NOT NULL
);

-- The connectivity of a thing at some moment not before meta.watermark: last entry, its number, revision, events whose join it is.
-- Entries after the watermark are applied to it at start-up.
CREATE TABLE state (
    key INTEGER PRIMARY KEY,
    state BLOB NOT NULL
);

CREATE TABLE activity (
    key INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
);

-- Which lifetime of a source an event belongs to stands in the event: there are many of those.
CREATE TABLE source (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    node TEXT NOT NULL,
    numbers INTEGER NOT NULL,
    reuses_keys INTEGER NOT NULL,
    reports_activity INTEGER NOT NULL
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- next_key: the next key of a thing; watermark: all entries up to it are in state; floor: entries up to it are dropped; revision: no thing counts from below it;
-- trimmed: all entries up to it were looked at for trimming.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO meta (name, value) VALUES ('next_key', 1), ('watermark', 0), ('floor', 0), ('revision', 0), ('trimmed', 0);
