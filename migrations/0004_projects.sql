-- Projects whole: boards, dependencies, people, clients, decisions, time and money.
ALTER TABLE projects ADD COLUMN created_at {time};
ALTER TABLE projects ADD COLUMN deleted_batch TEXT;
-- What people are billed by the hour here, in minor units of the project's currency; NULL where nothing is billed.
ALTER TABLE projects ADD COLUMN hourly_rate {int};
-- The part of spent that follows from time entries. What is over it was written by hand, or by md_dash.
ALTER TABLE projects ADD COLUMN spent_time {int} NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN is_template {int} NOT NULL DEFAULT 0;
-- Who made it, where that is not the owner any more.
ALTER TABLE projects ADD COLUMN user_id TEXT REFERENCES users (id);
CREATE INDEX projects_client ON projects (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX projects_deleted ON projects (deleted_at) WHERE deleted_at IS NOT NULL;

-- Keys that projects had before: what refers to a task by one of them still finds it.
CREATE TABLE project_keys (
  key TEXT PRIMARY KEY,
  project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX project_keys_project ON project_keys (project_id);

-- Projects that a person keeps in the navigation.
CREATE TABLE project_pins (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  created_at {time} NOT NULL,
  PRIMARY KEY (user_id, project_id)
);
CREATE INDEX project_pins_project ON project_pins (project_id);

-- What one person is billed by the hour in one project, where that differs from the project's rate.
CREATE TABLE project_rates (
  project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hourly_rate {int} NOT NULL,
  PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_rates_user ON project_rates (user_id);

-- A board with columns of its own. A project without rows here has the four that every board begins with.
CREATE TABLE board_columns (
  id {id},
  project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  status TEXT NOT NULL,
  name TEXT NOT NULL,
  position TEXT {bytewise} NOT NULL,
  card_limit {int},
  UNIQUE (project_id, status)
);

-- task_id blocks blocked_id: the second can't go on before the first is done.
CREATE TABLE task_dependencies (
  task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  blocked_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  created_at {time} NOT NULL,
  PRIMARY KEY (task_id, blocked_id)
);
CREATE INDEX task_dependencies_blocked ON task_dependencies (blocked_id, task_id);

-- People who want to hear of a task without being assigned to it.
CREATE TABLE task_watchers (
  task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (task_id, user_id)
);
CREATE INDEX task_watchers_user ON task_watchers (user_id, task_id);

-- A board reads one column of one project in manual order, and counts its cards from this index alone: SQLite looks for the
-- columns of the condition in it too.
CREATE INDEX tasks_board ON tasks (project_id, status, position, id, parent_id, deleted_at) WHERE deleted_at IS NULL AND parent_id IS NULL;
-- The column of what is completed, the newest first.
CREATE INDEX tasks_board_done ON tasks (project_id, (coalesce(completed_at, '1970-01-01T00:00:00.000Z')), id) WHERE deleted_at IS NULL AND parent_id IS NULL AND status = 'done';

ALTER TABLE clients ADD COLUMN created_at TEXT;
ALTER TABLE clients ADD COLUMN updated_at {time};
ALTER TABLE clients ADD COLUMN user_id TEXT REFERENCES users (id);
ALTER TABLE clients ADD COLUMN notes TEXT;
-- People beside the one of contact_person_name: a JSON array of {name, role, email, phone}.
ALTER TABLE clients ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE clients ADD COLUMN color TEXT;
ALTER TABLE clients ADD COLUMN is_archived {int} NOT NULL DEFAULT 0;
ALTER TABLE clients ADD COLUMN deleted_at {time};
ALTER TABLE clients ADD COLUMN deleted_batch TEXT;
CREATE INDEX clients_name ON clients ((lower(company_name) {bytewise}), id) WHERE deleted_at IS NULL;
CREATE INDEX clients_deleted ON clients (deleted_at) WHERE deleted_at IS NOT NULL;

ALTER TABLE decisions ADD COLUMN status TEXT NOT NULL DEFAULT 'open';
ALTER TABLE decisions ADD COLUMN context TEXT;
ALTER TABLE decisions ADD COLUMN outcome TEXT;
-- A JSON array of {name, detail, chosen}.
ALTER TABLE decisions ADD COLUMN options TEXT NOT NULL DEFAULT '[]';
ALTER TABLE decisions ADD COLUMN decided_at TEXT;
ALTER TABLE decisions ADD COLUMN user_id TEXT REFERENCES users (id);
ALTER TABLE decisions ADD COLUMN project_id {int} REFERENCES projects (id);
ALTER TABLE decisions ADD COLUMN supersedes_id {int} REFERENCES decisions (id) ON DELETE SET NULL;
ALTER TABLE decisions ADD COLUMN created_at {time};
ALTER TABLE decisions ADD COLUMN updated_at {time};
ALTER TABLE decisions ADD COLUMN deleted_at {time};
ALTER TABLE decisions ADD COLUMN deleted_batch TEXT;
CREATE INDEX decisions_project ON decisions (project_id) WHERE deleted_at IS NULL;
CREATE INDEX decisions_due ON decisions ((coalesce(substr(due_date, 1, 10), '9999-99-99') {bytewise}), id) WHERE deleted_at IS NULL;
CREATE INDEX decisions_supersedes ON decisions (supersedes_id) WHERE supersedes_id IS NOT NULL;
CREATE INDEX decisions_deleted ON decisions (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE decision_deciders (
  decision_id {int} NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (decision_id, user_id)
);
CREATE INDEX decision_deciders_user ON decision_deciders (user_id);

CREATE TABLE decision_tasks (
  decision_id {int} NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
  task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  PRIMARY KEY (decision_id, task_id)
);
CREATE INDEX decision_tasks_task ON decision_tasks (task_id);

-- Time that somebody worked. minutes is NULL while the timer runs, started_at where it was written by hand. The rate is
-- the one of the day it was written, so that a new one does not change what was billed; amount follows from it, in minor
-- units of currency. What was worked stays when its task is deleted for good: title keeps the task's name then.
CREATE TABLE time_entries (
  id {id},
  task_id {int} REFERENCES tasks (id) ON DELETE SET NULL,
  project_id {int} REFERENCES projects (id) ON DELETE SET NULL,
  user_id TEXT REFERENCES users (id),
  day TEXT NOT NULL,
  started_at {time},
  minutes {int},
  billable {int} NOT NULL DEFAULT 1,
  hourly_rate {int},
  currency TEXT NOT NULL DEFAULT '',
  amount {int} NOT NULL DEFAULT 0,
  note TEXT,
  title TEXT,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  deleted_at {time},
  deleted_batch TEXT
);
CREATE UNIQUE INDEX time_entries_running ON time_entries (user_id) WHERE minutes IS NULL AND deleted_at IS NULL;
CREATE INDEX time_entries_user ON time_entries (user_id, day, id) WHERE deleted_at IS NULL;
CREATE INDEX time_entries_project ON time_entries (project_id, day, id);
-- Whole, since what is in the trash moves with its task too, and a task that is purged has to be looked for.
CREATE INDEX time_entries_task ON time_entries (task_id, day, id);
-- A list of everybody's goes along the days.
CREATE INDEX time_entries_day ON time_entries (day, id) WHERE deleted_at IS NULL;
CREATE INDEX time_entries_deleted ON time_entries (deleted_at) WHERE deleted_at IS NOT NULL;

-- The project that a change was made in: its activity is read by it.
ALTER TABLE activity ADD COLUMN project_id {int};
CREATE INDEX activity_project ON activity (project_id, id) WHERE project_id IS NOT NULL;
