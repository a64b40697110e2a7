-- Worklists are ordered by the day the present stage is due, and leave out what lies aside. A board is not altered in place: the
-- office sees that it has read nothing of the book yet and folds it again as it opens.
ALTER TABLE view_case ADD COLUMN stage_due INTEGER NOT NULL DEFAULT 0;    -- Day number; nothing due: a day far away.
ALTER TABLE view_case ADD COLUMN aside_until INTEGER NOT NULL DEFAULT 0;  -- Day number; 0: it lies on the table.
DROP INDEX view_case_stage;
CREATE INDEX view_case_stage ON view_case (stage, stage_due, id);
CREATE INDEX view_case_open ON view_case (stage_due, id) WHERE is_open = 1;
UPDATE view_seen SET seq = 0 WHERE one = 1;
