-- What programs that keep a copy of calendars and todos go by: what each thing is called there, and what changed since they
-- last asked. A name that is empty is the UID with .ics behind it.
ALTER TABLE calendars ADD COLUMN object_name TEXT;
ALTER TABLE events ADD COLUMN object_name TEXT;
ALTER TABLE tasks ADD COLUMN object_name TEXT;
CREATE INDEX events_uid ON events (calendar_id, uid) WHERE series_id IS NULL AND deleted_at IS NULL;
CREATE INDEX events_object ON events (calendar_id, object_name) WHERE object_name IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_uid ON tasks (uid) WHERE uid IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_object ON tasks (object_name) WHERE object_name IS NOT NULL AND deleted_at IS NULL;

-- A row for each change of what such a program sees, filled by triggers, so that no program that writes to the tables can
-- forget it. A collection is c and a calendar, p and a project, or u and whose todos are in no project. was says whether
-- the thing was there before: 0 no, 1 yes, 2 only for its owner.
CREATE TABLE sync_log (
  id {id},
  collection TEXT NOT NULL,
  object_id {int} NOT NULL,
  name TEXT NOT NULL,
  owner TEXT,
  was {int} NOT NULL
);
{sync_log}
CREATE INDEX sync_log_name ON sync_log (collection, name, id);

-- What somebody set about a collection for themselves, in the words of their programs.
CREATE TABLE collection_choices (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  collection TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user_id, collection, name)
);
