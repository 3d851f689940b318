-- What of the calendar somebody keeps out of their sight: lists of calendars, and of kinds of other dates than events.
-- Whoever has no row sees all of it.
CREATE TABLE calendar_choices (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  hidden_calendars TEXT NOT NULL DEFAULT '[]',
  hidden_dates TEXT NOT NULL DEFAULT '[]'
);
-- When somebody's working day begins and ends, on their clock; NULL: from 09:00 to 17:00.
ALTER TABLE users ADD COLUMN work_start TEXT;
ALTER TABLE users ADD COLUMN work_end TEXT;
-- 1 where the weeks of the calendar have their numbers.
ALTER TABLE users ADD COLUMN week_numbers {int};

-- Series, and what is on more than one day, by when it ends: of these there are few, and all else that is in a stretch of
-- time begins in it.
CREATE INDEX events_long ON events (calendar_id, (CASE WHEN coalesce(recurrence, '') = '' THEN replace(substr("end", 1, 19), ' ', 'T')
  WHEN series_end_of = recurrence || ' ' || start || ' ' || "end" THEN series_end ELSE '9999-99-99' END {bytewise}))
  WHERE deleted_at IS NULL AND (coalesce(recurrence, '') <> '' OR substr(start, 1, 10) <> substr("end", 1, 10));

-- What the calendar shows beside events, by the day that it is on, done or not.
CREATE INDEX tasks_own_dated ON tasks (user_id, (substr(due_date, 1, 10) {bytewise})) WHERE deleted_at IS NULL AND due_date IS NOT NULL;
CREATE INDEX projects_begin ON projects ((substr(start_date, 1, 10) {bytewise})) WHERE start_date IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX projects_end ON projects ((substr(end_date, 1, 10) {bytewise})) WHERE end_date IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notes_own_due ON notes (user_id, (substr(due_date, 1, 10) {bytewise})) WHERE deleted_at IS NULL AND due_date IS NOT NULL;
