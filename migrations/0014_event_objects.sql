-- What other calendar programs say of events and todos, and this one has no column for: the iCalendar text as it came in.
ALTER TABLE events ADD COLUMN kept TEXT;
ALTER TABLE tasks ADD COLUMN kept TEXT;
-- Times of a series beside those of its rule: a JSON array, written as start is.
ALTER TABLE events ADD COLUMN rdates TEXT;
-- Reminders at a moment, beside those before the start: a JSON array.
ALTER TABLE events ADD COLUMN reminders_at TEXT;
-- 1 where what one time of a series became holds for all that follow it, too.
ALTER TABLE events ADD COLUMN series_following {int} NOT NULL DEFAULT 0;

-- Everything has a name that other programs know it by, also what md_dash adds.
UPDATE events SET uid = {uid} WHERE uid IS NULL;
UPDATE tasks SET uid = {uid} WHERE uid IS NULL;
{uid_trigger_of_events}
{uid_trigger_of_tasks}
