-- Calendars that follow an address elsewhere, addresses at which calendars can be followed, and files of events on their way in.
-- subscription: its events come from an address, and nobody changes them here.
ALTER TABLE calendars ADD COLUMN kind TEXT NOT NULL DEFAULT '';

CREATE TABLE subscriptions (
  calendar_id {int} PRIMARY KEY REFERENCES calendars (id) ON DELETE CASCADE,
  -- Often a secret, and in no answer to anybody but whose calendar it is.
  url TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  -- When it is fetched next; whoever does it puts that off first, so that nobody else does too.
  next_at {time} NOT NULL,
  tried_at {time},
  fetched_at {time},
  etag TEXT,
  modified TEXT,
  -- SHA-256 of what was last taken in.
  digest TEXT,
  failing_since {time},
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  -- How many events are there, and what of the text was left out.
  events INTEGER NOT NULL DEFAULT 0,
  skipped TEXT
);
CREATE INDEX subscriptions_next ON subscriptions (next_at);

CREATE TABLE feeds (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- One calendar, one project, or neither: all that its owner sees.
  calendar_id {int} REFERENCES calendars (id) ON DELETE CASCADE,
  project_id {int} REFERENCES projects (id) ON DELETE CASCADE,
  -- The address is looked for by the hash, and shown again to its owner.
  secret TEXT NOT NULL,
  hash TEXT NOT NULL,
  -- Calendars that are left out: a JSON array.
  without TEXT,
  todos INTEGER NOT NULL DEFAULT 1,
  reminders INTEGER NOT NULL DEFAULT 1,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL
);
CREATE UNIQUE INDEX feeds_hash ON feeds (hash);
CREATE UNIQUE INDEX feeds_user ON feeds (user_id, (coalesce(calendar_id, 0)), (coalesce(project_id, 0)));
CREATE INDEX feeds_calendar ON feeds (calendar_id) WHERE calendar_id IS NOT NULL;
CREATE INDEX feeds_project ON feeds (project_id) WHERE project_id IS NOT NULL;

CREATE TABLE imports (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  calendar_id {int} NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  size {int} NOT NULL,
  state TEXT NOT NULL,
  -- How many objects there are, and how many of them were looked at.
  total INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  todos INTEGER NOT NULL DEFAULT 0,
  -- What was left out and why, as far as it is told.
  report TEXT,
  error TEXT,
  batch TEXT NOT NULL,
  -- Until when nobody else goes on with it.
  claimed_until {time},
  created_at {time} NOT NULL,
  finished_at {time}
);
CREATE INDEX imports_user ON imports (user_id, id);
CREATE INDEX imports_open ON imports (id) WHERE finished_at IS NULL;

-- The file, until it is taken in.
CREATE TABLE import_pieces (
  import_id {int} NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  bytes {blob} NOT NULL,
  PRIMARY KEY (import_id, number)
);
