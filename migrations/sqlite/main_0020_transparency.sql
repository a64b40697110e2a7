-- The public log: leaves, the roots of full tiles, signed checkpoints. Append-only: nothing here is ever changed, taken
-- away or put in out of order. The guards before INSERT are needed because REPLACE and upserts slip past the others.

CREATE TABLE tlog_identity (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL,
  vkey   TEXT NOT NULL
) STRICT;

-- The hash stands before the bytes, so that reading 256 hashes does not walk through long leaves.
CREATE TABLE tlog_leaf (
  n     INTEGER PRIMARY KEY,
  hash  BLOB NOT NULL CHECK (length(hash) = 32),
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;

-- Row (level, n) is the root over leaves [n * 256^level, (n+1) * 256^level): one row for each 256 of the level below.
CREATE TABLE tlog_node (
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 63),
  n     INTEGER NOT NULL,
  hash  BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE tlog_checkpoint (
  size INTEGER PRIMARY KEY CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  note TEXT NOT NULL
) STRICT;

CREATE TRIGGER tlog_identity_once BEFORE INSERT ON tlog_identity WHEN EXISTS (SELECT 1 FROM tlog_identity)
BEGIN SELECT RAISE(ABORT, 'the public log has its identity for ever'); END;
CREATE TRIGGER tlog_identity_no_update BEFORE UPDATE ON tlog_identity
BEGIN SELECT RAISE(ABORT, 'the public log has its identity for ever'); END;
CREATE TRIGGER tlog_identity_no_delete BEFORE DELETE ON tlog_identity
BEGIN SELECT RAISE(ABORT, 'the public log has its identity for ever'); END;

CREATE TRIGGER tlog_leaf_next BEFORE INSERT ON tlog_leaf
WHEN NEW.n IS NOT (SELECT coalesce(max(n), -1) + 1 FROM tlog_leaf)
BEGIN SELECT RAISE(ABORT, 'the public log takes the next leaf only'); END;
CREATE TRIGGER tlog_leaf_no_update BEFORE UPDATE ON tlog_leaf
BEGIN SELECT RAISE(ABORT, 'the public log is never changed'); END;
CREATE TRIGGER tlog_leaf_no_delete BEFORE DELETE ON tlog_leaf
BEGIN SELECT RAISE(ABORT, 'the public log is never shortened'); END;

CREATE TRIGGER tlog_node_next BEFORE INSERT ON tlog_node
WHEN NEW.n IS NOT (SELECT coalesce(max(n), -1) + 1 FROM tlog_node WHERE level = NEW.level)
BEGIN SELECT RAISE(ABORT, 'the public log takes the next node only'); END;
CREATE TRIGGER tlog_node_no_update BEFORE UPDATE ON tlog_node
BEGIN SELECT RAISE(ABORT, 'the public log is never changed'); END;
CREATE TRIGGER tlog_node_no_delete BEFORE DELETE ON tlog_node
BEGIN SELECT RAISE(ABORT, 'the public log is never shortened'); END;

CREATE TRIGGER tlog_checkpoint_next BEFORE INSERT ON tlog_checkpoint
WHEN NEW.size <= (SELECT coalesce(max(size), -1) FROM tlog_checkpoint)
BEGIN SELECT RAISE(ABORT, 'a checkpoint is larger than the one before it'); END;
CREATE TRIGGER tlog_checkpoint_no_update BEFORE UPDATE ON tlog_checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER tlog_checkpoint_no_delete BEFORE DELETE ON tlog_checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never taken away'); END;
