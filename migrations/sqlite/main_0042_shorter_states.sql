-- A board keeps of a state only what differs from a new one's: a third of the bytes to write at every step, and to read at
-- every look. Folded again as the office opens.
UPDATE view_seen SET seq = 0 WHERE one = 1;
