-- What an open editor saves by itself every few seconds: which editor it was, which of its saves, and when such saves by
-- one person without a break began. A later save takes the place of the one before, unless that was given to somebody as
-- what they write on from.
ALTER TABLE note_versions ADD COLUMN editor TEXT;
ALTER TABLE note_versions ADD COLUMN save_number {int};
ALTER TABLE note_versions ADD COLUMN began_at {time};
ALTER TABLE note_versions ADD COLUMN is_base {int} NOT NULL DEFAULT 0;
CREATE INDEX note_versions_editor ON note_versions (editor) WHERE editor IS NOT NULL;
