-- What somebody completed lately is counted on every dashboard. Whose todo it is, in which project, and when it was due stands with
-- the assignment, kept up by triggers, so that an index has all that is counted.
ALTER TABLE task_assignees ADD COLUMN owner_id TEXT;
ALTER TABLE task_assignees ADD COLUMN project_id {int};
ALTER TABLE task_assignees ADD COLUMN due_day TEXT;
UPDATE task_assignees SET owner_id = t.user_id, project_id = t.project_id, due_day = substr(t.due_date, 1, 10) FROM tasks AS t WHERE t.id = task_assignees.task_id;
{assigned_whose}
DROP INDEX task_assignees_done;
CREATE INDEX task_assignees_done ON task_assignees (user_id, done_at, task_id, project_id, owner_id, due_day) WHERE done_at IS NOT NULL;
