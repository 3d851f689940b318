-- One index over everything that a search finds. search_queue names what changed since the index was written: triggers fill
-- it, in plain SQL, so that no program that writes to the tables can forget it, and none is stopped by it. search_docs has a
-- row for each thing in the index; the higher its id, the later it was changed. Its words are in search_words on SQLite, and in
-- a column on PostgreSQL.
CREATE TABLE search_queue (
  id {id},
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL
);
CREATE TABLE search_docs (
  id {int} PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  number {int},
  title TEXT NOT NULL,
  done {int} NOT NULL,
  words_digest TEXT NOT NULL,
  marks_digest TEXT NOT NULL,
  UNIQUE (kind, subject_id)
);
{search}

-- What is there already is read in after the start, the oldest first.
INSERT INTO search_queue (kind, subject_id) SELECT 'client', id FROM clients WHERE deleted_at IS NULL;
INSERT INTO search_queue (kind, subject_id) SELECT 'project', id FROM projects WHERE deleted_at IS NULL ORDER BY coalesce(updated_at, '1970-01-01T00:00:00.000Z'), id;
INSERT INTO search_queue (kind, subject_id) SELECT 'decision', id FROM decisions WHERE deleted_at IS NULL ORDER BY coalesce(updated_at, '1970-01-01T00:00:00.000Z'), id;
INSERT INTO search_queue (kind, subject_id) SELECT 'note', id FROM notes WHERE deleted_at IS NULL ORDER BY coalesce(updated_at, '1970-01-01T00:00:00.000Z'), id;
INSERT INTO search_queue (kind, subject_id) SELECT 'comment', id FROM comments WHERE deleted_at IS NULL ORDER BY id;
INSERT INTO search_queue (kind, subject_id) SELECT 'attachment', id FROM attachments WHERE deleted_at IS NULL ORDER BY id;
INSERT INTO search_queue (kind, subject_id) SELECT 'event', id FROM events WHERE deleted_at IS NULL ORDER BY id;
INSERT INTO search_queue (kind, subject_id) SELECT 'todo', id FROM tasks WHERE deleted_at IS NULL ORDER BY coalesce(updated_at, '1970-01-01T00:00:00.000Z'), id;
