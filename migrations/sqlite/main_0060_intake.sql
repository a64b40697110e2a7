-- Intake: what is not a case yet. Plain tables, changed and emptied; everything a person said is sealed under their contact's key.
CREATE TABLE intake_draft (
  application TEXT PRIMARY KEY,          -- The id of the application it will become.
  service TEXT NOT NULL,
  contact TEXT NOT NULL,
  channel TEXT NOT NULL,
  language TEXT NOT NULL,
  assurance TEXT NOT NULL,
  page INTEGER NOT NULL DEFAULT 0,
  answers BLOB,                          -- Sealed at "draft/<application>"; NULL: nothing answered yet.
  saved_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_draft_contact ON intake_draft (contact, saved_at);
CREATE INDEX intake_draft_expiry ON intake_draft (expires_at);

CREATE TABLE intake_draft_paper (
  application TEXT NOT NULL REFERENCES intake_draft (application) ON DELETE CASCADE,
  paper TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (application, paper)
) STRICT, WITHOUT ROWID;

-- One chat a contact: where the dialogue stands, and who answers.
CREATE TABLE intake_conversation (
  contact TEXT PRIMARY KEY,
  state BLOB,                            -- Sealed at "conversation/<contact>"; NULL: nothing said yet.
  mind TEXT NOT NULL DEFAULT 'bot' CHECK (mind IN ('bot', 'waiting_for_person', 'with_person')),
  why TEXT NOT NULL DEFAULT '',          -- Why a person is needed: 'asked', 'levy_report', 'complaint', ...
  officer TEXT NOT NULL DEFAULT '',
  waiting_since INTEGER NOT NULL DEFAULT 0,
  heard_at INTEGER NOT NULL DEFAULT 0,
  window_expires_at INTEGER NOT NULL DEFAULT 0,  -- Until then free words may be sent (24 hours from their last message).
  unread INTEGER NOT NULL DEFAULT 0,
  stopped INTEGER NOT NULL DEFAULT 0     -- STOP: no notices until they ask again.
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_conversation_waiting ON intake_conversation (mind, waiting_since);
CREATE INDEX intake_conversation_heard ON intake_conversation (heard_at);

CREATE TABLE intake_line (
  id TEXT PRIMARY KEY,
  contact TEXT NOT NULL,
  at INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('resident', 'bot', 'officer')),
  officer TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,                    -- text, photo, voice, location, ...
  sealed BLOB NOT NULL                   -- At "line/<id>".
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_line_contact ON intake_line (contact, id);
