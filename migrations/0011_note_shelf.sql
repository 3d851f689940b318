-- Lists of notes, and what is counted beside them, without reading the texts.
CREATE INDEX notes_shelf ON notes (user_id, is_archived, notebook, type, is_pinned, is_favorite) WHERE deleted_at IS NULL;
CREATE INDEX notes_team ON notes (id) WHERE user_id IS NULL AND project_id IS NULL AND deleted_at IS NULL;
