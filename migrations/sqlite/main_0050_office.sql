-- The office's own desk: plain tables that belong to no case.
CREATE TABLE office_counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Answers already given, by key: a repeat changes nothing and hears the same.
CREATE TABLE office_asked (
  key BLOB PRIMARY KEY,
  words TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX office_asked_at ON office_asked (at);

CREATE TABLE office_assignment (
  application TEXT PRIMARY KEY,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX office_assignment_officer ON office_assignment (officer, application);

-- Serials that became a card, were spoiled or destroyed: once here, never again in a printer.
CREATE TABLE office_serial (
  serial TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('printed', 'spoiled', 'destroyed', 'delivered')),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which public leaf tells of which line of the journal. Knows the link that the public must not see.
CREATE TABLE office_leaf (
  seq INTEGER PRIMARY KEY,
  leaf INTEGER NOT NULL UNIQUE,
  stream TEXT NOT NULL
) STRICT;
CREATE INDEX office_leaf_stream ON office_leaf (stream, leaf);

-- Letters to send, written with the fact they tell of.
CREATE TABLE office_letter (
  id INTEGER PRIMARY KEY,
  contact TEXT NOT NULL,
  application TEXT NOT NULL,
  notice TEXT NOT NULL,
  language TEXT NOT NULL,
  words TEXT NOT NULL,
  sealed BLOB,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'delivered', 'read', 'failed', 'unwanted')),
  attempts INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  provider BLOB
) STRICT;
CREATE INDEX office_letter_due ON office_letter (due_at, id) WHERE state = 'waiting';
CREATE UNIQUE INDEX office_letter_provider ON office_letter (provider) WHERE provider IS NOT NULL;
CREATE INDEX office_letter_contact ON office_letter (contact, id);
