-- Calendars, with whom they are shared, and events whole.
CREATE TABLE calendars (
  id {id},
  -- Whose it is; NULL: the team's.
  user_id TEXT REFERENCES users (id),
  name TEXT NOT NULL,
  color TEXT,
  visibility TEXT NOT NULL DEFAULT 'private',
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  deleted_at {time},
  deleted_batch TEXT
);
CREATE INDEX calendars_user ON calendars (user_id, id);
CREATE INDEX calendars_deleted ON calendars (deleted_at) WHERE deleted_at IS NOT NULL;
-- The first one is the team's for good: what says nothing of a calendar is in it, so that md_dash can go on adding events.
INSERT INTO calendars (name, color, visibility, created_at, updated_at) VALUES ('Team', 'teal', 'team', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP);

CREATE TABLE calendar_shares (
  id {id},
  calendar_id {int} NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  permission TEXT NOT NULL,
  created_at {time} NOT NULL
);
CREATE INDEX calendar_shares_calendar ON calendar_shares (calendar_id);
CREATE INDEX calendar_shares_user ON calendar_shares (user_id, calendar_id) WHERE user_id IS NOT NULL;
CREATE INDEX calendar_shares_email ON calendar_shares ((lower(email)), calendar_id);

ALTER TABLE events ADD COLUMN created_at {time};
ALTER TABLE events ADD COLUMN updated_at {time};
ALTER TABLE events ADD COLUMN calendar_id {int} NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN project_id {int} REFERENCES projects (id);
-- Who made it; in the team's calendar, whose it is where it is private.
ALTER TABLE events ADD COLUMN user_id TEXT REFERENCES users (id);
ALTER TABLE events ADD COLUMN uid TEXT;
-- The zone on whose clocks it repeats, or floating. start and "end" are in UTC, or as if they were where it floats.
ALTER TABLE events ADD COLUMN timezone TEXT;
ALTER TABLE events ADD COLUMN url TEXT;
-- Days of the series that are left out: a JSON array.
ALTER TABLE events ADD COLUMN exdates TEXT;
-- What one time of a series became: the series, and the day that the rule gave it.
ALTER TABLE events ADD COLUMN series_id {int} REFERENCES events (id) ON DELETE CASCADE;
ALTER TABLE events ADD COLUMN series_day TEXT;
-- When the last time of a series ends, and what that was worked out from: another program may have changed it since.
ALTER TABLE events ADD COLUMN series_end TEXT;
ALTER TABLE events ADD COLUMN series_end_of TEXT;
ALTER TABLE events ADD COLUMN deleted_at {time};
ALTER TABLE events ADD COLUMN deleted_batch TEXT;
CREATE INDEX events_begin ON events (calendar_id, (replace(substr(start, 1, 19), ' ', 'T') {bytewise}), id) WHERE deleted_at IS NULL;
-- What is in a stretch of time is what ends after its beginning, of which there is less than of what begins before its end.
CREATE INDEX events_end ON events (calendar_id, (CASE WHEN coalesce(recurrence, '') = '' THEN replace(substr("end", 1, 19), ' ', 'T')
  WHEN series_end_of = recurrence || ' ' || start || ' ' || "end" THEN series_end ELSE '9999-99-99' END {bytewise})) WHERE deleted_at IS NULL;
CREATE INDEX events_project ON events (project_id) WHERE project_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX events_series ON events (series_id, series_day) WHERE series_id IS NOT NULL;
CREATE INDEX events_deleted ON events (deleted_at) WHERE deleted_at IS NOT NULL;
