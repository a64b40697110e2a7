-- The book of what happened: append-only, chained by hash. UPDATE, DELETE, INSERT OR REPLACE and upserts are refused
-- by the database itself: REPLACE deletes without firing DELETE triggers, so the third guard stands before the insert.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  fact TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (stream, kind, version)
) STRICT;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_only_next BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal)
  OR NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM journal WHERE stream = NEW.stream AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'the journal only takes the next entry'); END;
