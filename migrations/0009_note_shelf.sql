-- What the side of the notes counts is found in one index, without reading the notes.
CREATE INDEX notes_shelf ON notes (user_id, is_archived, notebook, type, is_pinned, is_favorite) WHERE deleted_at IS NULL;
