-- Additive: what a machine read on a photographed paper, sealed under the key of the paper's subject at "reading/<document>". It goes with
-- its paper, whoever takes that away.
CREATE TABLE office_reading (
  document TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  stand TEXT NOT NULL CHECK (stand IN ('waiting', 'unreadable', 'read')),
  first INTEGER NOT NULL DEFAULT 0,  -- 1: an officer has the paper on the desk.
  asked_at INTEGER NOT NULL,
  sealed BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX office_reading_waiting ON office_reading (first, document) WHERE stand = 'waiting';
CREATE INDEX office_reading_subject ON office_reading (subject);
