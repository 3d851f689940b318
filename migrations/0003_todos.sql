-- Todos: what a task needs beyond md_dash's columns, who may see it, what was said about it and what happened to it.
ALTER TABLE projects ADD COLUMN color TEXT;
ALTER TABLE projects ADD COLUMN visibility TEXT NOT NULL DEFAULT 'team';
ALTER TABLE projects ADD COLUMN updated_at {time};
ALTER TABLE projects ADD COLUMN deleted_at {time};
CREATE INDEX projects_owner ON projects (owner_id);
CREATE INDEX project_managers_user ON project_managers (user_id);

CREATE TABLE project_members (
  project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role TEXT NOT NULL DEFAULT 'member',
  PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_user ON project_members (user_id);

ALTER TABLE tasks ADD COLUMN created_at {time};
ALTER TABLE tasks ADD COLUMN updated_at {time};
ALTER TABLE tasks ADD COLUMN user_id TEXT REFERENCES users (id);
ALTER TABLE tasks ADD COLUMN parent_id {int} REFERENCES tasks (id) ON DELETE SET NULL;
ALTER TABLE tasks ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tasks ADD COLUMN due_time TEXT;
ALTER TABLE tasks ADD COLUMN start_date TEXT;
ALTER TABLE tasks ADD COLUMN completed_at {time};
ALTER TABLE tasks ADD COLUMN position TEXT {bytewise} NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN recurrence TEXT;
ALTER TABLE tasks ADD COLUMN repeat_from TEXT;
ALTER TABLE tasks ADD COLUMN reminder_at {time};
ALTER TABLE tasks ADD COLUMN estimate_minutes {int};
ALTER TABLE tasks ADD COLUMN uid TEXT;
ALTER TABLE tasks ADD COLUMN deleted_at {time};
ALTER TABLE tasks ADD COLUMN deleted_batch TEXT;

-- A row that another program adds gets its place at the end like one of ours.
UPDATE tasks SET position = {position_of_id} WHERE position = '';
{position_trigger}

-- One index for each order that a person's own todos are read in; each ends in id, so that paging is stable.
CREATE INDEX tasks_own_due ON tasks (user_id, ((coalesce(substr(due_date, 1, 10), '9999-99-99') || coalesce(due_time, '99:99') || position) {bytewise}), id) WHERE deleted_at IS NULL AND status <> 'done';
CREATE INDEX tasks_own_position ON tasks (user_id, position, id) WHERE deleted_at IS NULL AND status <> 'done';
CREATE INDEX tasks_own_inbox ON tasks (user_id, position, id) WHERE deleted_at IS NULL AND status <> 'done' AND project_id IS NULL AND parent_id IS NULL;
CREATE INDEX tasks_own_priority ON tasks (user_id, (((CASE priority WHEN 'high' THEN '3' WHEN 'medium' THEN '2' WHEN 'low' THEN '1' ELSE '0' END) || position) {bytewise}), id) WHERE deleted_at IS NULL AND status <> 'done';
CREATE INDEX tasks_own_title ON tasks (user_id, (lower(name) {bytewise}), id) WHERE deleted_at IS NULL AND status <> 'done';
CREATE INDEX tasks_own_completed ON tasks (user_id, (coalesce(completed_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL AND status = 'done';
CREATE INDEX tasks_own_created ON tasks (user_id, (coalesce(created_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_own_updated ON tasks (user_id, (coalesce(updated_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_own_trash ON tasks (user_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_project ON tasks (project_id, position, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_parent ON tasks (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_purge ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_deleted_batch ON tasks (deleted_batch) WHERE deleted_batch IS NOT NULL;
CREATE INDEX task_assignees_user ON task_assignees (user_id, task_id);

-- The tags of tasks.tags, one a row, so that a tag is found without reading every todo.
CREATE TABLE task_tags (
  task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (task_id, tag)
);
CREATE INDEX task_tags_tag ON task_tags (tag, task_id);

CREATE TABLE comments (
  id {id},
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  user_id TEXT REFERENCES users (id),
  body TEXT NOT NULL,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  deleted_at {time}
);
CREATE INDEX comments_subject ON comments (kind, subject_id, id);

-- Who did what to which row when, with the old and the new values of what changed. A batch is what one request did,
-- and what one undo takes back. seen_by is set where only one person has to hear of it: of what they no longer see.
CREATE TABLE activity (
  id {id},
  batch TEXT NOT NULL,
  at {time} NOT NULL,
  user_id TEXT,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  action TEXT NOT NULL,
  before TEXT,
  after TEXT,
  seen_by TEXT,
  undone_by TEXT,
  undoes TEXT
);
CREATE INDEX activity_subject ON activity (kind, subject_id, id);
CREATE INDEX activity_batch ON activity (batch, id);
CREATE INDEX activity_user ON activity (user_id, id);
