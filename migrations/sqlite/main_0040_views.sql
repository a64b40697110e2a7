-- The boards on the wall. Dropped and folded again from the journal by `opak rebuild`; nothing here is the only copy of anything.
CREATE TABLE view_case (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  stage TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  disputed INTEGER NOT NULL,
  rejection_waits INTEGER NOT NULL,
  identity_check INTEGER NOT NULL,
  person TEXT NOT NULL,
  contact TEXT NOT NULL,
  family TEXT NOT NULL,
  courier TEXT NOT NULL,
  printer TEXT NOT NULL,
  due INTEGER NOT NULL,           -- Day number of the promise; drafts: a day far away.
  complete_seq INTEGER NOT NULL,  -- Place in the journal where the papers were accepted; 0 before.
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX view_case_number ON view_case (number) WHERE number <> '';
CREATE INDEX view_case_person ON view_case (person, id) WHERE person <> '';
CREATE INDEX view_case_contact ON view_case (contact, id) WHERE contact <> '';
CREATE INDEX view_case_stage ON view_case (stage, due, id);

CREATE TABLE view_timeline (
  application TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  fact TEXT NOT NULL,
  actor TEXT NOT NULL,
  word TEXT NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (application, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_opening (
  application TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  purpose TEXT NOT NULL,
  PRIMARY KEY (application, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_parcel (
  id TEXT PRIMARY KEY,
  stage TEXT NOT NULL,
  application TEXT NOT NULL,
  run TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX view_parcel_stage ON view_parcel (stage, id);

CREATE TABLE view_run (
  id TEXT PRIMARY KEY,
  day INTEGER NOT NULL,
  courier TEXT NOT NULL,
  stage TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX view_run_day ON view_run (day, id);
CREATE INDEX view_run_courier ON view_run (courier, day, id);

CREATE TABLE view_stock_day (
  office TEXT NOT NULL,
  day INTEGER NOT NULL,
  opening INTEGER NOT NULL,
  received INTEGER NOT NULL,
  used INTEGER NOT NULL,
  spoiled INTEGER NOT NULL,
  destroyed INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  available INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (office, day)
) STRICT, WITHOUT ROWID;

-- Where every serial of an office stands now, in ranges.
CREATE TABLE view_stock_holding (
  office TEXT NOT NULL,
  first TEXT NOT NULL,
  last TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (office, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_day (
  day INTEGER PRIMARY KEY,
  submitted INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0,
  printed INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  returned INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE view_seen (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL
) STRICT;
INSERT INTO view_seen VALUES (1, 0);
