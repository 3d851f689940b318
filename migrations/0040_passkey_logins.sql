-- By which passkey a login came, so that it ends with the passkey; empty for those that came by a password.
ALTER TABLE logins ADD COLUMN passkey_id TEXT NOT NULL DEFAULT '';
