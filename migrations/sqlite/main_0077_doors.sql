-- Additive: where a courier stood when this person's card was handed over, with the address it was for; sealed under the person's key. It helps
-- to find the door the next time.
CREATE TABLE vault_door (
  person TEXT PRIMARY KEY,
  sealed BLOB NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
