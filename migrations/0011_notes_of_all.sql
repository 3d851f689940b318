-- The notes that nobody owns, which all staff see.
CREATE INDEX notes_team ON notes (id) WHERE user_id IS NULL AND project_id IS NULL AND deleted_at IS NULL;
