-- Erasures whose key is gone from the tables, but whose last traces (pages of the write-ahead log, sealed files, the line on
-- the erasure list) may not be. A row goes when all of it is done; opaque ids only.
CREATE TABLE office_erasure (
  subject TEXT PRIMARY KEY,
  files TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  listed INTEGER NOT NULL  -- 1: on the erasure list, files removed; only the log is left.
) STRICT, WITHOUT ROWID;
