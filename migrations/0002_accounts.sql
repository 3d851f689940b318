-- People as mddash knows them, and how they prove who they are.
-- Added columns are nullable or have a default, so that Drizzle's own inserts go on working.
ALTER TABLE users ADD COLUMN timezone TEXT;
ALTER TABLE users ADD COLUMN week_start {int};
ALTER TABLE users ADD COLUMN theme TEXT;
ALTER TABLE users ADD COLUMN accent TEXT;
ALTER TABLE users ADD COLUMN density TEXT;
ALTER TABLE users ADD COLUMN shortcuts {int} NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN disabled_at {time};
ALTER TABLE users ADD COLUMN password_changed_at {time};
ALTER TABLE users ADD COLUMN updated_at {time};

CREATE INDEX users_email_lower ON users (lower(email));

-- What scs keeps for a browser; the token is hashed by scs before it comes here. expires is in Unix seconds.
CREATE TABLE sessions (
  token TEXT PRIMARY KEY NOT NULL,
  data {blob} NOT NULL,
  expires {int} NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires);

-- One row for each time somebody signed in, by browser or API. Sessions, access tokens and refresh tokens all name
-- their login and count only while it is here, so that ending one is deleting one row.
CREATE TABLE logins (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_agent TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  created_at {time} NOT NULL,
  seen_at {time} NOT NULL,
  expires_at {time} NOT NULL
);
CREATE INDEX logins_user ON logins (user_id, seen_at);
CREATE INDEX logins_expires ON logins (expires_at);

-- Each refresh token works once. A used one stays until it expires, so that a second use is noticed and ends the login.
CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY NOT NULL,
  login_id TEXT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  used_at {time},
  expires_at {time} NOT NULL
);
CREATE INDEX refresh_tokens_login ON refresh_tokens (login_id);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at {time} NOT NULL,
  expires_at {time},
  used_at {time}
);
CREATE INDEX api_tokens_user ON api_tokens (user_id, created_at);

-- mailed: the link went to the account's address, so that using it proves that the address is theirs.
CREATE TABLE password_resets (
  hash TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  mailed {int} NOT NULL DEFAULT 0,
  expires_at {time} NOT NULL
);
CREATE INDEX password_resets_user ON password_resets (user_id);

CREATE TABLE invites (
  id TEXT PRIMARY KEY NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL DEFAULT '',
  roles TEXT NOT NULL,
  invited_by TEXT REFERENCES users (id) ON DELETE SET NULL,
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  used_at {time},
  used_by TEXT REFERENCES users (id) ON DELETE SET NULL
);

-- Tries by account and by address; written in their own transaction, so that a failing request cannot undo them.
CREATE TABLE attempts (
  key TEXT PRIMARY KEY NOT NULL,
  count {int} NOT NULL,
  forget_at {time} NOT NULL,
  blocked_until {time}
);
CREATE INDEX attempts_forget ON attempts (forget_at);

-- Keys that the server made for itself, such as the one that signs access tokens.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY NOT NULL,
  value {blob} NOT NULL
);

-- Mail that waits to be sent. A row goes when its mail server has taken it, or after the last try.
CREATE TABLE outbox (
  id {id},
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  tries {int} NOT NULL DEFAULT 0,
  next_at {time} NOT NULL,
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_next ON outbox (next_at);

-- First answers to POSTs with an Idempotency-Key, for 24 hours. answer is sealed with a key that only the caller has.
-- batch is what the request writes under, so that one whose answer was lost is known to have done its work.
CREATE TABLE idempotency_keys (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  request TEXT NOT NULL,
  batch TEXT NOT NULL,
  answer {blob},
  created_at {time} NOT NULL,
  PRIMARY KEY (user_id, hash)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
