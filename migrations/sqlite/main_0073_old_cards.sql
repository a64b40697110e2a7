-- Additive: where each old card is that was taken when a new one was handed over, and the lists by which they are destroyed.
CREATE TABLE view_old_card (
  id TEXT NOT NULL PRIMARY KEY,  -- The parcel's.
  stage TEXT NOT NULL,
  application TEXT NOT NULL,
  run TEXT NOT NULL,             -- In whose bag it rides; "" anywhere else.
  holder TEXT NOT NULL,          -- Who carries it; "" where it lies in the drawer or is destroyed.
  since INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX view_old_card_stage ON view_old_card (stage, since, id);
CREATE INDEX view_old_card_application ON view_old_card (application);
CREATE INDEX view_old_card_holder ON view_old_card (holder, run, since, id) WHERE holder <> '';
CREATE INDEX view_old_card_run ON view_old_card (run, id) WHERE run <> '';
CREATE TABLE view_old_card_list (
  id TEXT NOT NULL PRIMARY KEY,
  stage TEXT NOT NULL,
  since INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX view_old_card_list_stage ON view_old_card_list (stage, since, id);
