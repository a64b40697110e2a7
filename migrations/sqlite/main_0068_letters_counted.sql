-- Additive: the counter of letters stands from now on, also where no letter was written since it was made.
INSERT INTO office_counter (name, value) SELECT 'letter', newest FROM (SELECT MAX(id) AS newest FROM office_letter) WHERE newest IS NOT NULL ON CONFLICT (name) DO NOTHING;
