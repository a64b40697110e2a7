-- Additive: the officers' desk around the talks.
-- asked_at: since when somebody waits for a person's first word; 0: nobody does. unanswered_since: since when the resident waits for whoever
-- holds the talk. lease_until: untouched until then, the talk goes back to the list; 0: nobody waits in it.
ALTER TABLE intake_conversation ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intake_conversation ADD COLUMN unanswered_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intake_conversation ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
UPDATE intake_conversation SET asked_at = waiting_since WHERE mind = 'waiting_for_person';
UPDATE intake_conversation SET unanswered_since = heard_at, lease_until = heard_at WHERE mind = 'with_person' AND unread > 0;
CREATE INDEX intake_conversation_lease ON intake_conversation (lease_until) WHERE mind = 'with_person' AND lease_until > 0 AND no_request = '';
CREATE INDEX intake_conversation_mine ON intake_conversation (officer, (lease_until = 0), lease_until, contact) WHERE mind = 'with_person' AND no_request = '';

-- What officers write for each other about a talk; the resident never receives it. Sealed under the contact's key at "note/<id>".
CREATE TABLE intake_note (
  id TEXT PRIMARY KEY,
  contact TEXT NOT NULL,
  at INTEGER NOT NULL,
  officer TEXT NOT NULL,
  to_officer TEXT NOT NULL DEFAULT '',  -- Handed over to; '': a plain note.
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_note_contact ON intake_note (contact, id);

-- How long people waited for a person's first word, in whole minutes; and talks that went back because nobody touched them.
CREATE TABLE intake_first_reply (
  day INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  officer TEXT NOT NULL,
  talks INTEGER NOT NULL,
  PRIMARY KEY (day, minutes, officer)
) STRICT, WITHOUT ROWID;
CREATE TABLE intake_left_lying (
  day INTEGER NOT NULL,
  officer TEXT NOT NULL,
  talks INTEGER NOT NULL,
  PRIMARY KEY (day, officer)
) STRICT, WITHOUT ROWID;

-- Canned replies as an office changed them; those it did not touch stand in the translations.
CREATE TABLE intake_canned (
  key TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  words_id TEXT NOT NULL,
  words_su TEXT NOT NULL,
  words_jv TEXT NOT NULL,
  words_en TEXT NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,
  edited_by TEXT NOT NULL,
  edited_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE intake_canned_used (
  key TEXT PRIMARY KEY,
  times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
