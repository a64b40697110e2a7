-- An office's open work in the order of its clock, with all that its lists filter by: a page reads its own rows and sorts nothing.
DROP INDEX view_case_open;
CREATE INDEX view_case_open ON view_case (stage_due, complete_seq, id, stage, disputed, rejection_waits, identity_check, aside_until, courier, printer, is_open) WHERE is_open = 1;
