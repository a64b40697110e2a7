-- What waits for a second person at the blangko desk, and what was declined today. Folded from the journal like every board.
CREATE TABLE view_stock_ask (
  office TEXT NOT NULL,
  id TEXT NOT NULL,
  place INTEGER NOT NULL,      -- In the order they were asked or declined.
  ask TEXT NOT NULL,
  declined_by TEXT NOT NULL,   -- "": it waits.
  reason TEXT NOT NULL,
  PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
