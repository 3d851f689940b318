-- Files that hang on notes, todos and projects.

-- What is in a file, once for all who have the same. sha256 is NULL while it is still coming in; then touched_at tells when
-- the last of it came. width, height and a smaller picture are of images that were looked at; thumb is last so that reading
-- the others does not read it.
CREATE TABLE blobs (
  id {id},
  sha256 TEXT UNIQUE,
  size {int} NOT NULL,
  touched_at {time} NOT NULL,
  width {int} NOT NULL DEFAULT 0,
  height {int} NOT NULL DEFAULT 0,
  thumb_type TEXT,
  thumb {blob}
);
CREATE INDEX blobs_coming ON blobs (touched_at) WHERE sha256 IS NULL;

-- The bytes, in pieces of one length, so that neither writing nor reading needs all of them at once.
CREATE TABLE blob_chunks (
  blob_id {int} NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
  number {int} NOT NULL,
  bytes {blob} NOT NULL,
  PRIMARY KEY (blob_id, number)
);

CREATE TABLE attachments (
  id {id},
  note_id {int} REFERENCES notes (id) ON DELETE CASCADE,
  task_id {int} REFERENCES tasks (id) ON DELETE CASCADE,
  project_id {int} REFERENCES projects (id) ON DELETE CASCADE,
  blob_id {int} NOT NULL REFERENCES blobs (id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  user_id TEXT,
  created_at {time} NOT NULL,
  deleted_at {time},
  deleted_batch TEXT,
  CHECK ((CASE WHEN note_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN task_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END) = 1)
);
CREATE INDEX attachments_note ON attachments (note_id, id) WHERE note_id IS NOT NULL;
CREATE INDEX attachments_task ON attachments (task_id, id) WHERE task_id IS NOT NULL;
CREATE INDEX attachments_project ON attachments (project_id, id) WHERE project_id IS NOT NULL;
CREATE INDEX attachments_blob ON attachments (blob_id);
CREATE INDEX attachments_purge ON attachments (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX attachments_deleted_batch ON attachments (deleted_batch) WHERE deleted_batch IS NOT NULL;
