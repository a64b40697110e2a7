-- The door of WhatsApp: what knocked, once each. The payload is sealed for the city and emptied when its work is done; the row
-- stays eight days, because the same webhook may be sent again for seven.
CREATE TABLE whatsapp_inbox (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  digest BLOB NOT NULL UNIQUE,           -- Keyed hash of the message id (which carries a phone number), or of id and status.
  sender BLOB NOT NULL,                  -- Keyed hash of who wrote: one person's messages are worked on in order. Empty: a status.
  sealed BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  done_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX whatsapp_inbox_waiting ON whatsapp_inbox (n) WHERE done_at IS NULL;
CREATE INDEX whatsapp_inbox_done ON whatsapp_inbox (done_at) WHERE done_at IS NOT NULL;

-- Letters whose sending is not known to have ended: the answer did not come, or the person was asked to open the window first.
CREATE TABLE whatsapp_sending (
  letter INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('unanswered', 'invited')),
  at INTEGER NOT NULL
) STRICT;
