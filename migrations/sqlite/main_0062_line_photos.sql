-- A photo that came while a person was answering: cleaned, sealed as a file under the contact's key. '': none.
ALTER TABLE intake_line ADD COLUMN document TEXT NOT NULL DEFAULT '';
CREATE INDEX intake_line_photo ON intake_line (contact, at) WHERE document <> '';
