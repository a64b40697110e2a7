-- Runs that nobody has closed yet are few; those of earlier days are looked for whenever a supervisor begins the day.
CREATE INDEX view_run_open ON view_run (day, id) WHERE stage <> 'closed';
