-- Documents of the rooms of which there may be many. Appended, with indexes as narrow as can be: most of what a commit costs is the pages of those that change.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL,
    key TEXT NOT NULL,
    time INTEGER NOT NULL,
    owner TEXT,
    value BLOB NOT NULL
);

CREATE UNIQUE INDEX record_by_key ON record (collection, key);
CREATE INDEX record_by_time ON record (collection, time, key);

-- Without the key: an owner has few records of one time, which are sorted when they are read.
CREATE INDEX record_by_owner ON record (collection, owner, time) WHERE owner IS NOT NULL;

CREATE TABLE record_collection (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
