-- The vault: a key per subject (a person or a contact), wrapped by the city's key, and the blind index that finds a subject
-- without showing the NIK, the KK number or the phone. Deleting a key row erases the person; nothing else need be touched.
CREATE TABLE vault_key (
  subject TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'contact', 'staff')),
  wrapped BLOB NOT NULL,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_blind (
  kind TEXT NOT NULL,
  digest BLOB NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (kind, digest, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX vault_blind_subject ON vault_blind (subject);

-- What is known now of a subject outside any case: a contact's number and messaging id, sealed.
CREATE TABLE vault_card (
  subject TEXT PRIMARY KEY,
  sealed BLOB NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Contacts known to belong to a person, and how that came to be known.
CREATE TABLE vault_known_contact (
  person TEXT NOT NULL,
  contact TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('seen_in_person', 'card_delivered', 'officer_checked')),
  since INTEGER NOT NULL,
  PRIMARY KEY (person, contact)
) STRICT, WITHOUT ROWID;

-- Sealed files in the files folder: whose they are and what they are for.
CREATE TABLE vault_document (
  document TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX vault_document_subject ON vault_document (subject);
