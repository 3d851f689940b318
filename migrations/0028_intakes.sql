-- Things that came from elsewhere, by what they were called there: taking in the same once more makes nothing twice.
CREATE TABLE import_sources (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  row_id TEXT NOT NULL,
  PRIMARY KEY (user_id, source, kind, source_id)
);

-- Files of other programs on their way in: looked through first, and taken when their owner says so.
CREATE TABLE intakes (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  size {int} NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  report TEXT,
  error TEXT,
  batch TEXT NOT NULL,
  -- Who works on it, and until when nobody else does.
  claim TEXT,
  claimed_until {time},
  created_at {time} NOT NULL,
  finished_at {time}
);
CREATE INDEX intakes_user ON intakes (user_id, id);
CREATE INDEX intakes_open ON intakes (id) WHERE finished_at IS NULL;

-- The file, until it is taken in.
CREATE TABLE intake_pieces (
  intake_id {int} NOT NULL REFERENCES intakes (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  bytes {blob} NOT NULL,
  PRIMARY KEY (intake_id, number)
);
