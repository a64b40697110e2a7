-- How long people waited, counted as cards are handed over, so that the public page reads some hundred rows however many cards
-- there were. Folded again as the office opens.
CREATE TABLE view_wait (
  delivered INTEGER NOT NULL,  -- Day of the hand-over.
  complete INTEGER NOT NULL,   -- Day on which the papers were complete.
  cards INTEGER NOT NULL,
  PRIMARY KEY (delivered, complete)
) STRICT, WITHOUT ROWID;
UPDATE view_seen SET seq = 0 WHERE one = 1;
