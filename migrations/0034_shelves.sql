-- Which projects are off everybody's lists is asked for with every list of todos, and hardly any are.
CREATE INDEX projects_shelved ON projects (id) WHERE is_archived <> 0 OR is_template <> 0;

-- What was done day by day is counted without a look at the todos.
DROP INDEX tasks_own_completed;
CREATE INDEX tasks_own_completed ON tasks (user_id, (coalesce(completed_at, '1970-01-01T00:00:00.000Z')), id, project_id, due_date, status, deleted_at) WHERE deleted_at IS NULL AND status = 'done';
