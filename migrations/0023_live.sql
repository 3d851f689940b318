-- What open pages are told beside the activity log: changes that it does not hold, and those that are for one person alone.
-- Rows are of no use after an hour. seen_by is who alone is told.
CREATE TABLE live_log (
  id {id},
  at {time} NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL DEFAULT '',
  project_id {int},
  action TEXT NOT NULL DEFAULT '',
  batch TEXT NOT NULL DEFAULT '',
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  seen_by TEXT REFERENCES users (id) ON DELETE CASCADE
);

-- Who has a note open to write in it. A row counts for a minute; an open editor renews its own.
CREATE TABLE note_editors (
  note_id {int} NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  editor TEXT NOT NULL,
  seen_at {time} NOT NULL,
  PRIMARY KEY (note_id, user_id, editor)
);
CREATE INDEX note_editors_user ON note_editors (user_id);
CREATE INDEX note_editors_seen ON note_editors (seen_at);
