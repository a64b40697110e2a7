-- A state on the wall says what is still asked of a resident and since when a case is owed. Folded again as the office opens.
UPDATE view_seen SET seq = 0 WHERE one = 1;
