-- An officer says that this talk is no request for anything here: why, who, when. '': it is one. What they write next begins anew.
ALTER TABLE intake_conversation ADD COLUMN no_request TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_conversation ADD COLUMN no_request_by TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_conversation ADD COLUMN no_request_at INTEGER NOT NULL DEFAULT 0;
