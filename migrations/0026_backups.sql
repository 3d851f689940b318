-- Backups that the server made or was asked for, and what became of each. The files are in a directory, under their names.
CREATE TABLE backups (
  id {id},
  name TEXT NOT NULL,
  -- asked, running, done, failed
  state TEXT NOT NULL,
  -- Who asked for it; NULL where it was time for it.
  user_id TEXT REFERENCES users (id) ON DELETE SET NULL,
  created_at {time} NOT NULL,
  finished_at {time},
  size {int} NOT NULL DEFAULT 0,
  row_count {int} NOT NULL DEFAULT 0,
  error TEXT,
  -- How far it is.
  doing TEXT NOT NULL DEFAULT '',
  done {int} NOT NULL DEFAULT 0,
  total {int} NOT NULL DEFAULT 0,
  -- Until when nobody else makes one.
  claimed_until {time}
);
CREATE INDEX backups_open ON backups (id) WHERE finished_at IS NULL;
