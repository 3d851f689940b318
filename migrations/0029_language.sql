-- What somebody reads: the tag of a language. NULL is what their browser asks for.
ALTER TABLE users ADD COLUMN language TEXT;
