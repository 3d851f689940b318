-- Notes: whose they are and where, what they link to, every state that their text was in, and who they were shared with.
ALTER TABLE notes ADD COLUMN created_at {time};
ALTER TABLE notes ADD COLUMN updated_at {time};
ALTER TABLE notes ADD COLUMN user_id TEXT REFERENCES users (id);
ALTER TABLE notes ADD COLUMN project_id {int} REFERENCES projects (id);
-- Counts the states of the text: note_versions has each.
ALTER TABLE notes ADD COLUMN revision {int} NOT NULL DEFAULT 0;
-- Who changed it last, through us.
ALTER TABLE notes ADD COLUMN updated_by TEXT;
ALTER TABLE notes ADD COLUMN deleted_at {time};
ALTER TABLE notes ADD COLUMN deleted_batch TEXT;
CREATE INDEX notes_own_updated ON notes (user_id, (coalesce(updated_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL;
CREATE INDEX notes_own_created ON notes (user_id, (coalesce(created_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL;
CREATE INDEX notes_own_title ON notes (user_id, (lower(title) {bytewise}), id) WHERE deleted_at IS NULL;
CREATE INDEX notes_updated ON notes ((coalesce(updated_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL;
CREATE INDEX notes_project ON notes (project_id, id) WHERE project_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notes_title ON notes ((lower(title) {bytewise}), id) WHERE deleted_at IS NULL;
CREATE INDEX notes_purge ON notes (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX notes_deleted_batch ON notes (deleted_batch) WHERE deleted_batch IS NOT NULL;
CREATE INDEX note_shares_user ON note_shares (user_id, note_id) WHERE user_id IS NOT NULL;
CREATE INDEX note_shares_email ON note_shares ((lower(email)), note_id);
CREATE INDEX note_shares_note ON note_shares (note_id);

-- The tags of notes.tags, one a row, so that a tag is found without reading every note.
CREATE TABLE note_tags (
  note_id {int} NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (note_id, tag)
);
CREATE INDEX note_tags_tag ON note_tags (tag, note_id);

-- Each state that the text of a note was in, the present one included: what a save was made from can always be found,
-- also when another program wrote to the note in between.
CREATE TABLE note_versions (
  note_id {int} NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  revision {int} NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  user_id TEXT,
  created_at {time} NOT NULL,
  PRIMARY KEY (note_id, revision)
);
CREATE INDEX note_versions_created ON note_versions (created_at);

-- [[links]] of the text by title, lower case, and the note that each led to when it was written.
CREATE TABLE note_links (
  note_id {int} NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  target_id {int} REFERENCES notes (id) ON DELETE SET NULL,
  PRIMARY KEY (note_id, title)
);
CREATE INDEX note_links_target ON note_links (target_id, note_id) WHERE target_id IS NOT NULL;
CREATE INDEX note_links_title ON note_links (title) WHERE target_id IS NULL;

-- The page that anyone who has the link can read.
CREATE TABLE public_links (
  note_id {int} PRIMARY KEY REFERENCES notes (id) ON DELETE CASCADE,
  token TEXT NOT NULL UNIQUE,
  password TEXT,
  expires_at {time},
  user_id TEXT,
  created_at {time} NOT NULL
);
