-- What lets people in without a password (WebAuthn): the public half of a key whose other half never leaves their devices.
-- A credential belongs to one person alone. sign_count is what the device had counted to, and backed_up whether it is in several.
CREATE TABLE passkeys (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  credential_id TEXT NOT NULL UNIQUE,
  public_key {blob} NOT NULL,
  sign_count {int} NOT NULL DEFAULT 0,
  transports TEXT NOT NULL DEFAULT '[]',
  backup_eligible {int} NOT NULL DEFAULT 0,
  backed_up {int} NOT NULL DEFAULT 0,
  created_at {time} NOT NULL,
  used_at {time}
);
CREATE INDEX passkeys_user ON passkeys (user_id, created_at);

-- Challenges that were answered, until they run out: each counts once. Those that nobody answers are written nowhere.
CREATE TABLE passkey_challenges (
  hash TEXT PRIMARY KEY NOT NULL,
  expires_at {time} NOT NULL
);
CREATE INDEX passkey_challenges_expires ON passkey_challenges (expires_at);
