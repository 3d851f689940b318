-- Addresses that are told what their owner sees change. seen is up to which entry of the activity log that was looked
-- through; busy_until is set while somebody delivers there, so that only one does.
CREATE TABLE webhooks (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  -- JSON list of what it is told of.
  events TEXT NOT NULL,
  objects {int} NOT NULL DEFAULT 0,
  active {int} NOT NULL DEFAULT 1,
  seen {int} NOT NULL,
  busy_until {time},
  failing_since {time},
  -- Why it was stopped by itself.
  stopped TEXT,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL
);
CREATE INDEX webhooks_user ON webhooks (user_id, id);

-- What they are told, and how that went. waiting is 1 until it was taken, given up or left out; what is told is put
-- together anew for each try.
CREATE TABLE webhook_deliveries (
  id {id},
  webhook_id {int} NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  -- The id that the receiver knows it by; the same for every try.
  message TEXT NOT NULL,
  type TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  project_id {int},
  action TEXT NOT NULL,
  -- JSON list of the fields that changed.
  changed TEXT NOT NULL,
  actor_id TEXT,
  -- The entry of the activity log; 0 for a test.
  sequence {int} NOT NULL,
  happened_at {time} NOT NULL,
  state TEXT NOT NULL,
  waiting {int} NOT NULL,
  next_at {time} NOT NULL,
  tries {int} NOT NULL DEFAULT 0,
  tried_at {time},
  status {int} NOT NULL DEFAULT 0,
  took {int} NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (next_at, id) WHERE waiting = 1;
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (happened_at);

-- Browsers that can be told things while no page is open (Web Push). Each belongs to the login that asked for it, and
-- goes with it. The endpoint is a secret: whoever knows it can send there.
CREATE TABLE push_subscriptions (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  login_id TEXT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at {time} NOT NULL,
  sent_at {time},
  failures {int} NOT NULL DEFAULT 0,
  UNIQUE (endpoint)
);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id, id);
CREATE INDEX push_subscriptions_login ON push_subscriptions (login_id);
