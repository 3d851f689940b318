-- Somebody can have thousands of assignments, most of them done. What lists and counts of them ask for stands with the
-- assignment itself, kept up by triggers, so that an index has it: open_due sorts as the todo does by what is due while it is
-- open, done_at is when it was done. Both are NULL where that does not hold, and in the trash.
ALTER TABLE task_assignees ADD COLUMN open_due TEXT {bytewise};
ALTER TABLE task_assignees ADD COLUMN done_at {time};
{assigned}
UPDATE task_assignees SET open_due = (SELECT {assigned_open} FROM tasks AS t WHERE t.id = task_assignees.task_id),
  done_at = (SELECT {assigned_done} FROM tasks AS t WHERE t.id = task_assignees.task_id);
CREATE INDEX task_assignees_open ON task_assignees (user_id, open_due, task_id) WHERE open_due IS NOT NULL;
CREATE INDEX task_assignees_done ON task_assignees (user_id, done_at, task_id) WHERE done_at IS NOT NULL;
