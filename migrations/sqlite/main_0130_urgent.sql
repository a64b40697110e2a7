-- Additive: what somebody waits for at this moment is found without going through the day's notices.
CREATE INDEX office_letter_urgent ON office_letter (due_at, id) WHERE state = 'waiting' AND notice IN ('code', 'chat', 'submitted');
