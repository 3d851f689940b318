-- What somebody asks of their todos again and again, in the words of the search.
CREATE TABLE filters (
  id {id},
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  -- What the list is grouped and sorted by; empty for what fits it.
  grouping TEXT NOT NULL DEFAULT '',
  sorting TEXT NOT NULL DEFAULT '',
  icon TEXT NOT NULL,
  color TEXT,
  position TEXT {bytewise} NOT NULL,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  deleted_at {time},
  deleted_batch TEXT
);
CREATE INDEX filters_user ON filters (user_id, position, id) WHERE deleted_at IS NULL;
CREATE INDEX filters_deleted ON filters (deleted_at) WHERE deleted_at IS NOT NULL;

-- How pages look: 1 where links have a line below them, 1 where little moves; where somebody begins. NULL is as at first.
ALTER TABLE users ADD COLUMN underline {int};
ALTER TABLE users ADD COLUMN less_motion {int};
ALTER TABLE users ADD COLUMN start_page TEXT;

-- The pinned notes are few, and are on everybody's dashboard.
CREATE INDEX notes_pinned ON notes (updated_at, id) WHERE is_pinned <> 0 AND is_archived = 0 AND deleted_at IS NULL;
