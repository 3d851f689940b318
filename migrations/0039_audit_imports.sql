-- Imports are in the audit log, and so is that one was undone: batch is the request that did it, where it can be undone. What
-- is taken in later, in the background, is noted with the address that it was asked for from.
ALTER TABLE audit ADD COLUMN batch TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_batch ON audit (batch) WHERE batch <> '';
ALTER TABLE intakes ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE imports ADD COLUMN address TEXT NOT NULL DEFAULT '';
