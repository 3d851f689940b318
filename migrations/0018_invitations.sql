-- Who was invited to events by mail, what they were told, and what they answered.
CREATE TABLE event_guests (
  id {id},
  event_id {int} NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  -- In small letters.
  address TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT 'needs-action',
  comment TEXT,
  answered_at {time},
  -- A fingerprint of the event as it was when they were last written to.
  told TEXT,
  told_at {time},
  UNIQUE (event_id, address)
);
-- How often those who are invited were told that something is another than before (RFC 5545, SEQUENCE).
ALTER TABLE events ADD COLUMN sequence {int} NOT NULL DEFAULT 0;

-- A letter can bring an event along (RFC 6047), and be answered to somebody else than its sender.
ALTER TABLE outbox ADD COLUMN calendar TEXT;
ALTER TABLE outbox ADD COLUMN method TEXT;
ALTER TABLE outbox ADD COLUMN reply_to TEXT;
