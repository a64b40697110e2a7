-- Whoever held a case no longer holds it once it has ended; their list was read through all of them.
DELETE FROM office_assignment WHERE application IN (SELECT id FROM view_case WHERE is_open = 0);
