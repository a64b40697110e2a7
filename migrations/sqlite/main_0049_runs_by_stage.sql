-- The runs on the road are few; those of all years are many.
CREATE INDEX view_run_stage ON view_run (stage, day, id);
