-- Additive: what WhatsApp said of each template that the city needs.
-- status: APPROVED, PENDING, PAUSED, REJECTED, DISABLED, or MISSING where it does not know it. No row: it was never asked.
CREATE TABLE whatsapp_template (
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (name, language)
) STRICT, WITHOUT ROWID;
