-- Documents of the rooms of which there may be many. They lie in the order in which they are read, and new ones come at the end of their collection.
CREATE TABLE record (
    collection TEXT NOT NULL,
    time INTEGER NOT NULL,
    key TEXT NOT NULL,
    owner TEXT,
    value BLOB NOT NULL,
    PRIMARY KEY (collection, time, key)
) WITHOUT ROWID;

CREATE UNIQUE INDEX record_by_key ON record (collection, key);
CREATE INDEX record_by_owner ON record (collection, owner, time, key) WHERE owner IS NOT NULL;
