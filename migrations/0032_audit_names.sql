-- What to call who did something and has no account any more: an audit log that forgets who did what when they go is none.
ALTER TABLE audit ADD COLUMN actor TEXT NOT NULL DEFAULT '';
