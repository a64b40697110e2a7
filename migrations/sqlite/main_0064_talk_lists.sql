-- The officers' lists of talks go by a key: who waits before who was heard last, and what was put away apart.
CREATE INDEX intake_conversation_list ON intake_conversation ((mind = 'waiting_for_person') DESC, heard_at DESC, contact) WHERE no_request = '';
CREATE INDEX intake_conversation_put_away ON intake_conversation (no_request_at DESC, contact) WHERE no_request <> '';
