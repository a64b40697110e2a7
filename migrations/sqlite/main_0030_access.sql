-- Access: who may come in. Nothing here opens a door by itself: passwords are Argon2id hashes, cookies and codes are kept
-- as digests only, telephone numbers and TOTP secrets are sealed under the city's key.
CREATE TABLE access_staff (
  id TEXT PRIMARY KEY,                -- S-0007, counting; never given twice.
  login TEXT NOT NULL UNIQUE,         -- Lower case.
  name TEXT NOT NULL,
  roles TEXT NOT NULL,                -- "operator courier", in the order of access/roles.h.
  office TEXT NOT NULL,
  password TEXT NOT NULL,             -- $argon2id$...
  phone BLOB,                         -- Sealed for the city.
  totp BLOB,                          -- Sealed for the city; NULL: not enrolled.
  totp_waiting BLOB,                  -- Sealed likewise: shown as a QR, not yet confirmed by a code.
  totp_step INTEGER NOT NULL DEFAULT 0,  -- The last accepted step: a code seen over the shoulder opens nothing.
  active INTEGER NOT NULL DEFAULT 1,
  made_at INTEGER NOT NULL,
  last_in_at INTEGER, last_in_from TEXT,        -- This sign-in ...
  earlier_in_at INTEGER, earlier_in_from TEXT   -- ... and the one before it, for "last time you were here".
) STRICT, WITHOUT ROWID;

CREATE TABLE access_recovery (
  staff TEXT NOT NULL REFERENCES access_staff (id),
  digest BLOB NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (staff, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_session (
  digest BLOB PRIMARY KEY,            -- SHA-256 of the cookie's value.
  kind TEXT NOT NULL CHECK (kind IN ('staff', 'resident')),
  who TEXT NOT NULL,                  -- A staff id, or the opaque id of the confirmed contact.
  proof TEXT NOT NULL CHECK (proof IN ('password', 'password_and_code', 'number_code')),
  made_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_session_who ON access_session (kind, who);

-- One living code a number. A row without a code (wrong tries at a number nobody asked for) looks the same from outside.
CREATE TABLE access_code (
  number BLOB PRIMARY KEY,            -- The blind index of the telephone number.
  salt BLOB NOT NULL,
  digest BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What was sent to whom (a number's or a network's digest), to bound it; emptied after a day.
CREATE TABLE access_code_sent (
  whom BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_code_sent_whom ON access_code_sent (whom, at);
