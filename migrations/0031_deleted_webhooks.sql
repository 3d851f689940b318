-- A webhook that was deleted can come back for a day, with the secret that its receiver knows.
ALTER TABLE webhooks ADD COLUMN deleted_at {time};
ALTER TABLE webhooks ADD COLUMN deleted_batch TEXT;
CREATE INDEX webhooks_deleted ON webhooks (deleted_at) WHERE deleted_at IS NOT NULL;
