-- Additive: a notice is done when the resident knows it; until then it goes from way to way (cities/<code>/notices.toml), and at the end to a
-- person. Letters from before this have no ladder: nobody is called about what was told last year.
ALTER TABLE office_letter ADD COLUMN channel TEXT NOT NULL DEFAULT 'whatsapp';
ALTER TABLE office_letter ADD COLUMN rung INTEGER NOT NULL DEFAULT 0;
ALTER TABLE office_letter ADD COLUMN climb_at INTEGER;                       -- Then the next way is tried. NULL: there is none, or nobody waits for it.
ALTER TABLE office_letter ADD COLUMN informed_at INTEGER;
ALTER TABLE office_letter ADD COLUMN informed_by TEXT NOT NULL DEFAULT '';   -- read, answered, opened, later, met, called, handed
ALTER TABLE office_letter ADD COLUMN call INTEGER;                           -- Given to a person.
CREATE INDEX office_letter_climb ON office_letter (climb_at, id) WHERE climb_at IS NOT NULL;
CREATE INDEX office_letter_uninformed ON office_letter (application, contact) WHERE informed_at IS NULL;
CREATE INDEX office_letter_aim ON office_letter (made_at, notice, informed_at, climb_at, call) WHERE notice <> 'chat' AND notice <> 'code';
CREATE INDEX office_letter_call ON office_letter (call) WHERE call IS NOT NULL;

-- Every time a letter was taken by somebody who carries it: a late word from an earlier way still finds its letter.
CREATE TABLE office_letter_try (
  provider BLOB PRIMARY KEY,             -- Keyed hash of the carrier's name for it.
  letter INTEGER NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sent', 'delivered', 'read', 'failed')),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX office_letter_try_letter ON office_letter_try (letter);

-- What a person must tell: by telephone, and where that does not help with a printed slip. One a case and contact at a time.
CREATE TABLE office_call (
  id INTEGER PRIMARY KEY,
  contact TEXT NOT NULL,
  application TEXT NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('call', 'slip')),
  made_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,               -- By then somebody should have told.
  try_at INTEGER NOT NULL,               -- Not before.
  tries INTEGER NOT NULL DEFAULT 0,
  claimed_by TEXT NOT NULL DEFAULT '',
  claimed_until INTEGER NOT NULL DEFAULT 0,
  ended_at INTEGER,
  outcome TEXT NOT NULL DEFAULT '',      -- reached, handed, informed (meanwhile)
  ended_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX office_call_contact ON office_call (contact, application, ended_at);
CREATE INDEX office_call_due ON office_call (way, due_at, id) WHERE ended_at IS NULL;
CREATE TABLE office_call_try (
  call INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX office_call_try_call ON office_call_try (call, at);

-- By SMS or e-mail, and no answer came: it may have gone out. Waits for a report before it goes again.
CREATE TABLE channel_sending (
  letter INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Messages that went out, for the bill: by month in Jakarta, way and kind (service, template, parts of SMS, mails).
CREATE TABLE office_message_count (
  month TEXT NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (month, channel, kind)
) STRICT, WITHOUT ROWID;
