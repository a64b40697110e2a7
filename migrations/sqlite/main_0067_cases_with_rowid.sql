-- A case's row is 1.5 kB. In a table WITHOUT ROWID all beyond a quarter of a page goes to an overflow page of its own, so that each case took
-- two pages, and each change of it wrote two. With a rowid two or three cases share one page. Filled by folding the book again.
DROP TABLE view_case;
CREATE TABLE view_case (
  id TEXT NOT NULL PRIMARY KEY,
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
  state TEXT NOT NULL,
  stage_due INTEGER NOT NULL,     -- Day number; nothing due: a day far away.
  aside_until INTEGER NOT NULL    -- Day number; 0: it lies on the table.
) STRICT;
CREATE INDEX view_case_number ON view_case (number) WHERE number <> '';
CREATE INDEX view_case_person ON view_case (person, id) WHERE person <> '';
CREATE INDEX view_case_contact ON view_case (contact, id) WHERE contact <> '';
CREATE INDEX view_case_stage ON view_case (stage, stage_due, id);
CREATE INDEX view_case_open ON view_case (stage_due, complete_seq, id, stage, disputed, rejection_waits, identity_check, aside_until, courier, printer, is_open) WHERE is_open = 1;
UPDATE view_seen SET seq = 0 WHERE one = 1;
