-- What admins can look up: who signed in or tried to, and what happened to accounts, invites, tokens, backups. topic is the
-- kind of it (signin, account, invite, token, backup, operation); before and after are the values that changed, never a
-- secret. Rows go after a while.
CREATE TABLE audit (
  id {id},
  at {time} NOT NULL,
  topic TEXT NOT NULL,
  action TEXT NOT NULL,
  -- Who did it; NULL for the command line, for nobody in particular, and for who is not there any more.
  actor_id TEXT REFERENCES users (id) ON DELETE SET NULL,
  -- Whom or what it was done to, by its id.
  subject_id TEXT NOT NULL DEFAULT '',
  -- What to call it where no account says its name.
  subject TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  before TEXT,
  after TEXT
);
CREATE INDEX audit_topic ON audit (topic, id);
CREATE INDEX audit_actor ON audit (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_subject ON audit (subject_id, id) WHERE subject_id <> '';
CREATE INDEX audit_at ON audit (at);

-- What was noted of accounts and invites so far.
INSERT INTO audit (at, topic, action, actor_id, subject_id, before, after)
SELECT a.at, CASE WHEN a.kind = 'invite' THEN 'invite' WHEN a.after LIKE '%"api_token"%' THEN 'token' ELSE 'account' END, a.action,
  (SELECT u.id FROM users AS u WHERE u.id = a.user_id), a.subject_id, a.before, a.after
FROM activity AS a WHERE a.kind IN ('user', 'invite') ORDER BY a.id;
