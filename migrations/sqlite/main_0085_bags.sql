-- Additive: counted bags between the office and the counters of the kelurahan, and whose drawer an old card lies in.
CREATE TABLE view_bag (
  id TEXT NOT NULL PRIMARY KEY,
  stage TEXT NOT NULL,
  carrier TEXT NOT NULL,
  since INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX view_bag_stage ON view_bag (stage, since, id);
ALTER TABLE view_old_card ADD COLUMN drawer TEXT NOT NULL DEFAULT '';
UPDATE view_old_card SET drawer = COALESCE(json_extract(state, '$.drawer'), '');
CREATE INDEX view_old_card_drawer ON view_old_card (stage, drawer, since, id);
CREATE INDEX view_parcel_away ON view_parcel (stage, id) WHERE stage IN ('in_bag', 'at_counter');
