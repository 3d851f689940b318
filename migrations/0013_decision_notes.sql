-- The notes that decisions are linked to.
CREATE TABLE decision_notes (
  decision_id {int} NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
  note_id {int} NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  PRIMARY KEY (decision_id, note_id)
);
CREATE INDEX decision_notes_note ON decision_notes (note_id);
