-- Programs send todos in any order: what a step names as its parent may come after it. That UID is kept until then.
ALTER TABLE tasks ADD COLUMN parent_uid TEXT;
CREATE INDEX tasks_parent_uid ON tasks (parent_uid) WHERE parent_uid IS NOT NULL AND deleted_at IS NULL;
