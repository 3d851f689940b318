-- What the browser asked for that somebody signed in with last: their letters are in it, as long as they have chosen no language.
ALTER TABLE users ADD COLUMN heard_language TEXT;
