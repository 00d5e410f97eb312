-- The ids of the static groups that a thing is in, 16 bytes each; NULL when there is none. The groups themselves are settings.
ALTER TABLE thing ADD COLUMN groups BLOB;
