-- What every page counts is counted without a look at the todos, decisions and times themselves.
CREATE INDEX decisions_open ON decisions (project_id, status, deleted_at) WHERE status = 'open' AND deleted_at IS NULL;
DROP INDEX tasks_own_due;
CREATE INDEX tasks_own_due ON tasks (user_id, ((coalesce(substr(due_date, 1, 10), '9999-99-99') || coalesce(due_time, '99:99') || position) {bytewise}), id, project_id, status, deleted_at) WHERE deleted_at IS NULL AND status <> 'done';
DROP INDEX time_entries_user;
CREATE INDEX time_entries_user ON time_entries (user_id, day, id, minutes, deleted_at) WHERE deleted_at IS NULL;
