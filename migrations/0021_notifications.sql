-- What people are told of: once, by whom, about what. The words are made when it is shown, from what may be seen then.
CREATE TABLE notifications (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- Who did it; NULL where nobody did, or is not there any more.
  actor_id TEXT REFERENCES users (id) ON DELETE SET NULL,
  subject_kind TEXT NOT NULL,
  subject_id {int} NOT NULL,
  comment_id {int},
  -- What somebody answered; when what one is reminded of begins.
  detail TEXT,
  at {time} NOT NULL,
  read_at {time},
  -- What marked it as read, so that this can be taken back.
  read_batch TEXT,
  -- Until when it is out of sight.
  snoozed_until {time},
  -- 0 where it is told elsewhere alone.
  in_app {int} NOT NULL DEFAULT 1,
  -- What caused it, so that an undo takes it back.
  batch TEXT
);
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL AND in_app = 1;
CREATE INDEX notifications_subject ON notifications (subject_kind, subject_id);
CREATE INDEX notifications_batch ON notifications (batch) WHERE batch IS NOT NULL;
CREATE INDEX notifications_read ON notifications (read_at) WHERE read_at IS NOT NULL;
CREATE INDEX notifications_read_batch ON notifications (read_batch) WHERE read_batch IS NOT NULL;
CREATE INDEX notifications_at ON notifications (at);

-- What is still to be told outside of the program: a row goes when it was. channel: email, digest, push. Whoever takes one
-- puts next_at off first, so that nobody else does too.
CREATE TABLE notification_deliveries (
  id {id},
  notification_id {int} NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  next_at {time} NOT NULL,
  tries {int} NOT NULL DEFAULT 0,
  UNIQUE (notification_id, channel)
);
CREATE INDEX notification_deliveries_next ON notification_deliveries (channel, next_at);
CREATE INDEX notification_deliveries_user ON notification_deliveries (user_id);

-- What somebody wants to be told of where; whoever has no row is told as everybody is at first.
CREATE TABLE notification_choices (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  in_app {int} NOT NULL,
  -- at_once, daily, off
  email TEXT NOT NULL,
  push {int} NOT NULL,
  PRIMARY KEY (user_id, kind)
);
-- When, on their clock: letters and push wait while it is quiet, and the morning's letter comes at a time of theirs.
CREATE TABLE notification_hours (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  quiet_from TEXT,
  quiet_until TEXT,
  morning TEXT NOT NULL,
  summary {int} NOT NULL DEFAULT 0
);

-- A letter can have a second form, and an address that stops such letters (RFC 8058).
ALTER TABLE outbox ADD COLUMN html TEXT;
ALTER TABLE outbox ADD COLUMN unsubscribe TEXT;

-- Events that remind, by when they are over.
CREATE INDEX events_remind ON events ((CASE WHEN coalesce(recurrence, '') = '' THEN replace(substr("end", 1, 19), ' ', 'T')
  WHEN series_end_of = recurrence || ' ' || start || ' ' || "end" THEN series_end ELSE '9999-99-99' END {bytewise}))
  WHERE deleted_at IS NULL AND (coalesce(reminders, '[]') <> '[]' OR coalesce(reminders_at, '[]') <> '[]');
-- What is to be done, by the day that it is due.
CREATE INDEX tasks_due ON tasks ((substr(due_date, 1, 10) {bytewise})) WHERE deleted_at IS NULL AND due_date IS NOT NULL AND status <> 'done';
