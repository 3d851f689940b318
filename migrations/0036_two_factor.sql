-- Codes of an authenticator app that are asked for beside the password. Kept apart from users, which pages, exports and the API
-- read: the secret has to be here as it is, since each code is made from it.
CREATE TABLE two_factor (
  user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  secret {blob} NOT NULL,
  -- Where it is being set up; nobody else is shown the secret.
  login_id TEXT NOT NULL DEFAULT '',
  begun_at {time} NOT NULL,
  -- NULL until the first right code: nothing is asked for before that.
  confirmed_at {time},
  -- The step of 30 seconds whose code was used last. Neither it nor one before it works again.
  last_step {int} NOT NULL DEFAULT 0
);

-- What lets somebody in who has lost the app, each once. A used one stays, so that it is known how many there were.
CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  used_at {time},
  PRIMARY KEY (user_id, hash)
);
