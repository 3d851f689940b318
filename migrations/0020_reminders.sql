-- Which reminders somebody was told of, so that each is told once, whoever of several programs looks.
CREATE TABLE reminders_told (
  kind TEXT NOT NULL,
  subject_id {int} NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  remind_at {time} NOT NULL,
  told_at {time} NOT NULL,
  PRIMARY KEY (kind, subject_id, user_id, remind_at)
);
CREATE INDEX reminders_told_at ON reminders_told (told_at);
CREATE INDEX tasks_reminder ON tasks (reminder_at) WHERE reminder_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX notes_reminder ON notes (reminder_at) WHERE reminder_at IS NOT NULL AND deleted_at IS NULL;
