-- The tables of md_dash as Drizzle made them. On an md_dash file they are there already and stay as they are:
-- everything of ours is added by the migrations after this one, so that both programs can use the same file.
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT,
  email TEXT NOT NULL UNIQUE,
  "emailVerified" {int},
  image TEXT,
  password TEXT,
  roles TEXT DEFAULT '["staff"]',
  full_name TEXT,
  avatar_url TEXT,
  created_at TEXT
);

CREATE TABLE IF NOT EXISTS account (
  "userId" TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  provider TEXT NOT NULL,
  "providerAccountId" TEXT NOT NULL,
  refresh_token TEXT,
  access_token TEXT,
  expires_at {int},
  token_type TEXT,
  scope TEXT,
  id_token TEXT,
  session_state TEXT,
  PRIMARY KEY ("userId", provider, "providerAccountId")
);

CREATE TABLE IF NOT EXISTS session (
  "sessionToken" TEXT PRIMARY KEY NOT NULL,
  "userId" TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires {int} NOT NULL
);

CREATE TABLE IF NOT EXISTS clients (
  id TEXT PRIMARY KEY NOT NULL,
  company_name TEXT NOT NULL,
  contact_person_name TEXT,
  contact_email TEXT,
  website_url TEXT,
  created_at TEXT
);

CREATE TABLE IF NOT EXISTS projects (
  id {id},
  name TEXT NOT NULL,
  key TEXT UNIQUE,
  description TEXT,
  status TEXT NOT NULL DEFAULT 'planning',
  priority TEXT NOT NULL DEFAULT 'medium',
  tags TEXT,
  owner_id TEXT REFERENCES users (id),
  client_id TEXT REFERENCES clients (id),
  start_date TEXT,
  end_date TEXT,
  budget {int},
  spent {int} NOT NULL DEFAULT 0,
  currency TEXT NOT NULL DEFAULT 'USD',
  billing_type TEXT NOT NULL DEFAULT 'non_billable',
  is_archived {int} NOT NULL DEFAULT 0,
  created_at {time},
  updated_at {time}
);

CREATE TABLE IF NOT EXISTS notes (
  id {id},
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  type TEXT NOT NULL DEFAULT 'note',
  tags TEXT,
  notebook TEXT,
  color TEXT,
  is_pinned {int} NOT NULL DEFAULT 0,
  is_archived {int} NOT NULL DEFAULT 0,
  is_favorite {int} NOT NULL DEFAULT 0,
  cover_image TEXT,
  links TEXT,
  attachments TEXT,
  reminder_at TEXT,
  due_date TEXT,
  priority TEXT,
  created_at {time},
  updated_at {time},
  user_id TEXT REFERENCES users (id)
);

CREATE TABLE IF NOT EXISTS tasks (
  id {id},
  name TEXT NOT NULL,
  description TEXT,
  due_date TEXT,
  priority TEXT NOT NULL DEFAULT 'medium',
  status TEXT NOT NULL DEFAULT 'task',
  project_id {int} REFERENCES projects (id),
  created_at {time},
  updated_at {time}
);

CREATE TABLE IF NOT EXISTS events (
  id {id},
  title TEXT NOT NULL,
  description TEXT,
  start TEXT NOT NULL,
  "end" TEXT NOT NULL,
  all_day {int} NOT NULL DEFAULT 0,
  location TEXT,
  organizer TEXT,
  attendees TEXT,
  status TEXT,
  privacy TEXT,
  recurrence TEXT,
  reminders TEXT,
  color TEXT,
  created_at {time},
  updated_at {time}
);

CREATE TABLE IF NOT EXISTS decisions (
  id {id},
  name TEXT NOT NULL,
  due_date TEXT
);

CREATE TABLE IF NOT EXISTS project_managers (
  project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, user_id)
);

CREATE TABLE IF NOT EXISTS task_assignees (
  task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (task_id, user_id)
);

CREATE TABLE IF NOT EXISTS note_shares (
  id {id},
  note_id {int} NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  permission TEXT NOT NULL DEFAULT 'view',
  created_at {time}
);
